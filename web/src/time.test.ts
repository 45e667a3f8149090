import { describe, expect, it } from 'vitest';
import { ago, instant, isRange, rangeWords, resolve, shift, smallStep, stepMs, stepWords, zoomOut } from './time.ts';

const NOW = Date.parse('2026-11-24T16:00:00Z');
const hour = 36e5;

describe('ranges', () => {
  it('resolve against now', () => {
    expect(resolve({ from: 'now-24h', to: 'now' }, NOW)).toEqual({ from: NOW - 24 * hour, to: NOW });
    expect(instant('2026-11-24T15:00:00Z', NOW)).toBe(NOW - hour);
  });

  it.each([
    [{ from: 'now-15m', to: 'now' }, true],
    [{ from: 'now', to: 'now-15m' }, false],
    [{ from: 'yesterday', to: 'now' }, false],
    [{ from: 'now-5y', to: 'now' }, false],
    [{ from: '2026-11-24T15:00:00Z', to: '2026-11-24T15:00:00Z' }, false],
  ])('tell %j from nonsense', (range, valid) => {
    expect(isRange(range)).toBe(valid);
  });

  it('move by half of themselves', () => {
    const moved = resolve(shift({ from: 'now-2h', to: 'now' }, -1, NOW), NOW);
    expect(moved).toEqual({ from: NOW - 3 * hour, to: NOW - hour });
  });

  it('never move into the future', () => {
    const range = { from: 'now-2h', to: 'now' };
    expect(shift(range, 1, NOW)).toBe(range);
    expect(resolve(zoomOut(range, NOW), NOW)).toEqual({ from: NOW - 4 * hour, to: NOW });
  });

  it('read as words', () => {
    expect(rangeWords({ from: 'now-24h', to: 'now' })).toBe('Last 24 hours');
    expect(rangeWords({ from: 'now-3h', to: 'now' })).toBe('Last 3 hours');
  });
});

it('gives a small line as many steps as can be told apart', () => {
  const of = (from: string) => smallStep({ from, to: 'now' });
  expect(['now-15m', 'now-24h', 'now-7d', 'now-30d', 'now-3650d'].map(of)).toEqual(['1m', '1h', '6h', '1d', '364d']);
});

it('reads steps', () => {
  expect([stepMs('5m'), stepMs('1d'), stepMs('none')]).toEqual([3e5, 864e5, Number.NaN]);
});

it.each([
  [5, '5 s ago'],
  [600, '10 min ago'],
  [7200, '2 h ago'],
  [864_000, '10 days ago'],
])('says that %i seconds are %s', (seconds, words) => {
  expect(ago(NOW - seconds * 1000, NOW)).toBe(words);
});

it.each([
  ['10s', '10 s'],
  ['1m', 'minute'],
  ['15m', '15 min'],
  ['1h', 'hour'],
  ['7d', '7 days'],
])('says %s as a step of %s', (step, words) => {
  expect(stepWords(stepMs(step))).toBe(words);
});
