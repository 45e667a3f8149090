import { expect, it } from 'vitest';
import { type Binding, keySequence } from './keys.ts';

const bind = (...keys: string[]): Binding[] => keys.map((key) => ({ keys: key, label: key, run: () => {} }));
/** What each press of `[key, milliseconds]` runs. */
const play = (known: Binding[], ...presses: [string, number][]) => {
  const next = keySequence();
  return presses.map(([key, at]) => next(key, at, known)?.keys);
};

it('takes two keys in a row for one binding', () => {
  expect(play(bind('g t', 't'), ['g', 0], ['t', 300], ['t', 600])).toEqual([undefined, 'g t', 't']);
});

it('forgets a first key that waits too long', () => {
  expect(play(bind('g t', 't'), ['g', 0], ['t', 1500])).toEqual([undefined, 't']);
});

it('never takes a key that ran something for the first of two', () => {
  expect(play(bind('t', 't t'), ['t', 0], ['t', 100])).toEqual(['t', 't']);
});

it('lets the latest binding of a key win', () => {
  const [old, latest] = [...bind('j'), ...bind('j')] as [Binding, Binding];
  expect(keySequence()('j', 0, [old, latest])).toBe(latest);
});
