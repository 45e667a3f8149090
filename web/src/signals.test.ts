import { expect, test } from 'vitest';
import { flaggedAt, metricsOf, QUALITY, SECURITY } from './signals.ts';

const bins = [0, 28, 29, 30, 99, 100].map((bin) => ({ bin }));

test('a threshold flags from it on, a low one below it', () => {
  // 0.29 × 100 is 28.999… in binary.
  expect(flaggedAt(bins, 0.29, false).map(({ bin }) => bin)).toEqual([29, 30, 99, 100]);
  expect(flaggedAt(bins, 0.29, true).map(({ bin }) => bin)).toEqual([0, 28]);
  expect(flaggedAt(bins, 1, true).map(({ bin }) => bin)).toEqual([0, 28, 29, 30, 99]);
});

test('every number is asked for along with the calls it rests on, once', () => {
  const metrics = metricsOf([...QUALITY, ...SECURITY]);
  expect(metrics.filter((id) => id === 'groundedness_calls')).toHaveLength(1);
  expect(metrics).toContain('pii_calls');
});
