import { expect, it } from 'vitest';
import { bucketsOf, stepOf } from './interval.ts';

const HOUR = 3_600_000_000;
const TO = Date.UTC(2026, 10, 24, 16, 7) * 1000;
const last = (hours: number) => ({ from: TO - hours * HOUR, to: TO });

it.each([
  [1, '1m'],
  [3, '5m'],
  [24, '15m'],
  [7 * 24, '2h'],
  [30 * 24, '6h'],
  [90 * 24, '1d'],
  [10 * 365 * 24, '364d'],
])('auto over %d hours steps by %s', (hours, name) => {
  const step = stepOf('auto', last(hours));
  expect(step?.name).toBe(name);
  expect(step && bucketsOf(step, last(hours))).toBeLessThanOrEqual(121);
});

it('takes whole steps, weeks from Monday on', () => {
  expect(stepOf('none', last(1))).toBeUndefined();
  expect(stepOf('90m', last(24))).toEqual({ name: '90m', seconds: 5400, offset: 0 });
  // 1970 began on a Thursday: three days into its week.
  for (const week of ['7d', '1w', '2w']) expect(stepOf(week, last(24))).toMatchObject({ offset: 3 * 86_400 });
});

it('counts the buckets a range touches', () => {
  const hourly = { name: '1h', seconds: 3600, offset: 0 };
  expect(bucketsOf(hourly, { from: 0, to: HOUR })).toBe(1);
  expect(bucketsOf(hourly, { from: 0, to: HOUR + 1 })).toBe(2);
  expect(bucketsOf(hourly, { from: HOUR - 1, to: HOUR + 1 })).toBe(2);
});

it.each(['', '1', 'h', '0h', '-1h', '1.5h', '1y', '99999m', '1 h'])('refuses %j', (interval) => {
  expect(() => stepOf(interval, last(1))).toThrow(expect.objectContaining({ field: 'interval' }));
});

it('refuses more than ten thousand buckets, with advice', () => {
  expect(() => stepOf('1m', last(24 * 30))).toThrow(/43200 steps of 1m are too many/);
});
