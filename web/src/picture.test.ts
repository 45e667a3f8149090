import { expect, it } from 'vitest';
import { fitting, placedLegend } from './picture.ts';

const widthOf = (text: string): number => text.length * 10;
const lines = ['P50', 'P95', 'a long name'].map((label) => ({ label, ink: 'series-1' as const }));

it('a legend that has room stands in one row', () => {
  const placed = placedLegend(lines, 400, widthOf);
  expect(new Set(placed.map(({ y }) => y)).size).toBe(1);
  expect(placed.map(({ x }) => x)).toEqual([20, 86, 152]);
});

it('a legend goes on in the next row where the picture ends', () => {
  const [first, second, third] = placedLegend(lines, 130, widthOf);
  expect(second).toMatchObject({ y: first?.y });
  expect(third).toMatchObject({ x: 20, y: (first?.y ?? 0) + 18 });
});

it('an entry that is wider than the picture has a row of its own, and leaves none empty', () => {
  expect(placedLegend(lines.slice(2), 50, widthOf)).toMatchObject([{ x: 20, y: 64 }]);
});

it('words of a picture are cut where their room ends', () => {
  expect(fitting('short', 50, widthOf)).toBe('short');
  expect(fitting('too long', 50, widthOf)).toBe('too …');
  expect(fitting('x'.repeat(500), 1e9, widthOf)).toHaveLength(121);
});
