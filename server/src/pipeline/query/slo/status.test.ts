import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SloDefinition } from '../../../model/slo.ts';
import { GRAINS } from '../../store/cubes.ts';
import { formatTime } from '../time.ts';
import { courseOf, statusOf } from './status.ts';
import type { Count, Tally } from './tallies.ts';

const HOUR = GRAINS.hour;
const NOW = Math.floor(1_795_000_000_000_000 / HOUR) * HOUR + 0.5 * HOUR;
const RUNNING = NOW - 0.5 * HOUR;
const GOAL: SloDefinition = { indicator: { type: 'availability' }, filter: [], objective: 99, window_days: 10 };
const of = (valid: number, bad: number): Count => ({ n: valid, valid, bad });

/** Calls by hours ago, 0 = the running one; the last seven hours by minute as well. */
function tally(calls: (hoursAgo: number) => Count | undefined, hours = 480): Tally {
  const found = Array.from({ length: hours }, (_, i): [number, Count | undefined] => [
    RUNNING - (hours - 1 - i) * HOUR,
    calls(hours - 1 - i),
  ]).filter((one): one is [number, Count] => one[1] !== undefined);
  const minutes = found
    .filter(([start]) => start > RUNNING - 7 * HOUR)
    .flatMap(([start, { n, valid, bad }]) =>
      Array.from({ length: 30 }, (_, i): [number, Count] => [
        start + i * GRAINS.minute,
        { n: n / 30, valid: valid / 30, bad: bad / 30 },
      ]),
    );
  return { hours: found, minutes };
}

const status = (calls: (hoursAgo: number) => Count | undefined, goal: Partial<SloDefinition> = {}) =>
  statusOf({ ...GOAL, ...goal }, tally(calls), NOW);

describe('a goal', () => {
  it('is ok while its budget lasts and nothing burns', () => {
    const told = status((ago) => of(1000, ago % 2 ? 8 : 0));
    expect(told).toMatchObject({
      state: 'ok',
      n: 240_000,
      valid: 240_000,
      good: 239_040,
      sli: 0.996,
      objective: 99,
      budget: 2400,
      budget_used: 0.4,
      budget_left: 0.6,
      window: { from: formatTime(RUNNING - 239 * HOUR), to: formatTime(NOW) },
    });
    expect(told.burn['3d']).toBeCloseTo(0.4, 9);
    expect(told).not.toHaveProperty('since');
    expect(told).not.toHaveProperty('forecast_days');
    expect(told).not.toHaveProperty('interval');
  });

  it('is broken from the hour on in which its budget was used up, while its window remembers', () => {
    // 240 hours of 100 calls allow 240 bad ones; an outage of three hours, 50 hours ago.
    const told = status((ago) => of(100, ago <= 52 && ago >= 50 ? 100 : 0));
    expect(told).toMatchObject({ state: 'broken', since: formatTime(RUNNING - 50 * HOUR), budget_used: 1.25 });
    expect(told.budget_left).toBeCloseTo(-0.25, 9);
    expect(told.burn).toMatchObject({ '1h': 0, '6h': 0 });
  });

  it('says no since where it was broken all its window long', () => {
    expect(status(() => of(100, 2))).toMatchObject({ state: 'broken' });
    expect(status(() => of(100, 2))).not.toHaveProperty('since');
    // Before its first call there was nothing to break.
    expect(status((ago) => (ago < 30 ? of(100, 5) : undefined))).toMatchObject({
      state: 'broken',
      since: formatTime(RUNNING - 29 * HOUR),
    });
  });

  it('forecasts nothing from a burn that a budget outlasts', () => {
    expect(status((ago) => of(1000, ago < 72 ? 10 : ago < 150 ? 11 : 0))).not.toHaveProperty('forecast_days');
  });

  it('is ok again, and since when, once enough of the outage has left the window', () => {
    // The first of three hours left it 62 hours ago; 200 of 240 bad calls are no break.
    const told = status((ago) => of(100, ago <= 302 && ago >= 300 ? 100 : 0));
    expect(told).toMatchObject({ state: 'ok', since: formatTime(RUNNING - 62 * HOUR), budget_used: 0 });
  });

  it('is at risk by its burn when a page fires in both windows', () => {
    const told = status((ago) => of(3000, ago === 0 ? 600 : 0));
    expect(told).toMatchObject({ state: 'at_risk', risk: 'burn', since: formatTime(RUNNING) });
    expect(told.pages.map(({ firing }) => firing)).toEqual([true, true]);
    expect(told.burn['1h']).toBeCloseTo(20, 6);
  });

  it('is at risk by forecast, which says when, and counts what leaves the window meanwhile', () => {
    // 2 % bad for three days: burn 2; used 0.6 of 10 days, and after 2 more days all of it (120 h × 2 % = 240 h × 1 %).
    const told = status((ago) => of(1000, ago < 72 ? 20 : 0));
    expect(told).toMatchObject({ state: 'at_risk', risk: 'forecast', budget_used: 0.6 });
    expect(told.forecast_days).toBeCloseTo(2, 1);
    expect(told.pages.every(({ firing }) => !firing)).toBe(true);
  });

  it('says too few instead of a verdict that one call would turn round', () => {
    expect(status((ago) => (ago % 10 ? undefined : of(2, ago === 100 ? 1 : 0)))).toMatchObject({
      state: 'too_few',
      valid: 48,
      interval: { low: expect.closeTo(0.891, 2), high: expect.closeTo(0.996, 2) },
    });
    // Chance does not make all of them bad.
    expect(status((ago) => (ago % 10 ? undefined : of(2, 2))).state).toBe('broken');
  });

  it('says nothing where nothing counted', () => {
    const told = status(() => undefined);
    expect(told).toMatchObject({ state: 'no_calls', valid: 0, budget: 0, budget_used: 0, budget_left: 1, burn: {} });
    for (const absent of ['sli', 'since', 'interval', 'forecast_days']) expect(told).not.toHaveProperty(absent);
    expect(status(() => ({ n: 10, valid: 0, bad: 0 }))).toMatchObject({ state: 'no_calls', n: 2400 });
  });

  it('holds to objectives that floating point cannot', () => {
    expect(status(() => of(1000, 1), { objective: 99.9 })).toMatchObject({ state: 'broken', budget_used: 1 });
  });
});

it('the course ends where the status stands', () => {
  const found = tally((ago) => of(100, ago <= 52 && ago >= 50 ? 100 : 0));
  const { interval, rows } = courseOf(GOAL, found, NOW);
  expect(interval).toBe('1h');
  expect(rows).toHaveLength(240);
  expect(rows.at(-1)).toMatchObject({ time: formatTime(RUNNING), n: 100, bad: 0 });
  expect(rows.at(-1)?.budget_left).toBeCloseTo(-0.25, 9);
  expect(rows.at(-54)).toMatchObject({ bad: 0, budget_left: 1 });
  expect(rows.at(-53)).toMatchObject({ bad: 100 });
  const month = courseOf({ ...GOAL, window_days: 30 }, found, NOW);
  expect(month.interval).toBe('2h');
  expect(month.rows.reduce((sum, { bad }) => sum + bad, 0)).toBe(300);
});

it('however calls are split into hours, the budget is the same', () => {
  const hours = fc.array(fc.tuple(fc.nat(500), fc.nat(239)), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(hours, fc.array(fc.nat(239), { minLength: 200, maxLength: 200 }), (calls, elsewhere) => {
      const laid = (at: (i: number) => number): Tally => {
        const counts = new Map<number, Count>();
        calls.forEach(([valid], i) => {
          const start = RUNNING - at(i) * HOUR;
          const before = counts.get(start) ?? of(0, 0);
          counts.set(start, of(before.valid + valid, before.bad + Math.floor(valid / 50)));
        });
        return { hours: [...counts].sort(([a], [b]) => a - b), minutes: [] };
      };
      const one = statusOf(
        GOAL,
        laid((i) => calls[i]![1]),
        NOW,
      );
      const other = statusOf(
        GOAL,
        laid((i) => elsewhere[i]!),
        NOW,
      );
      for (const key of ['n', 'valid', 'good', 'sli', 'budget', 'budget_used', 'budget_left', 'interval'] as const)
        expect(other[key]).toEqual(one[key]);
    }),
  );
});
