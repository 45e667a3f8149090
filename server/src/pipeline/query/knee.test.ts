import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kneeOf } from './knee.ts';

/** Levels 1, 2, …, `count` whose latency is told by `latency`, noise of ±2 % included. */
const levels = (count: number, latency: (flight: number) => number, noise: (flight: number) => number = wobble) =>
  Array.from({ length: count }, (_, i) => ({
    concurrency: i + 1,
    n: 500,
    latency_p50: latency(i + 1) * (1 + noise(i + 1)),
  }));
const wobble = (flight: number): number => 0.02 * Math.sin(flight * 12.9898);

describe('the knee', () => {
  it('is where latency begins to rise', () => {
    const knee = kneeOf(levels(30, (flight) => 800 + 90 * Math.max(0, flight - 14)));
    expect(knee.at).toBeCloseTo(14, -0.3);
    expect(knee.flat).toBeGreaterThan(760);
    expect(knee.slope).toBeCloseTo(90, -1.5);
  });

  it('is not there when latency does not depend on load', () => {
    expect(kneeOf(levels(30, () => 800))).toEqual({ reason: 'flat' });
    expect(kneeOf(levels(30, (flight) => 800 - 10 * flight))).toEqual({ reason: 'flat' });
  });

  it('is not there when latency rises from the first call on', () => {
    expect(kneeOf(levels(30, (flight) => 100 + 50 * flight))).toEqual({ reason: 'no_bend' });
  });

  it('is not looked for in too little variation of load', () => {
    const reason = 'too_little_variation';
    expect(kneeOf([])).toEqual({ reason });
    expect(kneeOf(levels(5, (flight) => 100 * flight))).toEqual({ reason });
    const narrow = levels(8, (flight) => 100 * flight).map((level, i) => ({ ...level, concurrency: 100 + i }));
    expect(kneeOf(narrow)).toEqual({ reason });
    const thin = levels(30, (flight) => 100 * flight).map((level) => ({ ...level, n: 10 }));
    expect(kneeOf(thin)).toEqual({ reason });
  });

  it('is rarely found in chance alone', () => {
    let state = 1;
    const random = (): number => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647;
    };
    const normal = (): number => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
    const found = Array.from({ length: 1000 }, () =>
      kneeOf(
        levels(
          20,
          () => 800,
          () => 0.1 * normal(),
        ),
      ),
    );
    expect(found.filter(({ at }) => at !== undefined).length).toBeLessThan(10);
  });

  it('lies within the levels whatever they are, and scales with both axes', () => {
    const level = fc.record({
      n: fc.integer({ min: 0, max: 1e6 }),
      latency_p50: fc.double({ min: 0.1, max: 1e6, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(level, { maxLength: 40 }), fc.constantFrom(0.5, 2, 10), (given, by) => {
        const points = given.map((one, i) => ({ ...one, concurrency: i + 1 }));
        const knee = kneeOf(points);
        const slower = kneeOf(points.map((one) => ({ ...one, latency_p50: one.latency_p50 * by })));
        expect(slower.reason).toBe(knee.reason);
        expect((knee.at === undefined) === (knee.reason === undefined)).toBe(false);
        if (knee.at === undefined) return;
        expect(knee.at).toBeGreaterThan(1);
        expect(knee.at).toBeLessThan(points.length);
        expect(slower.at).toBeCloseTo(knee.at, 6);
      }),
    );
  });
});
