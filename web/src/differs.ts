import { decodeFilter, encodeFilter, isNumeric } from './filter.ts';
import { exact, text } from './format.ts';
import type { Filter, Range, Unit } from './model.ts';
import type { Sheet } from './sheet.ts';

/** Calls that are compared with the rest of the view: those that pass all filters, in a part of its time. */
export interface Selection {
  filter: Filter[];
  range?: Range | undefined;
}

interface Part {
  n: number;
  share: number;
}

/** A value, or a stretch of amounts, and how many calls of each side have it. `value` '' = not set. */
export interface DifferValue {
  value: string;
  from?: number;
  to?: number;
  selected: Part;
  rest: Part;
  lift?: number;
}

export interface DifferField {
  field: string;
  kind: 'category' | 'tags' | 'number';
  /** 0 the same … 1 nothing in common. */
  score: number;
  p: number;
  significant: boolean;
  median?: { selected?: number; rest?: number };
  values: DifferValue[];
  others?: { selected: Part; rest: Part };
}

interface Side {
  n: number;
  looked_at: number;
  estimated?: true;
}

/** The answer of `/differs`. */
export interface Differences {
  selection: Side;
  rest: Side;
  fields: DifferField[];
  defining: string[];
  sampled?: { selection: number; rest: number };
}

/** Differences as a table: a row for each value, or stretch of amounts, of each field. */
export const sheetOfDifferences = ({ fields }: Differences): Sheet => ({
  columns: ['field', 'score', 'p', 'value', 'from', 'to', 'selected', 'selected_share', 'rest', 'rest_share', 'lift'],
  rows: fields.flatMap(({ field, score, p, values }) =>
    values.map(({ value, from, to, selected, rest, lift }) => [
      ...[field, score, p, value, from, to, selected.n, selected.share, rest.n, rest.share, lift],
    ]),
  ),
});

const START = 'time:gte:';
const END = 'time:lt:';

/** A selection as the URL holds it (`diff`). */
export const encodeSelection = ({ filter, range }: Selection): string[] => [
  ...filter.map(encodeFilter),
  ...(range ? [START + range.from, END + range.to] : []),
];

/** The selection behind `diff`, or undefined when it selects nothing. */
export function decodeSelection(texts: readonly string[] | undefined): Selection | undefined {
  const bound = (start: string) => texts?.find((text) => text.startsWith(start))?.slice(start.length);
  const [from, to] = [bound(START), bound(END)];
  const filter = (texts ?? []).flatMap((text) => {
    const decoded = text.startsWith(START) || text.startsWith(END) ? undefined : decodeFilter(text);
    return decoded ? [decoded] : [];
  });
  if (from !== undefined && to !== undefined) return { filter, range: { from, to } };
  return filter.length > 0 ? { filter } : undefined;
}

/** What is left of the view's filters when a selection is compared with everything outside of it. */
export function surroundings(view: readonly Filter[], selection: readonly Filter[]): Filter[] {
  const chosen = new Set(selection.map(encodeFilter));
  return view.filter((filter) => !chosen.has(encodeFilter(filter)));
}

/** The filters that keep the calls with a value, or all others; undefined where one filter can't say it. */
export function filtersOf({ field }: DifferField, value: DifferValue, without = false): Filter[] | undefined {
  if (value.value === '') return [{ field, op: 'exists', value: without }];
  const { from, to } = value;
  if (from === undefined && to === undefined) {
    const plain = isNumeric(field) ? Number(value.value) : value.value;
    return [{ field, op: without ? 'ne' : 'eq', value: plain }];
  }
  if (without && from !== undefined && to !== undefined) return undefined;
  return [
    ...(from === undefined ? [] : [{ field, op: without ? ('lt' as const) : ('gte' as const), value: from }]),
    ...(to === undefined ? [] : [{ field, op: without ? ('gte' as const) : ('lt' as const), value: to }]),
  ];
}

/** Why there is no filter for all but a stretch of amounts, and what there is instead. */
export const cannotSay = ({ field }: DifferField, { from = 0, to = 0 }: DifferValue): string =>
  `Filters can’t say all but ${amount(field, from)} – ${amount(field, to)} of ${field}: that is two stretches. ` +
  `Filter by ${field} < ${amount(field, from)} or ≥ ${amount(field, to)}.`;

const unitOf = (field: string): Unit =>
  field.endsWith('_ms') ? 'ms' : field === 'cost' ? 'usd' : field.endsWith('_tokens') ? 'tokens' : 'calls';

/** An amount of a field: `1.2 s`, `$0.0041`, `1,200`. */
export const amount = (field: string, value: number): string => text(value, unitOf(field));

/** A value as it is read: `not set`, `1.2 s – 3.4 s`. */
export function valueWords(field: string, { value, from, to }: DifferValue): string {
  if (value === '') return 'not set';
  if (from === undefined && to === undefined) return value;
  if (from === undefined) return `below ${amount(field, to ?? 0)}`;
  return to === undefined ? `${amount(field, from)} and more` : `${amount(field, from)} – ${amount(field, to)}`;
}

/** A share of a side: a whole percent, finer where that would hide it. */
export function shareWords(share: number): string {
  const percent = share * 100;
  if (percent === 0 || percent === 100) return `${percent}\u00a0%`;
  if (percent < 0.1) return '<\u00a00.1\u00a0%';
  if (percent > 99.9) return '>\u00a099.9\u00a0%';
  return `${percent < 10 || percent > 99 ? percent.toFixed(1) : percent.toFixed(0)}\u00a0%`;
}

/** How unlike, in a word: the limits of statistics for Jensen–Shannon divergence. */
export const strengthOf = (score: number): 'strong' | 'clear' | 'slight' =>
  score >= 0.05 ? 'strong' : score >= 0.02 ? 'clear' : 'slight';

/** `812,000 calls`, `about 812,000 calls`. */
export const sizeWords = ({ n, estimated }: Side, word = 'call'): string =>
  `${estimated ? 'about ' : ''}${exact(estimated ? Number(n.toPrecision(3)) : n)} ${word}${n === 1 ? '' : 's'}`;
