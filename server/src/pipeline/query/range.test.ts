import { expect, it } from 'vitest';
import { resolveRange } from './range.ts';
import { formatTime, parseTime } from './time.ts';

const NOW = Date.UTC(2026, 10, 24, 16) * 1000;
const HOUR = 3_600_000_000;

it.each([
  ['now-24h', 'now', -24 * HOUR, 0],
  ['now-15m', 'now-30s', -HOUR / 4, -30_000_000],
  ['now-2w', 'now-1d', -14 * 24 * HOUR, -24 * HOUR],
  ['2026-11-24T15:00:00.000001Z', '2026-11-24T17:00:00+01:00', -HOUR + 1, 0],
])('%s to %s', (from, to, start, end) => {
  expect(resolveRange({ from, to }, NOW)).toEqual({ from: NOW + start, to: NOW + end });
});

it.each([
  ['now-6h', '2026-11-24T10:04:45.5Z'],
  ['now-24h', '2026-11-23T16:04:00Z'],
  ['now-7d', '2026-11-17T16:00:00Z'],
  ['now-30d', '2026-10-25T16:00:00Z'],
  ['2026-10-25T16:04:45.5Z', '2026-10-25T16:04:45.5Z'],
])('a long range begins with a whole minute, quarter or hour unless its start is said: %s', (from, start) => {
  const now = NOW + 285_500_000;
  expect(resolveRange({ from, to: 'now' }, now)).toEqual({ from: parseTime(start), to: now });
});

it.each([
  ['yesterday', 'now', 'range.from'],
  ['now-1y', 'now', 'range.from'],
  ['now--1h', 'now', 'range.from'],
  ['2026-02-30T00:00:00Z', 'now', 'range.from'],
  ['2026-11-24T24:00:00Z', 'now', 'range.from'],
  ['2026-11-24T10:00:00', 'now', 'range.from'],
  ['1969-12-31T00:00:00Z', 'now', 'range.from'],
  ['now-999999999w', 'now', 'range.from'],
  ['now', 'now', 'range.from'],
  ['now', 'now-1h', 'range.from'],
  ['now-600w', 'now', 'range.from'],
  ['now-1h', 'later', 'range.to'],
])('%s to %s is refused by %s', (from, to, field) => {
  expect(() => resolveRange({ from, to }, NOW)).toThrow(expect.objectContaining({ field }));
});

it('times keep their microseconds both ways', () => {
  const text = '2026-11-24T16:00:00.123456Z';
  expect(parseTime(text)).toBe(NOW + 123_456);
  expect(formatTime(NOW + 123_456)).toBe(text);
  expect(parseTime('2026-11-24t16:00:00.1234567z')).toBe(NOW + 123_456);
});
