import type { Constraint } from '../../../detector.ts';
import { COUNTS } from './counts.ts';
import { indexOf } from './cues.ts';
import { type Extracted, type Instruction, instructions, type Rule } from './instruction.ts';
import { LETTERING } from './letters.ts';
import { SHAPE } from './shape.ts';
import { WORDING } from './wording.ts';

const RULES: Rule[] = [...COUNTS, ...WORDING, ...SHAPE, ...LETTERING];

const INDEX = indexOf(RULES);

/** Signs of a prompt that are read: its beginning and its end, where people say how they want the answer. */
const HEAD = 6_000;
const TAIL = 2_000;

/** Constraints read out of a prompt, each with its place. Only what is said plainly, and of the whole answer. */
export function extract(prompt: string): Extracted[] {
  const head = extractFrom(prompt.slice(0, HEAD), 0);
  const from = Math.max(HEAD, prompt.length - TAIL);
  return from < prompt.length ? distinct([...head, ...extractFrom(prompt.slice(from), from)]) : distinct(head);
}

/** Before what a program is to do: "a script that returns at most 10 words" asks nothing of the answer. */
const OF_CODE =
  /\b(?:functions?|scripts?|programs?|class|methods?|regex|quer(?:y|ies)|api|endpoint|algorithm|apps?|tool|parser|code|table|schema)\b[^.]{0,80}\b(?:that|which|to|for|where|so)\b/;

/** System prompts whose constraints are kept, and the longest of them. */
const KEPT = 200;
const KEPT_LENGTH = 20_000;
const kept = new Map<string, Extracted[]>();

/** As {@link extract}, for prompts that come again. */
export function extractKept(prompt: string): Extracted[] {
  if (prompt.length > KEPT_LENGTH) return extract(prompt);
  const known = kept.get(prompt);
  if (known) return known;
  const found = extract(prompt);
  if (kept.size >= KEPT) kept.delete(kept.keys().next().value!);
  kept.set(prompt, found);
  return found;
}

function extractFrom(text: string, offset: number): Extracted[] {
  const found: Extracted[] = [];
  for (const [instruction, rules] of instructions(text, INDEX)) {
    for (const rule of rules) {
      for (const one of rule.read(instruction)) {
        if (aside(instruction, one)) continue;
        found.push({ constraint: one.constraint, from: one.from + offset, to: one.to + offset });
      }
    }
  }
  return found;
}

/** What an answer must look like is often said as an example in quotation marks; what it must count or avoid is not. */
const BY_EXAMPLE = /^(?:detectable|combination)/;

/** Whether something said is about a program, or stands within quotation marks. */
function aside({ says, from }: Instruction, found: Extracted): boolean {
  const quotes = says.slice(0, found.from - from).split('"').length - 1;
  return (quotes % 2 === 1 && !BY_EXAMPLE.test(found.constraint.id)) || OF_CODE.test(says.slice(0, found.to - from));
}

const CASES = new Set(['change_case:english_lowercase', 'change_case:english_capital']);

/** The same constraint once. English is part of the constraints on English letters. */
function distinct(found: Extracted[]): Extracted[] {
  const english = found.some(({ constraint }) => CASES.has(constraint.id));
  const seen = new Set<string>();
  return found.filter((one) => {
    const { constraint } = one;
    if ((english && isEnglish(constraint)) || implied(one, found)) return false;
    const key = JSON.stringify(constraint);
    return !seen.has(key) && seen.add(key);
  });
}

/** Whether another says more: five words in capitals are one, too. */
function implied({ constraint }: Extracted, all: Extracted[]): boolean {
  const { id, capital_relation, capital_frequency } = constraint;
  if (id !== 'change_case:capital_word_frequency' || capital_relation !== 'at least' || capital_frequency !== 1)
    return false;
  return all.some(
    (other) =>
      other.constraint.id === id &&
      other.constraint.capital_relation === 'at least' &&
      Number(other.constraint.capital_frequency) > 1,
  );
}

const isEnglish = ({ id, language }: Constraint) => id === 'language:response_language' && language === 'en';
