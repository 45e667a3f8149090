import { expect, test } from 'vitest';
import { pagesToShow } from './useTrace.ts';

test('pages are shown each time their number has doubled, and all of them once they are there', () => {
  const coming = [0, 1, 2, 3, 4, 7, 8, 19].map((pages) => pagesToShow(pages, true));
  expect(coming).toEqual([0, 1, 2, 2, 4, 4, 8, 16]);
  expect(pagesToShow(19, false)).toBe(19);
});
