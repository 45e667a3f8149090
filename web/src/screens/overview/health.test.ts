import { expect, it } from 'vitest';
import type { MetricInfo, Row } from '../../model.ts';
import { healthOf } from './health.ts';

const metric = (id: string, unit: MetricInfo['unit'], kind: string): [string, MetricInfo] => [
  id,
  { id, title: id, unit, kind, better: 'lower', description: '' },
];
const metrics = new Map([metric('error_rate', 'ratio', 'ratio'), metric('latency_p95', 'ms', 'quantile')]);
const row = (n: number, errors: number, p95: number): Row => ({ n, error_rate: errors, latency_p95: p95 });

it.each([
  ['worse', row(5000, 0.03, 3000), row(5000, 0.01, 1000), 'Error rate and P95 latency worse'],
  ['worse', row(5000, 0.03, 1000), row(5000, 0.01, 1000), 'Error rate worse'],
  ['mixed', row(5000, 0.03, 500), row(5000, 0.01, 1000), 'Error rate worse; P95 latency better'],
  ['better', row(5000, 0.01, 500), row(5000, 0.01, 1000), 'P95 latency better'],
  ['steady', row(5000, 0.01, 1000), row(5000, 0.0101, 1010), 'Nothing moved beyond chance'],
  ['new', row(5000, 0.01, 1000), undefined, 'No calls in the period compared with'],
  ['too few', row(7, 0.01, 1000), row(5000, 0.01, 1000), 'Only 7 calls'],
  ['too few', row(5000, 0.01, 1000), row(7, 0.01, 1000), 'Only 7 calls before'],
])('%s', (word, now, before, detail) => {
  expect(healthOf(metrics, now, before)).toMatchObject({ word, detail });
});

it('says what only one of two versions has', () => {
  const sides = { now: 'version 5', before: 'version 3', against: 'version 3', apart: true, fewest: 100 };
  const told = (now: Row, before: Row | undefined) => healthOf(metrics, now, before, { sides });
  expect(told(row(500, 0.01, 1000), undefined)).toMatchObject({ word: 'only here', detail: 'No calls of version 3' });
  expect(told(row(500, 0.01, 1000), row(50, 0.01, 1000)).detail).toBe('Only 50 calls of version 3');
});
