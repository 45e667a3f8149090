import { GRAINS } from '../store/cubes.ts';
import type { Step } from './interval.ts';
import type { Plan } from './plan.ts';

/** A row as the engine gives it; `bucket` in µs. */
export type Row = Record<string, string | number | null>;

/** What of a plan is known already, and what is left to read. */
interface Known {
  rows: Row[];
  rest: Plan;
  /** Takes what was read of the rest. */
  learn(rows: readonly Row[]): void;
}

/** A bucket's rows, and the sealed buckets they are made of. */
interface Kept {
  from: string;
  rows: Row[];
}

/** Rows of all courses together, about 300 bytes each; a bucket counts as one more. */
const MAX_ROWS = 100_000;
/** A course with more buckets than this forgets those of ranges nobody looks at now. */
const MAX_BUCKETS = 2_000;
/** Characters of a key; longer questions are not remembered. */
const MAX_KEY = 20_000;

/**
 * Numbers over time, remembered. A bucket made of nothing but sealed ones stays as it is until one of these is sealed anew, with
 * another version: a chart that is looked at again, or moves on, reads its ends only. What was asked for longest ago goes first.
 */
export class Courses {
  readonly #courses = new Map<string, Map<number, Kept>>();
  #size = 0;

  /** What is known of a plan. `key`: everything in the question but its range. */
  of(key: string, plan: Plan, step: Step): Known {
    const course = this.#courses.get(key) ?? new Map<number, Kept>();
    const whole = wholeBuckets(plan, step);
    const known = [...whole].filter(([bucket, from]) => course.get(bucket)?.from === from);
    const buckets = new Set(known.map(([bucket]) => bucket));
    const start = startIn(step);
    return {
      rows: known.flatMap(([bucket]) => {
        const earlier = Number(bucket < plan.range.from);
        return course.get(bucket)!.rows.map((row) => ({ ...row, earlier }));
      }),
      rest: { ...plan, sealed: plan.sealed.filter(({ bucket }) => !buckets.has(start(bucket))) },
      learn: (rows) => {
        if (!whole.size || key.length > MAX_KEY) return;
        // Another question of the kind may have been answered meanwhile.
        const course = this.#courses.get(key) ?? new Map<number, Kept>();
        this.#courses.delete(key);
        this.#courses.set(key, course);
        for (const [bucket, from] of whole) {
          if (!buckets.has(bucket)) this.#keep(course, bucket, { from, rows: [] });
        }
        for (const row of rows) {
          const kept = whole.has(Number(row.bucket)) && course.get(Number(row.bucket));
          if (!kept) continue;
          kept.rows.push(row);
          this.#size++;
        }
        this.#shrink(course, whole);
      },
    };
  }

  #keep(course: Map<number, Kept>, bucket: number, kept: Kept): void {
    this.#forget(course, bucket);
    course.set(bucket, kept);
    this.#size++;
  }

  #forget(course: Map<number, Kept>, bucket: number): void {
    const kept = course.get(bucket);
    if (kept && course.delete(bucket)) this.#size -= 1 + kept.rows.length;
  }

  #shrink(course: Map<number, Kept>, wanted: ReadonlyMap<number, string>): void {
    if (course.size > MAX_BUCKETS) {
      for (const bucket of [...course.keys()]) if (!wanted.has(bucket)) this.#forget(course, bucket);
    }
    for (const [key, oldest] of this.#courses) {
      if (this.#size <= MAX_ROWS) break;
      for (const bucket of [...oldest.keys()]) this.#forget(oldest, bucket);
      this.#courses.delete(key);
    }
  }
}

/** The start of the bucket that a time lies in, both in µs. */
const startIn = ({ seconds, offset }: Step): ((micros: number) => number) => {
  const [length, shift] = [seconds * 1e6, offset * 1e6];
  return (micros) => Math.floor((micros + shift) / length) * length - shift;
};

/** Buckets that need no rows, with the sealed ones each is made of. */
function wholeBuckets({ sealed }: Plan, step: Step): Map<number, string> {
  const start = startIn(step);
  const found = new Map<number, { length: number; from: string }>();
  for (const { grain, bucket, version } of sealed) {
    const at = start(bucket);
    const { length, from } = found.get(at) ?? { length: 0, from: '' };
    found.set(at, { length: length + GRAINS[grain], from: `${from}${grain} ${bucket} ${version},` });
  }
  return new Map([...found].flatMap(([at, { length, from }]) => (length === step.seconds * 1e6 ? [[at, from]] : [])));
}
