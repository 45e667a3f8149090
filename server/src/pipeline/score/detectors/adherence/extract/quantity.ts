import type { Relation } from '../checker.ts';

/** One bound on a number. */
export interface Limit {
  relation: Relation;
  n: number;
}

const NUMBERS = new Map(
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'
    .split(' ')
    .map((word, n) => [word, n]),
);
for (const [word, n] of Object.entries({ thirty: 30, forty: 40, fifty: 50, sixty: 60, hundred: 100 }))
  NUMBERS.set(word, n);

const NUMBER = `(?:\\d{1,6}|${[...NUMBERS.keys()].join('|')})`;

/** Words before a number, and what they make of it. The longer ones first. */
const BEFORE: [words: string, relation: Relation][] = [
  ['no more than|not more than|at most|up to|(?:a )?maximum of|maximum|not exceed(?:ing)?|within', 'at most'],
  ['no fewer than|no less than|not less than|not fewer than|at least|(?:a )?minimum of|minimum', 'at least'],
  ['more than|over|greater than|longer than', 'more than'],
  ['less than|fewer than|under|below|shorter than', 'less than'],
  ['exactly|precisely|only', 'exactly'],
];
const AFTER: [words: string, relation: Relation][] = [
  ['\\+|or more|or above', 'at least'],
  ['or less|or fewer|or under|max(?:imum)?', 'at most'],
];
const alternatives = (table: [string, Relation][]) => table.map(([words]) => words).join('|');

/** A number as it is asked for, as source of a pattern; its groups are read by {@link limitsOf}. */
export const QUANTITY = `(?:(?<before>${alternatives(BEFORE)}) (?:a total of )?)?\\b(?<first>${NUMBER})(?: ?(?:-|–|to|or|and) ?(?<second>${NUMBER})\\b)? ?(?<after>${alternatives(AFTER)})?`;

/** The words that may stand between a number and what is counted. */
export const BETWEEN = "(?:[ -]{1,2}(?!(?:times?|and|or|the|of|to|in)\\b)[\\w'-]{1,20}){0,3}?[ -]{1,2}";

/** What may follow what is counted: `200 words or less`. */
export const LATER = `(?: (?<later>or more|or less|or fewer|max(?:imum)?|at most|at least))?`;

/** How often: `at least 3 times`, `once`, `twice or more`, `6 or 7 times`. Groups as above, and `times`. */
export const TIMES = `(?:(?<before>${alternatives(BEFORE)}) )?\\b(?<first>${NUMBER}|once|twice)(?: ?(?:-|–|to|or) ?(?<second>${NUMBER})\\b)?(?: (?<after>or more|or less|or fewer))?(?<times> times?\\b)?`;

/** The bounds a match means. None for a bare number. `forbidden`: the sentence says no to it. */
export function limitsOf({ groups = {} }: RegExpExecArray, forbidden = false): Limit[] {
  const { before, first, second, after, later } = groups;
  const n = numberOf(first);
  if (n === undefined) return [];
  const upper = numberOf(second);
  if (upper !== undefined && upper > n) {
    const most: Limit = { relation: 'at most', n: upper };
    return n > 1 ? [{ relation: 'at least', n }, most] : [most];
  }
  const relation = relationOf(BEFORE, before) ?? relationOf(AFTER, after ?? later) ?? relationOf(BEFORE, later);
  if (!relation) return [];
  if (!forbidden || before?.startsWith('no')) return [{ relation, n }];
  if (relation === 'more than') return [{ relation: 'at most', n }];
  if (relation === 'less than') return [{ relation: 'at least', n }];
  return [];
}

/** How often a match of {@link TIMES} means; a bare number is a lower bound. None where no times are spoken of. */
export function oftenOf(match: RegExpExecArray, forbidden = false): Limit[] {
  const { first, times } = match.groups ?? {};
  if (times === undefined && first !== 'once' && first !== 'twice') return [];
  const limits = limitsOf(match, forbidden);
  if (limits.length > 0 || forbidden) return limits;
  const n = numberOf(first);
  return n === undefined ? [] : [{ relation: 'at least', n }];
}

export function numberOf(word: string | undefined): number | undefined {
  if (word === undefined) return;
  if (word === 'once') return 1;
  if (word === 'twice') return 2;
  return NUMBERS.get(word) ?? (/^\d+$/.test(word) ? Number(word) : undefined);
}

function relationOf(table: [string, Relation][], words: string | undefined): Relation | undefined {
  if (words === undefined) return;
  return table.find(([pattern]) => new RegExp(`^(?:${pattern})$`).test(words))?.[1];
}
