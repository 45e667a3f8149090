import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binomialTail, burnOf, fires, pagesOf, wilson } from './burn.ts';
import type { Count } from './tallies.ts';

const of = (valid: number, bad: number): Count => ({ n: valid, valid, bad });
const B = 0.001;
const [hour, sixHours] = pagesOf(B, 30) as [ReturnType<typeof pagesOf>[number], ReturnType<typeof pagesOf>[number]];
/** 1,000 calls a minute; for the last `minutes` of them this share fails. */
const failing = (share: number, minutes: number) => (window: number) =>
  of(window * 1000, Math.round(Math.min(window, minutes) * 1000 * share));

describe('pages at 99.9 %', () => {
  const fired = (page: typeof hour, calls: (window: number) => Count) =>
    fires(page, calls(page.long), calls(page.short), B);

  it('are reached by 2 % and 5 % of the budget of 30 days', () => {
    expect((hour.burn * hour.long) / (30 * 1440)).toBeCloseTo(0.02, 6);
    expect((sixHours.burn * sixHours.long) / (30 * 1440)).toBeCloseTo(0.05, 6);
  });

  it('tell a total outage after 0.86 minutes', () => {
    expect(fired(hour, failing(1, 0.86))).toBe(false);
    expect(fired(hour, failing(1, 0.87))).toBe(true);
  });

  it('tell 1 % of errors after 216 minutes by the six hours, and never by the hour', () => {
    expect(fired(hour, failing(0.01, 1e4))).toBe(false);
    expect(fired(sixHours, failing(0.01, 215.9))).toBe(false);
    expect(fired(sixHours, failing(0.01, 216))).toBe(true);
  });

  it('do not fire for one failure of ten an hour, however fast that burns', () => {
    expect(burnOf(of(10, 1), B)).toBeCloseTo(100, 9);
    expect((burnOf(of(10, 1), B) ?? 0) / 720).toBeCloseTo(0.139, 3);
    expect(binomialTail(1, 10, B)).toBeCloseTo(0.00996, 5);
    expect(fires(hour, of(10, 1), of(10, 1), B)).toBe(false);
    // More than chance, but no more than two.
    expect(fires(hour, of(10, 2), of(10, 2), B)).toBe(false);
    expect(fires(hour, of(10, 3), of(10, 3), B)).toBe(true);
  });

  it('are over as soon as the short window is', () => {
    expect(fires(hour, of(60_000, 3000), of(5000, 0), B)).toBe(false);
  });
});

describe('pagesOf', () => {
  it('lowers a burn that nothing could reach, and says so', () => {
    expect(pagesOf(0.069, 30)[0]).toEqual({ burn: 14.4, long: 60, short: 5 });
    expect(pagesOf(0.07, 30)[0]).toEqual({ burn: 0.5 / 0.07, long: 60, short: 5, reduced: true });
    expect(pagesOf(0.166, 30)[1]).toEqual({ burn: 6, long: 360, short: 30 });
    expect(pagesOf(0.17, 30)[1]?.reduced).toBe(true);
  });

  it('scales with the window, and never below what uses a budget up', () => {
    expect(pagesOf(0.01, 7).map(({ burn }) => burn)).toEqual([(14.4 * 7) / 30, (6 * 7) / 30]);
    expect(pagesOf(0.01, 1).map(({ burn }) => burn)).toEqual([1, 1]);
  });
});

describe('binomialTail', () => {
  it('is the sum of the probabilities', () => {
    expect(binomialTail(0, 10, 0.3)).toBe(1);
    expect(binomialTail(11, 10, 0.3)).toBe(0);
    expect(binomialTail(10, 10, 0.5)).toBeCloseTo(0.5 ** 10, 15);
    expect(binomialTail(6, 10, 0.5)).toBeCloseTo(386 / 1024, 12);
    expect(binomialTail(2, 10, 0.5)).toBeCloseTo(1013 / 1024, 12);
  });

  it('keeps small tails exact, also of many calls', () => {
    // 1,000 calls at 1 %: P(X ≥ 30), by exact sum.
    expect(binomialTail(30, 1000, 0.01)).toBeCloseTo(2.05998885e-7, 14);
    expect(binomialTail(1100, 1_000_000, 0.001)).toBeGreaterThan(0.0005);
    expect(binomialTail(1100, 1_000_000, 0.001)).toBeLessThan(0.002);
    expect(binomialTail(1_000_000, 2_000_000, 0.001)).toBe(0);
  });

  it('falls as more are asked for, between 0 and 1', () => {
    const given = fc.tuple(fc.integer({ min: 1, max: 5000 }), fc.double({ min: 0.0001, max: 0.9, noNaN: true }));
    fc.assert(
      fc.property(given, fc.nat(5000), ([n, p], some) => {
        const k = some % (n + 1);
        const [more, less] = [binomialTail(k + 1, n, p), binomialTail(k, n, p)];
        expect(more).toBeGreaterThanOrEqual(0);
        expect(less).toBeLessThanOrEqual(1);
        expect(more).toBeLessThanOrEqual(less + 1e-12);
      }),
    );
  });
});

it('an interval holds its share and never leaves 0 to 1', () => {
  expect(wilson(0, 10)).toEqual({ low: 0, high: expect.closeTo(0.2775, 4) });
  expect(wilson(95, 100)).toEqual({ low: expect.closeTo(0.88825, 5), high: expect.closeTo(0.97846, 5) });
});
