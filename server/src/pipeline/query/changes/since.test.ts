import fc from 'fast-check';
import { expect, it } from 'vitest';
import { stretchOf } from './since.ts';

const steps = (length: number, valueAt: (at: number) => number) => ({
  observed: Array.from({ length }, (_, at) => valueAt(at)),
  weight: Array.from({ length }, () => 1000),
  first: 1,
});

it('finds where a rise begins, and that it lasts', () => {
  fc.assert(
    fc.property(fc.integer({ min: 10, max: 85 }), (begin) => {
      expect(
        stretchOf(
          steps(96, (at) => (at >= begin ? 60 : 10) + (at % 3)),
          true,
        ),
      ).toEqual({ from: begin });
    }),
  );
});

it('finds the end of what is over', () => {
  expect(
    stretchOf(
      steps(96, (at) => (at >= 40 && at < 50 ? 80 : 10)),
      true,
    ),
  ).toEqual({ from: 40, to: 50 });
});

it('finds a fall as well, and no rise in it', () => {
  const falling = steps(96, (at) => (at >= 60 ? 5 : 40));
  expect(stretchOf(falling, false)).toEqual({ from: 60 });
});

it.each([
  ['nothing happens', steps(96, (at) => 20 + (at % 2))],
  ['the slope is slow and its beginning anybody’s guess', steps(96, (at) => 10 + at)],
  ['there are no calls', steps(96, () => 0)],
  ['there are no steps', steps(0, () => 0)],
])('says nothing when %s', (_, course) => {
  expect(stretchOf(course, true)).toBeUndefined();
});

it('begins nowhere before the first step that counts', () => {
  const course = { ...steps(96, (at) => (at >= 30 ? 60 : 10)), first: 48 };
  expect(stretchOf(course, true)?.from ?? 48).toBeGreaterThanOrEqual(48);
});
