import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Pair } from './differs-statistics.ts';
import { binsOf } from './differs-steps.ts';

const step = fc.record({
  value: fc.oneof(
    fc.constantFrom('', '0'),
    fc
      .tuple(fc.integer({ min: 10, max: 99 }), fc.integer({ min: -6, max: 6 }))
      .map(([digits, power]) => `${power + 50}${digits}`),
  ),
  pair: fc.tuple(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 1, max: 90 })),
});
const total = (pairs: readonly Pair[]): number => pairs.reduce((sum, [selected, rest]) => sum + selected + rest, 0);

test('every call is in one bin or unknown, and bins join without gaps', () => {
  fc.assert(
    fc.property(fc.uniqueArray(step, { selector: ({ value }) => value, minLength: 1 }), (steps) => {
      const { bins, unknown } = binsOf(steps);
      expect(total([...bins.map(({ pair }) => pair), unknown])).toBe(total(steps.map(({ pair }) => pair)));
      expect(bins.length).toBeLessThanOrEqual(10);
      expect([bins[0]?.from, bins.at(-1)?.to]).toEqual([undefined, undefined]);
      for (const [i, { to }] of bins.slice(0, -1).entries()) expect(to).toBe(bins[i + 1]?.from);
    }),
  );
});

test('bins hold about as many calls each, and edges have two digits', () => {
  const steps = Array.from({ length: 90 }, (_, i) => ({ value: `51${10 + i}`, pair: [1, 9] as const }));
  const { bins, median } = binsOf(steps);
  expect(bins.map(({ pair }) => pair)).toEqual(Array(10).fill([9, 81]));
  expect(bins[1]).toEqual({ name: '190 to 280', from: 190, to: 280, pair: [9, 81] });
  expect(median).toEqual({ selected: 540, rest: 540 });
});

test('medians are known on the side that has calls', () => {
  expect(binsOf([{ value: '4912', pair: [3, 0] }]).median).toEqual({ selected: 1.2 });
  expect(binsOf([{ value: '', pair: [3, 4] }])).toEqual({ bins: [], unknown: [3, 4], median: {} });
});
