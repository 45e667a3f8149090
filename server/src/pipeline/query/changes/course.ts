import type { Filter } from '../../../model/filter.ts';
import type { Context } from '../ask.ts';
import { type Step, stepOf } from '../interval.ts';
import type { ResolvedRange } from '../range.ts';
import { metricColumn } from '../sql.ts';
import { type Counts, NO_COUNTS } from './cell.ts';
import type { Periods } from './cells.ts';
import { counted, countsOf, P95 } from './counted.ts';
import type { Found as Change } from './find.ts';
import { type Found, readBoth } from './read.ts';
import type { Steps } from './since.ts';

/** What is counted in one step of time; `p95` in ms, where it is known. */
type Bucket = Counts & { p95?: number };

/** Both periods in equal steps, as many in each. */
export interface Course {
  /** Start of the first step of the later period, µs. */
  from: number;
  /** Length of a step, µs. */
  step: number;
  /** How much earlier the earlier period begins, µs. */
  shift: number;
  /** The earlier period ends where the later one begins. */
  adjoining: boolean;
  /** Steps of the later period that are over. */
  whole: number;
  before: Bucket[];
  after: Bucket[];
}

/** The grid of both periods: whole steps, so that each has its partner. */
export interface Grid {
  step: Step;
  range: ResolvedRange;
  before: ResolvedRange;
  count: number;
}

export function gridOf({ range, before }: Periods): Grid {
  const step = stepOf('auto', range)!;
  const length = step.seconds * 1e6;
  const from = startOf(range.from, step);
  const count = Math.ceil((range.to - from) / length);
  const shift = Math.max(count, Math.round((range.from - before.from) / length)) * length;
  return {
    step,
    count,
    range: { from, to: range.to },
    before: { from: from - shift, to: from - shift + count * length },
  };
}

const startOf = (time: number, { seconds, offset }: Step): number => {
  const [length, shift] = [seconds * 1e6, offset * 1e6];
  return Math.floor((time + shift) / length) * length - shift;
};

/** The course of the calls that also pass `more`; with a threshold also how slow they were. */
export async function readCourse(
  context: Context,
  periods: Periods,
  more: readonly Filter[],
  slowMs: number | undefined,
): Promise<Course> {
  const { step, count, range, before } = gridOf(periods);
  const found = await readBoth(context, {
    // Sketches cost most of what is read here.
    metrics: slowMs === undefined ? counted(undefined) : [...counted(slowMs), P95],
    filter: [...periods.filter, ...more],
    step,
    range,
    before,
    limit: 2 * count + 10,
    params: { slow_ms: slowMs ?? 0 },
  });
  const length = step.seconds * 1e6;
  return {
    from: range.from,
    step: length,
    shift: range.from - before.from,
    adjoining: before.to === range.from,
    whole: Math.max(0, Math.floor((Math.min(range.to, context.now) - range.from) / length)),
    before: bucketsOf(found.before, before.from, length, count),
    after: bucketsOf(found.after, range.from, length, count),
  };
}

function bucketsOf(rows: readonly Found[], from: number, length: number, count: number): Bucket[] {
  const buckets: Bucket[] = Array.from({ length: count }, () => NO_COUNTS);
  for (const row of rows) {
    const at = Math.floor((Number(row.bucket) - from) / length);
    const p95 = row[metricColumn(P95.id)];
    if (at >= 0 && at < count) buckets[at] = { ...countsOf(row), ...(typeof p95 === 'number' ? { p95 } : {}) };
  }
  return buckets;
}

/** The course as a change's beginning is looked for in it: rates against their calls, sums against the same steps before. */
export function stepsOf(course: Course, { kind, dominated }: Pick<Change, 'kind' | 'dominated'>, phi: number): Steps {
  const { before, after, whole, adjoining } = course;
  if (kind.form === 'sum' && dominated !== 'rate') {
    const old = before.map(kind.value);
    const mean = old.reduce((sum, one) => sum + one, 0) / Math.max(1, old.length);
    const smooth = old.map((one, i) => ((old[i - 1] ?? one) + 2 * one + (old[i + 1] ?? one)) / 4 + mean / 50);
    return {
      observed: after.slice(0, whole).map((bucket) => kind.value(bucket) / phi),
      weight: smooth.slice(0, whole).map((one) => one / phi),
      first: 1,
    };
  }
  const both = [...before, ...after];
  return {
    observed: both.map((bucket) => kind.value(bucket) / phi),
    weight: both.map(kind.weight),
    first: adjoining ? 1 : before.length,
  };
}

/** Start of a step that `stepsOf` numbered, µs. */
export function timeOf(course: Course, { kind, dominated }: Pick<Change, 'kind' | 'dominated'>, at: number): number {
  const paired = kind.form === 'sum' && dominated !== 'rate';
  return course.from + (paired ? at : at - course.before.length) * course.step;
}
