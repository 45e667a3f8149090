import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { adjusted, chiSquareTail, divergence, type Pair, unlike, valueTest } from './differs-statistics.ts';

const count = fc.integer({ min: 0, max: 5000 });
const pairs = fc.array(fc.tuple(count, count), { minLength: 1, maxLength: 12 });
const swapped = (all: readonly Pair[]): Pair[] => all.map(([selected, rest]) => [rest, selected]);
const sums = (all: readonly Pair[]): [number, number] => [
  all.reduce((sum, [selected]) => sum + selected, 0),
  all.reduce((sum, [, rest]) => sum + rest, 0),
];

test.each([
  [3.841, 1, 0.05],
  [6.635, 1, 0.01],
  [16.919, 9, 0.05],
  [27.877, 9, 0.001],
  [124.342, 100, 0.05],
  [0.0039, 1, 0.95],
])('P(χ² ≥ %d) with %i degrees of freedom is %d', (x, degrees, p) => {
  expect(chiSquareTail(x, degrees)).toBeCloseTo(p, 3);
});

test.each([
  // Fisher's tea: 3 of 4 and 1 of 4; one-sided 0.2429.
  [[3, 1], 4, 4, 0.486],
  [[8, 1], 10, 12, 2 * 0.001238],
  [[0, 50], 100, 100, 0],
] as [Pair, number, number, number][])('a value on %j of %i and %i calls: p = %d', (pair, n, m, p) => {
  expect(valueTest(pair, n, m)).toBeCloseTo(p, 3);
});

describe('for any counts', () => {
  it('tests and divergence do not care which side is which, nor in what order values come', () => {
    fc.assert(
      fc.property(pairs, fc.integer(), (all, seed) => {
        const [n, m] = sums(all);
        const turned = all.toSorted((a, b) => ((a[0] * 31 + b[0] + seed) % 3) - 1);
        expect(unlike(swapped(turned))).toBeCloseTo(unlike(all), 9);
        if (n === 0 || m === 0) return;
        expect(divergence(swapped(turned), m, n)).toBeCloseTo(divergence(all, n, m), 9);
        const [first = [0, 0]] = all;
        expect(valueTest([first[1], first[0]], m, n)).toBeCloseTo(valueTest(first, n, m), 6);
      }),
    );
  });

  it('all stay between 0 and 1', () => {
    fc.assert(
      fc.property(pairs, (all) => {
        const [n, m] = sums(all);
        const found = [unlike(all), ...all.map((pair) => valueTest(pair, n, m))];
        if (n > 0 && m > 0) found.push(divergence(all, n, m));
        for (const one of found) expect(one >= 0 && one <= 1).toBe(true);
      }),
    );
  });

  it('a larger difference is never a smaller divergence', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), (moved) => {
        const at = (by: number): number =>
          divergence(
            [
              [500 + by, 500],
              [500 - by, 500],
            ],
            1000,
            1000,
          );
        expect(at(moved)).toBeGreaterThanOrEqual(at(moved - 1));
      }),
    );
  });
});

test('what all of few selected calls have is told, however rare it is among all', () => {
  const common = Array.from({ length: 10 }, (): Pair => [0, 6000]);
  expect(unlike([...common, [366, 30]])).toBeLessThan(1e-100);
  expect(
    unlike([
      [3, 0],
      [0, 60_000],
    ]),
  ).toBeLessThan(1e-9);
  expect(
    unlike([
      [1, 20_000],
      [2, 40_000],
    ]),
  ).toBe(1);
});

test('the same is 0 apart, nothing in common nearly 1', () => {
  expect(
    divergence(
      [
        [500, 1000],
        [500, 1000],
      ],
      1000,
      2000,
    ),
  ).toBe(0);
  expect(
    divergence(
      [
        [1000, 0],
        [0, 2000],
      ],
      1000,
      2000,
    ),
  ).toBeCloseTo(1, 2);
});

test('a test at 5 % is wrong about 5 % of the time, where values are many and few', () => {
  let state = 7;
  const roll = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const draw = (n: number): number[] => {
    const found = Array<number>(30).fill(0);
    for (let i = 0; i < n; i++) found[Math.floor(roll() ** 3 * 30)]! += 1;
    return found;
  };
  let [wrong, exact] = [0, 0];
  for (let i = 0; i < 1000; i++) {
    const [left, right] = [draw(60), draw(700)];
    wrong += Number(unlike(left.map((one, k): Pair => [one, right[k] ?? 0])) < 0.05);
    exact += Number(valueTest([left[20] ?? 0, right[20] ?? 0], 60, 700) < 0.05);
  }
  expect(wrong).toBeLessThan(75);
  expect(wrong).toBeGreaterThan(10);
  expect(exact).toBeLessThan(60);
});

test('many p-values are corrected as Benjamini and Hochberg say, whatever their order', () => {
  expect(adjusted([0.01, 0.04, 0.03, 0.005])).toEqual([0.02, 0.04, 0.04, 0.02].map((p) => expect.closeTo(p, 10)));
  expect(adjusted([])).toEqual([]);
});
