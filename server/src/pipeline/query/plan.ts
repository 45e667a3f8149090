import { CUBES, type Cube, GRAIN_NAMES, GRAINS, type Grain } from '../store/cubes.ts';
import type { Store } from '../store/store.ts';
import type { Step } from './interval.ts';
import type { ResolvedRange } from './range.ts';

interface SealedBucket {
  grain: Grain;
  bucket: number;
  version: number;
}

/** Where a query reads what: sealed buckets of roll-ups, and `raw` ranges of rows (µs, ascending). Together they cover the range once. */
export interface Plan {
  range: ResolvedRange;
  /** An earlier range that is read along. */
  before?: ResolvedRange;
  /** Where sealed buckets have each set of groups. */
  cubes: Cube[];
  sealed: SealedBucket[];
  raw: ResolvedRange[];
}

export interface PlanQuestion {
  project: string;
  range: ResolvedRange;
  step: Step | undefined;
  /** Names of all fields filtered on or grouped by, for each set of groups. */
  fields: readonly (readonly string[])[];
  /** No roll-up has what is asked for. */
  rowsOnly: boolean;
}

const COARSEST_FIRST = GRAIN_NAMES.toReversed();
const CUBE_NAMES = Object.keys(CUBES) as Cube[];
/** More separate ranges of rows than this are read as fewer, longer ones. */
const MAX_RANGES = 40;

/** Takes the coarsest sealed roll-ups that answer the question, and rows for the rest. */
export async function planOf(sealedBuckets: Store['sealedBuckets'], question: PlanQuestion): Promise<Plan> {
  const { project, range, step, fields, rowsOnly } = question;
  const cubes = fields.map(cubeOf).filter((cube) => cube !== undefined);
  if (rowsOnly || cubes.length < fields.length) return { range, cubes: [], sealed: [], raw: [range] };
  const sealed: SealedBucket[] = [];
  let left: ResolvedRange[] = [range];
  for (const grain of COARSEST_FIRST) {
    if (!fits(step, grain)) continue;
    const found = await Promise.all(left.map(({ from, to }) => sealedBuckets(project, grain, from, to)));
    left = found.flatMap(({ open }) => open);
    for (const { sealed: buckets } of found) for (const one of buckets) sealed.push({ grain, ...one });
  }
  const raw = merged(left, MAX_RANGES);
  const free = raw.length === left.length ? sealed : sealed.filter(({ bucket }) => !covers(raw, bucket));
  return { range, cubes, sealed: free, raw };
}

/** The cube that is grouped by all these fields and as few others as there are. */
export const cubeOf = (fields: readonly string[]): Cube | undefined =>
  CUBE_NAMES.find((name) => fields.every((field) => (CUBES[name] as readonly string[]).includes(field)));

/** Both plans as one, to be read by one statement: an earlier range beside a later one that it does not reach into. */
export const together = (plan: Plan, { range, sealed, raw }: Plan): Plan => ({
  ...plan,
  before: range,
  sealed: [...sealed, ...plan.sealed],
  raw: [...raw, ...plan.raw],
});

/** Whether buckets of the step are made of whole buckets of the grain. */
const fits = (step: Step | undefined, grain: Grain): boolean =>
  !step || ((step.seconds * 1e6) % GRAINS[grain] === 0 && (step.offset * 1e6) % GRAINS[grain] === 0);

/** At most `most` ranges that cover the given ascending ones: the shortest gaps are closed. */
function merged(ranges: readonly ResolvedRange[], most: number): ResolvedRange[] {
  if (ranges.length <= most) return [...ranges];
  const gaps = ranges.slice(1).map(({ from }, i) => ({ at: i + 1, length: from - ranges[i]!.to }));
  const kept = new Set(
    gaps
      .sort((a, b) => b.length - a.length)
      .slice(0, most - 1)
      .map(({ at }) => at),
  );
  const result: ResolvedRange[] = [];
  for (const [i, { from, to }] of ranges.entries()) {
    const last = result.at(-1);
    if (last && !kept.has(i)) last.to = to;
    else result.push({ from, to });
  }
  return result;
}

const covers = (ranges: readonly ResolvedRange[], time: number): boolean =>
  ranges.some(({ from, to }) => time >= from && time < to);

export const sourceOf = ({ sealed, raw }: Plan): 'rollup' | 'raw' | 'mixed' =>
  !sealed.length ? (raw.length ? 'raw' : 'rollup') : raw.length ? 'mixed' : 'rollup';

/** Reading rows of this much time is work enough to wait in line for. */
const HEAVY = 3 * GRAINS.hour;
export const isHeavy = ({ raw }: Plan): boolean => raw.reduce((sum, { from, to }) => sum + to - from, 0) > HEAVY;

/** Whether a bucket the plan reads was sealed anew since: its rows of the planned version may be gone. */
export function isStale(before: Plan, after: Plan): boolean {
  const now = new Map(after.sealed.map(({ grain, bucket, version }) => [`${grain}${bucket}`, version]));
  return before.sealed.some(({ grain, bucket, version }) => (now.get(`${grain}${bucket}`) ?? version) !== version);
}
