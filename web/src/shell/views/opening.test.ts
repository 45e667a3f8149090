import { beforeEach, expect, it, vi } from 'vitest';

let isOpening: typeof import('./opening.ts').isOpening;

beforeEach(async () => {
  vi.resetModules();
  ({ isOpening } = await import('./opening.ts'));
});

it.each([
  ['/', {}, true],
  ['/', { project: 'p2' }, true],
  ['/', { from: undefined }, true],
  ['/', { from: 'now-7d' }, false],
  ['/', { f: ['model:eq:a'] }, false],
  ['/traces', {}, false],
])('%s with %j is the front door: %s', (path, search, expected) => {
  expect(isOpening(path, search)).toBe(expected);
});

it('is gone through once: who goes to the overview later wants the overview', () => {
  expect(isOpening('/traces', {})).toBe(false);
  expect(isOpening('/', {})).toBe(false);
});
