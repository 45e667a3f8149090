import { expect, test } from 'vitest';
import { background } from './background.ts';

test('is what one in ten of the other segments lies above, within bounds', () => {
  const odds = Array.from({ length: 21 }, (_, at) => -4 - at / 10);
  expect(background([...odds].reverse())).toBeCloseTo(-4.3);
  expect(background([2])).toBe(-6);
  expect(background([2, -20, -20])).toBe(-8);
});

test('is not raised beyond a bound by repeating an instruction', () => {
  expect(background([5, 5, 5, 5])).toBe(-3);
});
