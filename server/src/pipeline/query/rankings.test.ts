import { expect, test } from 'vitest';
import { GRAINS } from '../store/cubes.ts';
import { Rankings } from './rankings.ts';

const { day, minute } = GRAINS;

function asker() {
  const rankings = new Rankings();
  let asked = 0;
  return {
    times: () => asked,
    /** What is told when, at `now`, these come first of the day before. */
    told: (key: string, now: number, ...names: string[]) =>
      rankings.of(key, { range: { from: now - day, to: now }, limit: 2, now }, async () => {
        asked++;
        return names.map((name) => [name]);
      }),
  };
}

test('groups that came first a minute of a day ago still do', async () => {
  const { told, times } = asker();
  expect(await told('a', day, 'x', 'y')).toEqual([['x'], ['y']]);
  expect(await told('a', day + minute, 'new', 'x')).toEqual([['x'], ['y']]);
  expect(await told('b', day + minute, 'new', 'x')).toEqual([['new'], ['x']]);
  expect(await told('a', day + 2 * minute, 'new', 'x')).toEqual([['new'], ['x']]);
  expect(times()).toBe(3);
});

test('where none was left out, a new one is seen at once', async () => {
  const { told } = asker();
  expect(await told('a', day, 'x')).toEqual([['x']]);
  expect(await told('a', day, 'x', 'new')).toEqual([['x'], ['new']]);
});
