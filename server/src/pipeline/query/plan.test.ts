import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GRAINS, type Grain } from '../store/cubes.ts';
import type { Store } from '../store/store.ts';
import { isHeavy, isStale, type PlanQuestion, planOf, sourceOf } from './plan.ts';

const { minute: MINUTE, quarter_hour: QUARTER, hour: HOUR, day: DAY } = GRAINS;
const BASE = 20_000 * DAY;

/** Sealed unless it holds a dirty minute; the minutes of hours and days are known as far back as `horizon`. */
function state(dirtyMinutes: readonly number[], horizon = BASE): Store['sealedBuckets'] {
  return async (_, grain: Grain, from, to) => {
    const step = GRAINS[grain];
    const result: Awaited<ReturnType<Store['sealedBuckets']>> = { sealed: [], open: [] };
    const open = (start: number, end: number): void => {
      const last = result.open.at(-1);
      if (last && last.to >= start) last.to = Math.max(last.to, end);
      else if (start < end) result.open.push({ from: start, to: end });
    };
    for (let bucket = Math.floor(from / step) * step; bucket < to; bucket += step) {
      const dirty = dirtyMinutes.some((one) => BASE + one * MINUTE >= bucket && BASE + one * MINUTE < bucket + step);
      const known = grain !== 'minute' || bucket >= horizon;
      if (known && !dirty && bucket >= from && bucket + step <= to)
        result.sealed.push({ bucket, version: bucket / MINUTE });
      else open(Math.max(bucket, from), Math.min(bucket + step, to));
    }
    return result;
  };
}

const question = (more: Partial<PlanQuestion> = {}): PlanQuestion => ({
  project: 'p1',
  range: { from: BASE, to: BASE + 2 * DAY },
  step: undefined,
  fields: [[]],
  rowsOnly: false,
  ...more,
});
const step = (seconds: number, offset = 0) => ({ name: 's', seconds, offset });
const grains = async (more: Partial<PlanQuestion>, dirty: number[] = []) => {
  const plan = await planOf(state(dirty), question(more));
  const counts = { day: 0, six_hours: 0, hour: 0, quarter_hour: 0, minute: 0 };
  for (const { grain } of plan.sealed) counts[grain]++;
  return { ...counts, source: sourceOf(plan) };
};

describe('the plan', () => {
  it('reads the coarsest buckets that fit range and step', async () => {
    expect(await grains({})).toEqual({ day: 2, six_hours: 0, hour: 0, quarter_hour: 0, minute: 0, source: 'rollup' });
    expect(await grains({ step: step(7200) })).toMatchObject({ day: 0, hour: 48, minute: 0 });
    expect(await grains({ step: step(43_200) })).toMatchObject({ day: 0, six_hours: 8, hour: 0 });
    expect(await grains({ step: step(900) })).toMatchObject({ hour: 0, quarter_hour: 192, minute: 0 });
    expect(await grains({ step: step(300) })).toMatchObject({ hour: 0, quarter_hour: 0, minute: 2880 });
    expect(await grains({ step: step(10) })).toMatchObject({ minute: 0, source: 'raw' });
    expect(await grains({ step: step(86_400, 3600) })).toMatchObject({ day: 0, hour: 48 });
    const range = { from: BASE + HOUR - QUARTER - MINUTE, to: BASE + DAY + HOUR + MINUTE + 1 };
    expect(await grains({ range })).toEqual({
      day: 0,
      six_hours: 3,
      hour: 6,
      quarter_hour: 1,
      minute: 2,
      source: 'mixed',
    });
  });

  it('goes down to finer buckets, and to rows, only where a bucket is open', async () => {
    expect(await grains({}, [90])).toEqual({
      day: 1,
      six_hours: 3,
      hour: 5,
      quarter_hour: 3,
      minute: 14,
      source: 'mixed',
    });
  });

  it.each([
    [[], 'overall'],
    [['environment'], 'environment'],
    [['prompt', 'environment'], 'prompt'],
    [['prompt_version', 'prompt'], 'version'],
    [['prompt'], 'prompt_overall'],
    [['model', 'provider'], 'model_overall'],
    [['model', 'environment'], 'model'],
    [['model', 'prompt'], 'wide'],
  ])('answers %j from the cube %s', async (fields, cube) => {
    expect(await planOf(state([]), question({ fields: [fields] }))).toMatchObject({ cubes: [cube], raw: [] });
  });

  it('reads rows for fields and numbers that no roll-up has', async () => {
    for (const more of [
      { fields: [['user']] },
      { fields: [['model', 'metadata.x']] },
      { fields: [[], ['user']] },
      { rowsOnly: true },
    ]) {
      const plan = await planOf(state([]), question(more));
      expect([plan.sealed, plan.raw]).toEqual([[], [question().range]]);
      expect(isHeavy(plan)).toBe(true);
    }
    expect(isHeavy(await planOf(state([90]), question()))).toBe(false);
  });

  it('covers every moment of the range once, in few ranges, however many minutes are open', async () => {
    const minutes = 2 * 24 * 60;
    const property = fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: minutes - 1 }), { maxLength: 400 }),
      fc.integer({ min: 0, max: DAY }),
      fc.constantFrom(undefined, step(60), step(3600), step(86_400)),
      async (dirty, start, by) => {
        const range = { from: BASE + start, to: BASE + 2 * DAY - start / 3 };
        const plan = await planOf(state(dirty), question({ range, step: by }));
        expect(plan.raw.length).toBeLessThanOrEqual(40);
        const pieces = [
          ...plan.sealed.map(({ grain, bucket }) => ({ from: bucket, to: bucket + GRAINS[grain] })),
          ...plan.raw,
        ].sort((a, b) => a.from - b.from);
        let at = range.from;
        for (const { from, to } of pieces) {
          expect(from).toBe(at);
          at = to;
        }
        expect(at).toBe(range.to);
      },
    );
    await fc.assert(property, { numRuns: 60 });
  });

  it('is stale only once a bucket it reads was sealed anew', async () => {
    const before = await planOf(state([90]), question());
    expect(isStale(before, await planOf(state([90, 91, 1500]), question()))).toBe(false);
    const again = {
      ...before,
      sealed: before.sealed.map((one, i) => (i ? one : { ...one, version: one.version + 1 })),
    };
    expect(isStale(before, again)).toBe(true);
  });
});
