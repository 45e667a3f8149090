import { COMPARED, type DifferKind } from './differs-fields.ts';
import { ALL, METADATA, type ValueRow } from './differs-sql.ts';
import { adjusted, divergence, type Pair, unlike, valueTest } from './differs-statistics.ts';
import { type Bin, binsOf } from './differs-steps.ts';

/** Calls of one side that have a value; `share` of those of that side that were looked at. */
interface Part {
  n: number;
  share: number;
}

export interface DifferValue {
  /** The value as text; '' = not set. */
  value: string;
  /** Of an amount: from (inclusive) and to (exclusive); absent = no bound on that side. */
  from?: number;
  to?: number;
  selected: Part;
  rest: Part;
  /** How many times as frequent in the selection; absent when the rest has none. */
  lift?: number;
}

export interface DifferField {
  field: string;
  kind: DifferKind;
  /** 0 the same … 1 nothing in common: Jensen–Shannon divergence in bits, without what sampling alone adds. */
  score: number;
  /** That chance alone makes such a difference, corrected for all values and fields looked at. */
  p: number;
  significant: boolean;
  /** The median, to two digits. */
  median?: { selected?: number; rest?: number };
  /** Those that differ most: what the selection has more of, then what it lacks. Amounts in their order. */
  values: DifferValue[];
  /** Calls with any other value. */
  others?: { selected: Part; rest: Part };
}

/** Both sides' number of calls looked at. */
export interface Looked {
  selected: number;
  rest: number;
}

interface Counted {
  name: string;
  kind: DifferKind;
  values: { value: string; pair: Pair }[];
}

/** Values that are tested and shown of a field. */
const TESTED = 100;
const SHOWN = 12;
/** Values that count for the score; the rest as one (statistics.md §7.2). */
const SCORED = 20;
/** Below this, a difference is believed. */
const BELIEVED = 0.01;

export const lookedOf = (rows: readonly ValueRow[]): Looked => {
  const all = rows.find(({ field }) => field === ALL);
  return { selected: all?.selected ?? 0, rest: all?.rest ?? 0 };
};

/** Fields ranked by how unlike both sides are: those that chance does not explain first. Symmetric in its sides. */
export function ranked(rows: readonly ValueRow[], looked: Looked, leftOut: ReadonlySet<string>): DifferField[] {
  if (looked.selected === 0 || looked.rest === 0) return [];
  const fields = countedOf(rows, looked).filter(({ name, values }) => !leftOut.has(name) && values.length > 1);
  const found = fields.map((field) => compared(field, looked));
  const ps = adjusted(found.map(({ p }) => p));
  return found
    .map((field, i) => ({ ...field, p: ps[i] ?? 1, significant: (ps[i] ?? 1) < BELIEVED }))
    .sort(
      (a, b) =>
        Number(b.significant) - Number(a.significant) || b.score - a.score || a.p - b.p || (a.field < b.field ? -1 : 1),
    );
}

/** Rows by field, most frequent values first; calls of which a field is not known as a value of their own, last. */
function countedOf(rows: readonly ValueRow[], looked: Looked): Counted[] {
  const fields = new Map<string, Counted & { known: Pair }>();
  for (const { field, key, value, selected, rest, known_selected, known_rest } of rows) {
    if (field === ALL) continue;
    const column = COMPARED[field];
    const name = field === METADATA ? `metadata.${key}` : (column?.name ?? '');
    const counted = fields.get(name) ?? {
      name,
      kind: column?.kind ?? 'category',
      values: [],
      known: [known_selected, known_rest] as const,
    };
    fields.set(name, counted);
    counted.values.push({ value, pair: [selected, rest] });
  }
  return [...fields.values()].map((field) => {
    const { known, ...counted } = { ...field, values: field.values.toSorted(mostFirst) };
    if (counted.kind === 'tags') return counted;
    const unset: Pair = [looked.selected - known[0], looked.rest - known[1]];
    if (total(unset) === 0) return counted;
    const empty = counted.values.find(({ value }) => value === '');
    const pair: Pair = [unset[0] + (empty?.pair[0] ?? 0), unset[1] + (empty?.pair[1] ?? 0)];
    return { ...counted, values: [...counted.values.filter(({ value }) => value !== ''), { value: '', pair }] };
  });
}

type Found = Omit<DifferField, 'significant'>;

function compared(field: Counted, looked: Looked): Found {
  if (field.kind === 'number') return ofAmounts(field, looked);
  return field.kind === 'tags' ? ofTags(field, looked) : ofCategories(field, looked);
}

const total = ([selected, rest]: Pair): number => selected + rest;
const mostFirst = (a: { pair: Pair; value: string }, b: { pair: Pair; value: string }): number =>
  total(b.pair) - total(a.pair) || (a.value < b.value ? -1 : 1);

const partsOf = ([selected, rest]: Pair, looked: Looked): { selected: Part; rest: Part } => ({
  selected: { n: selected, share: selected / looked.selected },
  rest: { n: rest, share: rest / looked.rest },
});

function told({ value, pair }: { value: string; pair: Pair }, looked: Looked): DifferValue {
  const parts = partsOf(pair, looked);
  return { value, ...parts, ...(pair[1] > 0 ? { lift: parts.selected.share / parts.rest.share } : {}) };
}

const gap = ({ selected, rest }: { selected: Part; rest: Part }): number => Math.abs(selected.share - rest.share);

const furthestFirst = (a: DifferValue, b: DifferValue): number =>
  Math.round((gap(b) - gap(a)) * 1e9) || b.selected.share - a.selected.share || (a.value < b.value ? -1 : 1);

/** Those that differ most: what the selection has more of, then what it lacks. */
function shownOf(values: Counted['values'], looked: Looked): DifferValue[] {
  const shown = values
    .map((one) => told(one, looked))
    .sort(furthestFirst)
    .slice(0, SHOWN);
  const more = ({ selected, rest }: DifferValue): boolean => selected.share > rest.share;
  return [...shown.filter(more), ...shown.filter((value) => !more(value))];
}

/** Calls that have none of these values. */
const remaining = (values: readonly { pair: Pair }[], { selected, rest }: Looked): Pair => [
  Math.max(0, selected - values.reduce((sum, { pair }) => sum + pair[0], 0)),
  Math.max(0, rest - values.reduce((sum, { pair }) => sum + pair[1], 0)),
];

/** One value a call. */
function ofCategories({ name, kind, values }: Counted, looked: Looked): Found {
  const { selected: n, rest: m } = looked;
  const tested = values.slice(0, TESTED);
  const shown = shownOf(values, looked);
  const leading = values.toSorted((a, b) => weight(b.pair, looked) - weight(a.pair, looked)).slice(0, SCORED);
  const others = remaining(
    values.filter(({ value }) => shown.some((one) => one.value === value)),
    looked,
  );
  return {
    field: name,
    kind,
    score: divergence([...leading.map(({ pair }) => pair), remaining(leading, looked)], n, m),
    p: unlike([...tested.map(({ pair }) => pair), remaining(tested, looked)]),
    values: shown,
    ...(total(others) > 0 ? { others: partsOf(others, looked) } : {}),
  };
}

const weight = ([selected, rest]: Pair, looked: Looked): number => selected / looked.selected + rest / looked.rest;

/** Several values a call, each of which it has or has not. */
function ofTags({ name, kind, values }: Counted, looked: Looked): Found {
  const { selected: n, rest: m } = looked;
  const tested = values.slice(0, TESTED);
  const scores = tested.map(({ pair }) => divergence([pair, [n - pair[0], m - pair[1]]], n, m));
  return {
    field: name,
    kind,
    score: Math.max(...scores),
    p: Math.min(1, Math.min(...tested.map(({ pair }) => valueTest(pair, n, m))) * tested.length),
    values: shownOf(tested, looked),
  };
}

/** Amounts by tenths of both sides together. */
function ofAmounts({ name, kind, values }: Counted, looked: Looked): Found {
  const { bins, unknown, median } = binsOf(values);
  const pairs = [...bins.map(({ pair }) => pair), unknown];
  const named = (bin: Bin): DifferValue => ({
    ...told({ value: bin.name, pair: bin.pair }, looked),
    ...(bin.from === undefined ? {} : { from: bin.from }),
    ...(bin.to === undefined ? {} : { to: bin.to }),
  });
  return {
    field: name,
    kind,
    score: divergence(pairs, looked.selected, looked.rest),
    p: unlike(pairs),
    median,
    values: [...bins.map(named), ...(total(unknown) > 0 ? [told({ value: '', pair: unknown }, looked)] : [])],
  };
}
