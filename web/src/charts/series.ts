import type { QueryResult, Row } from '../model.ts';
import { stepMs } from '../time.ts';

/** Values over equal steps of time. A bucket without calls is null: no data is not zero. */
export interface Grid {
  /** Start of each bucket, epoch milliseconds. */
  times: number[];
  step: number;
  from: number;
  to: number;
  /** A field of the rows, bucket by bucket. */
  of(field: string): (number | null)[];
  /** The same of what is compared with. */
  before(field: string): (number | null)[];
  /** Whether the range covers a bucket whole; sums of the others would look like a rise or a fall. */
  whole(at: number): boolean;
}

/** Values without the buckets that the range cuts, as sums need it. Too short a course is left as it is. */
export const wholeOnly = (grid: Grid, values: (number | null)[]): (number | null)[] =>
  values.length < 4 ? values : values.map((value, at) => (grid.whole(at) ? value : null));

/** Sums as means: each divided by the calls of its bucket. */
export const perCall = (sums: readonly (number | null)[], calls: readonly (number | null)[]): (number | null)[] =>
  sums.map((sum, at) => (sum !== null && calls[at] ? sum / calls[at] : null));

const MAX_BUCKETS = 5000;

/** Lays rows with a time onto the buckets of their range; undefined while there is no answer. */
export function gridOf(
  rows: Row[],
  before: Row[] | undefined,
  meta: QueryResult['meta'] | undefined,
): Grid | undefined {
  if (!meta) return undefined;
  const step = stepMs(meta.interval);
  const from = Date.parse(meta.range.from);
  const to = Date.parse(meta.range.to);
  if (!(step > 0) || !(to > from)) return undefined;
  // The server decides where buckets start; any row tells where all others do.
  const anchor = rows[0]?.time === undefined ? from : Date.parse(rows[0].time);
  const first = anchor - Math.ceil((anchor - from) / step) * step;
  const count = Math.min(MAX_BUCKETS, Math.ceil((to - first) / step));
  const times = Array.from({ length: count }, (_, index) => first + index * step);
  const index = indexed(rows, first, step);
  const indexBefore = indexed(before ?? [], first, step);
  const pick = (from: Map<number, Row>) => (field: string) =>
    times.map((_, at) => {
      const value = from.get(at)?.[field];
      return typeof value === 'number' ? value : null;
    });
  const whole = (at: number): boolean => {
    const start = times[at] ?? from;
    return start >= from && start + step <= to;
  };
  return { times, step, from, to, of: pick(index), before: pick(indexBefore), whole };
}

const indexed = (rows: Row[], first: number, step: number): Map<number, Row> =>
  new Map(rows.map((row) => [Math.round((Date.parse(row.time ?? '') - first) / step), row]));
