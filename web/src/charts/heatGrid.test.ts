import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Box, boxOf, decodeBox, encodeBox, type HeatAnswer, heatGridOf, position, within } from './heatGrid.ts';

const ANSWER: HeatAnswer = {
  interval: '1h',
  bins: [{ from: 0, to: 1 }, { from: 1, to: 1.25 }, { from: 1.25, to: 1.6 }, { from: 1.6 }],
  cells: [
    { time: '2026-11-24T11:00:00.000000Z', bin: 1, n: 4, errors: 1 },
    { time: '2026-11-24T12:00:00.000000Z', bin: 1, n: 2, errors: 0 },
    { time: '2026-11-24T12:00:00.000000Z', bin: 3, n: 1, errors: 1 },
  ],
  n: 7,
  meta: { elapsed_ms: 1, range: { from: '2026-11-24T10:30:00Z', to: '2026-11-24T13:00:00Z' } },
};
const grid = heatGridOf(ANSWER)!;

describe('a heat grid', () => {
  it('lays cells onto the buckets of the range; what is not there had no calls', () => {
    expect(grid.times.map((time) => new Date(time).toISOString().slice(11, 16))).toEqual(['10:00', '11:00', '12:00']);
    expect(grid.cell(1, 1)).toEqual({ n: 4, errors: 1 });
    expect(grid.cell(0, 1)).toBeUndefined();
    expect([grid.total(0), grid.total(1), grid.total(2), grid.most]).toEqual([0, 4, 3, 4]);
  });

  it('knows where a latency lies', () => {
    const { bins } = grid;
    expect(position(bins, 1)).toBe(1);
    expect(position(bins, 1.25)).toBe(2);
    expect(position(bins, Math.sqrt(1.25))).toBeCloseTo(1.5, 6);
    expect(position(bins, 1e9)).toBe(4);
    expect(position(bins, 0)).toBe(0);
    const rises = fc.property(
      fc.double({ min: 0, max: 3, noNaN: true }),
      fc.double({ min: 0, max: 3, noNaN: true }),
      (a, b) => {
        expect(position(bins, Math.max(a, b))).toBeGreaterThanOrEqual(position(bins, Math.min(a, b)));
      },
    );
    fc.assert(rises);
  });

  it('counts what a box holds, open at the top or not, drawn from any corner', () => {
    const whole = boxOf(grid, { from: { at: 2, bin: 3 }, to: { at: 0, bin: 0 } });
    expect(whole).toEqual({ from: grid.times[0], to: grid.times[2]! + 3_600_000, low: 0 });
    expect(within(grid, whole)).toEqual({ n: 7, errors: 2 });
    const one = boxOf(grid, { from: { at: 1, bin: 1 }, to: { at: 1, bin: 1 } });
    expect(one).toMatchObject({ low: 1, high: 1.25 });
    expect(within(grid, one)).toEqual({ n: 4, errors: 1 });
  });
});

describe('a box in the URL', () => {
  it('comes back as it was', () => {
    const time = fc.integer({ min: 0, max: 4e12 });
    const made = fc
      .record({
        from: time,
        length: fc.integer({ min: 1, max: 1e10 }),
        low: fc.integer({ min: 0, max: 1e6 }),
        width: fc.option(fc.integer({ min: 1, max: 1e6 }), { nil: undefined }),
      })
      .map(
        ({ from, length, low, width }): Box => ({
          from,
          to: from + length,
          low,
          ...(width === undefined ? {} : { high: low + width }),
        }),
      );
    fc.assert(
      fc.property(made, (box) => {
        expect(decodeBox(encodeBox(box))).toEqual(box);
      }),
    );
  });

  it.each([
    undefined,
    '',
    'x',
    '2026-01-01~2025-01-01~0~1',
    '2026-01-01~2026-01-02~~',
    '2026-01-01~2026-01-02~5~5',
    '2026-01-01~2026-01-02~-1~5',
  ])('%s is none', (text) => expect(decodeBox(text)).toBeUndefined());
});
