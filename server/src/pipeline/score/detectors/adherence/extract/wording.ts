import type { Constraint } from '../../../detector.ts';
import type { Span } from '../../../text/sentences.ts';
import { type Extracted, type Instruction, negated, type Rule, spanOf } from './instruction.ts';
import { phrasesFrom, quotedFrom } from './phrases.ts';
import { type Limit, oftenOf, TIMES } from './quantity.ts';

/** What leads to phrases: `the keywords`, `the word`, `these items:`. */
const NOUN =
  /(?<!["'“])\b(?:the |any |these |this |following |of the |exact |specific ){0,4}(?:key ?words?|words?|phrases?|terms?|names?|line|items|expressions?)(?: of)?(?: ?:)?(?= |\[|"|'|“)/g;

/** What may lead to words without quotation marks. */
const PLAIN_LIST =
  /key ?words(?: of)? ?:?$|(?:words|phrases|terms|names|items|expressions) ?:$|\b(?:the|these|this|following) (?:[a-z]{1,20} ){0,4}?(?:words?|phrases?|terms?)(?: of)?$/;

/** Phrases with a place of their own, or a choice between some: other rules are about these. */
const ELSEWHERE = /\b(?:start|begin|end|finish|conclud|clos|read|one of|after|before)[a-z]{0,4}\b/;

const INCLUDE =
  /\b(?:include|includes|including|contain|contains|containing|incorporate|incorporates|use|uses|using|mention|mentions|with|have|has|add)\b/;
const OFTEN = new RegExp(TIMES);

/** How often, said shortly after a phrase, and where in the sentence. */
function often(instruction: Instruction, at: number) {
  const rest = instruction.says.slice(at, at + 90);
  const match = OFTEN.exec(rest);
  if (!match) return;
  const limits = oftenOf(match, negated(instruction, at + match.index, 25) && !match.groups?.before?.startsWith('no'));
  return limits.length > 0 ? { limits, to: at + match.index + match[0].length } : undefined;
}

/** Phrases that must be there, must not, or so and so often. */
const phrases: Rule = {
  cues: 'word words keyword keywords key phrase phrases term terms name names line items expression expressions',
  read(instruction) {
    const found: Extracted[] = [];
    for (const match of instruction.says.matchAll(NOUN)) found.push(...around(instruction, match));
    return found;
  },
};

function around(instruction: Instruction, match: RegExpExecArray): Extracted[] {
  const { says, from, prompt } = instruction;
  const after = match.index + match[0].length;
  const listed = phrasesFrom(prompt, from + after);
  if (!listed || listed.all.length === 0) return [];
  if (ELSEWHERE.test(says.slice(Math.max(0, match.index - 40), after))) return [];
  const span = { from: from + match.index, to: listed.to };
  const out = (constraint: Constraint): Extracted => ({ constraint, ...span });
  const frequency = often(instruction, listed.to - from);
  const plain =
    PLAIN_LIST.test(match[0]) || (frequency !== undefined && listed.all.length === 1 && match[0].startsWith('the '));
  if (!plain && !quotedFrom(prompt, from + after)) return [];
  if (frequency) {
    const loose = forbids(instruction, match) && frequency.limits.every(({ relation }) => relation === 'at least');
    return loose ? [] : frequent(listed.all, frequency.limits, { ...span, to: from + frequency.to });
  }
  if (forbids(instruction, match)) return [out({ id: 'keywords:forbidden_words', forbidden_words: listed.all })];
  const asks = INCLUDE.test(says.slice(Math.max(0, match.index - 40), match.index));
  return asks ? [out({ id: 'keywords:existence', keywords: listed.all })] : [];
}

const forbids = (instruction: Instruction, match: RegExpExecArray) => negated(instruction, match.index, 45);

const UTTER =
  /\b(?:say|saying|use|using|mention|mentioning|include|including|includes|contain|contains|containing|write)(?= ?["'“])/g;

/** Short quoted phrases after a verb, without a word for what they are. */
const uttered: Rule = {
  cues: '" “ \'',
  read(instruction) {
    const { from, prompt, says } = instruction;
    return [...says.matchAll(UTTER)].flatMap((match) => {
      const quoted = quotedFrom(prompt, from + match.index + match[0].length);
      if (!quoted || quoted.all.some((phrase) => phrase.length > 40)) return [];
      const span = { from: from + match.index, to: quoted.to };
      const frequency = often(instruction, quoted.to - from);
      if (frequency) return frequent(quoted.all, frequency.limits, { ...span, to: from + frequency.to });
      if (negated(instruction, match.index, 30)) {
        return [{ constraint: { id: 'keywords:forbidden_words', forbidden_words: quoted.all }, ...span }];
      }
      if (!/^(?:include|contain|mention)/.test(match[0])) return [];
      return [{ constraint: { id: 'keywords:existence', keywords: quoted.all }, ...span }];
    });
  },
};

function frequent(keywords: string[], limits: Limit[], span: Span): Extracted[] {
  return limits.flatMap(({ relation, n }) =>
    keywords.map((keyword) => ({ constraint: { id: 'keywords:frequency', relation, keyword, frequency: n }, ...span })),
  );
}

const LETTER = new RegExp(`\\bletters? ["'“]?([a-z])["'”]?(?= )([^.]{0,60}?)${TIMES}`);
const A_LETTER = /\bletter ["'“]?([a-z])["'”]?(?= |[.,;!]|$)/;
const SIGNS = /\b(\d{1,3}|three|four|five|six|seven|eight|nine|ten) or more (?:exclamation|question) marks? "([!?])"/;

/** How often a letter comes; forbidden, it never does. */
const letters: Rule = {
  cues: 'letter letters mark marks',
  read(instruction) {
    const match = LETTER.exec(instruction.says);
    const limits = match
      ? oftenOf(match, negated(instruction, match.index, 40) || /not|n't|never/.test(match[2]!))
      : [];
    if (match && limits.length > 0) {
      return limits.map(({ relation, n }) => ({
        constraint: { id: 'keywords:letter_frequency', let_relation: relation, letter: match[1]!, let_frequency: n },
        ...spanOf(instruction, match),
      }));
    }
    const never = A_LETTER.exec(instruction.says);
    if (never && !match && negated(instruction, never.index, 25)) {
      const constraint = {
        id: 'keywords:letter_frequency',
        let_relation: 'less than',
        letter: never[1]!,
        let_frequency: 1,
      };
      return [{ constraint, ...spanOf(instruction, never) }];
    }
    const sign = SIGNS.exec(instruction.says);
    const n = Number(sign?.[1]);
    if (!sign || !Number.isFinite(n)) return [];
    const constraint = {
      id: 'keywords:letter_frequency',
      let_relation: 'at least',
      letter: sign[2]!,
      let_frequency: n,
    };
    return [{ constraint, ...spanOf(instruction, sign) }];
  },
};

/** Which words and letters an answer must hold. */
export const WORDING: Rule[] = [phrases, uttered, letters];
