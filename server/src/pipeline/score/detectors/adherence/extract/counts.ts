import type { Constraint } from '../../../detector.ts';
import { type Extracted, type Instruction, negated, type Rule, spanOf } from './instruction.ts';
import { BETWEEN, LATER, type Limit, limitsOf, numberOf, oftenOf, QUANTITY, TIMES } from './quantity.ts';

/** Things in an answer that may have a length of their own; what is asked of them is not asked of the answer. */
const PART =
  /\b(?:each|every|per|titles?|subject|headline|heading|tagline|caption|slogan|introduction|conclusion|lines?|first|last|names?)\b/;

/** A number and what is counted. */
const counting = (noun: string) => new RegExp(`${QUANTITY}${BETWEEN}(?:${noun})\\b${LATER}`, 'g');

const WORDS = counting('words?');
const SENTENCES = counting('sentences?');
const BULLETS = counting('bullet(?: |-)?(?:points?|lists?|items?)|bullets?');
const PLACEHOLDERS = counting('placeholders?');
const HIGHLIGHTS = counting('(?:text )?(?:sections?|parts?|phrases?|passages?|words?|names?)');

/** One constraint for each bound found with a pattern. */
function each(
  instruction: Instruction,
  pattern: RegExp,
  constraints: (limits: Limit[], match: RegExpExecArray) => Constraint[],
): Extracted[] {
  const found: Extracted[] = [];
  for (const match of instruction.says.matchAll(pattern)) {
    const limits = limitsOf(match, negated(instruction, match.index, 40));
    for (const constraint of constraints(limits, match)) found.push({ constraint, ...spanOf(instruction, match) });
  }
  return found;
}

/** Whether a number is about a part of the answer. */
function partial({ says }: Instruction, match: RegExpExecArray): boolean {
  const end = match.index + match[0].length;
  return (
    PART.test(says.slice(Math.max(0, match.index - 60), match.index)) ||
    /^ (?:per|each|long each)\b/.test(says.slice(end))
  );
}

/** Words in capitals are counted apart. */
const aboutCapitals = (text: string) => /\b(?:capital|caps|uppercase|capitalized)/.test(text);

const words: Rule = {
  cues: 'word words',
  read: (instruction) =>
    each(instruction, WORDS, (limits, match) => {
      const end = match.index + match[0].length;
      if (partial(instruction, match) || aboutCapitals(match[0] + instruction.says.slice(end, end + 45))) return [];
      if (/^ (?:that|of|from|starting|beginning|ending|or phrases)\b/.test(instruction.says.slice(end))) return [];
      return limits.map(({ relation, n }) => ({ id: 'length_constraints:number_words', relation, num_words: n }));
    }),
};

const sentencesRule: Rule = {
  cues: 'sentence sentences',
  read: (instruction) =>
    each(instruction, SENTENCES, (limits, match) => {
      if (partial(instruction, match)) return [];
      const n = numberOf(match.groups?.first);
      const bare =
        limits.length === 0 && n !== undefined && /\b(?:in|with|using) $/.test(instruction.says.slice(0, match.index));
      const asked = bare ? [{ relation: 'exactly' as const, n }] : limits;
      return asked.map(({ relation, n }) => ({
        id: 'length_constraints:number_sentences',
        relation,
        num_sentences: n,
      }));
    }),
};

const bullets: Rule = {
  cues: 'bullet bullets',
  read: (instruction) =>
    each(instruction, BULLETS, (limits, match) => {
      if (partial(instruction, match)) return [];
      const n = numberOf(match.groups?.first);
      const asked = limits.length > 0 || n === undefined ? limits : [{ relation: 'exactly' as const, n }];
      return asked.map(({ relation, n }) => ({
        id: 'detectable_format:number_bullet_lists',
        num_bullets: n,
        ...(relation === 'exactly' ? {} : { relation }),
      }));
    }),
};

const placeholders: Rule = {
  cues: 'placeholder placeholders',
  read: (instruction) =>
    each(instruction, PLACEHOLDERS, (limits, match) => {
      const n = limits.length === 0 ? numberOf(match.groups?.first) : limits.find(isLeast)?.n;
      return n === undefined ? [] : [{ id: 'detectable_content:number_placeholders', num_placeholders: n }];
    }),
};

const isLeast = ({ relation }: Limit) => relation === 'at least';

const highlights: Rule = {
  cues: 'highlight highlights highlighted highlighting italic italics italicize italicized',
  read(instruction) {
    const { says, from, to, plain } = instruction;
    if (!/markdown|\*|asterisk/.test(plain.slice(from, to + 120))) return [];
    const counted = each(instruction, HIGHLIGHTS, (limits, match) => {
      const n =
        limits[0]?.relation === 'at least'
          ? limits[0].n
          : limits.length === 0
            ? numberOf(match.groups?.first)
            : undefined;
      return n === undefined || match.index === 0 ? [] : [highlighted(n)];
    });
    if (counted.length > 0) return counted.slice(0, 1);
    const some = /\bhighlight (?:some|the|a few|key|important)\b[^*]{0,80}\*/.exec(says);
    return some ? [{ constraint: highlighted(1), ...spanOf(instruction, some) }] : [];
  },
};

const highlighted = (n: number): Constraint => ({
  id: 'detectable_format:number_highlighted_sections',
  num_highlights: n,
});

const CAPITAL = '(?:all[ -]?)?(?:cap(?:ital)?s?(?: letters)?|uppercase(?: letters)?|capitalized)';
const CAPITAL_WORDS = `(?:words?(?: or phrases)? (?:be |are |that are )?(?:with|in|using|written in) (?:only )?${CAPITAL}|${CAPITAL} words?)\\b`;
const COUNTED_CAPITALS = new RegExp(`${QUANTITY}(?: such)? ${CAPITAL_WORDS}`);
const FREQUENT_CAPITALS = new RegExp(`${CAPITAL_WORDS}[^.]{0,60}? ${TIMES}`);
const LIMITED_CAPITALS = new RegExp(`${CAPITAL_WORDS} to ${QUANTITY}`);

const SOME_CAPITALS = new RegExp(`\\b(?:use|include|highlight with) (?:some )?${CAPITAL_WORDS}`);

/** Words in capital letters: how many of them, or how often they come. */
const capitals: Rule = {
  cues: 'caps capital capitals capitalize capitalized uppercase',
  read(instruction) {
    const { says } = instruction;
    const counted = COUNTED_CAPITALS.exec(says) ?? LIMITED_CAPITALS.exec(says);
    const often = FREQUENT_CAPITALS.exec(says);
    const times = often ? oftenOf(often) : [];
    const some = SOME_CAPITALS.exec(says);
    const match = times.length > 0 ? often : (counted ?? some);
    if (!match) return [];
    const limits = times.length > 0 ? times : counted ? limitsOf(counted) : [];
    if (some && limits.every(({ relation }) => relation !== 'at least')) limits.push({ relation: 'at least', n: 1 });
    return limits.map(({ relation, n }) => ({
      constraint: { id: 'change_case:capital_word_frequency', capital_relation: relation, capital_frequency: n },
      ...spanOf(instruction, match),
    }));
  },
};

const PARAGRAPHS = counting('paragraphs?|sections?|parts?|stanzas?');

/** Paragraphs divided by asterisks; the divider may stand in the sentence before or after. */
const paragraphs: Rule = {
  cues: 'paragraph paragraphs section sections part parts stanza stanzas',
  read: (instruction) =>
    each(instruction, PARAGRAPHS, (limits, match) => {
      const n = numberOf(match.groups?.first);
      if (n === undefined || (limits.length > 0 && limits[0]!.relation !== 'exactly')) return [];
      return /(?<!\*)\*\*\*(?!\*)/.test(instruction.plain)
        ? [{ id: 'length_constraints:number_paragraphs', num_paragraphs: n }]
        : [];
    }),
};

const ORDINALS = new Map(
  'first second third fourth fifth sixth seventh eighth ninth tenth'.split(' ').map((word, n) => [word, n + 1]),
);
const NTH =
  /\b(?:(\d{1,2})(?:st|nd|rd|th)|(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth))\s+paragraph\b|\bparagraph (?:number )?(\d{1,2})\b/;
const FIRST_WORD =
  /\b(?:(?:start|begin)s?(?: the [\w ]{1,30})? with|first word [^."“]{0,40}?(?:be|is))(?: the)?(?: word)?\s+["'“]?([\p{L}\d-]{1,40})/u;

/** Which word a paragraph begins with; how many paragraphs there are is said somewhere else. */
const firstWord: Rule = {
  cues: 'paragraph',
  read(instruction) {
    const nth = NTH.exec(instruction.says);
    const word = FIRST_WORD.exec(instruction.says);
    const all = new RegExp(`${QUANTITY}${BETWEEN}paragraphs`).exec(instruction.plain);
    const n = numberOf(all?.groups?.first);
    if (!nth || !word || n === undefined) return [];
    const nth_paragraph = nth[2] ? ORDINALS.get(nth[2])! : Number(nth[1] ?? nth[3]);
    if (nth_paragraph < 1 || nth_paragraph > n) return [];
    const constraint = {
      id: 'length_constraints:nth_paragraph_first_word',
      num_paragraphs: n,
      nth_paragraph,
      first_word: word[1]!,
    };
    return [{ constraint, ...spanOf(instruction, word) }];
  },
};

const MARKED =
  /\b(?:mark|start|begin|label|indicate)(?:ed)? (?:the )?(?:beginning\s+of )?each ([\w]{3,20})s?(?: [a-z]{1,12}){0,2} with (?:the word )?["'“]?([\p{L}]{2,20})["'”]?\s+["'“]?(?:x|\d)\b/u;

const NAMED = new RegExp(
  `${QUANTITY}${BETWEEN}(?:sections|parts|chapters)\\b[^.]{0,20}?\\b(section|part|chapter) 1\\b`,
);

/** Sections that begin with a word and a number; how many there are is said somewhere else. */
const sections: Rule = {
  cues: 'each section part chapter',
  read(instruction) {
    const marked = MARKED.exec(instruction.says);
    const named = NAMED.exec(instruction.says);
    const match = marked ?? named;
    if (!match) return [];
    const word = marked ? marked[2]! : named!.at(-1)!;
    const all = named ?? new RegExp(`${QUANTITY}${BETWEEN}${marked![1]}`).exec(instruction.plain);
    const n = numberOf(all?.groups?.first);
    if (n === undefined) return [];
    const at = instruction.from + match.index + match[0].lastIndexOf(word);
    const section_spliter = instruction.prompt.slice(at, at + word.length);
    const constraint = { id: 'detectable_format:multiple_sections', section_spliter, num_sections: n };
    return [{ constraint, ...spanOf(instruction, match) }];
  },
};

/** What is counted in an answer. */
export const COUNTS: Rule[] = [
  words,
  sentencesRule,
  bullets,
  placeholders,
  highlights,
  capitals,
  paragraphs,
  firstWord,
  sections,
];
