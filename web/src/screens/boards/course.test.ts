import { expect, test } from 'vitest';
import type { MetricInfo, Row } from '../../model.ts';
import { courseOf } from './course.ts';
import { newTile } from './draft.ts';
import { valueInks } from './inks.ts';

const metric = (id: string, unit: MetricInfo['unit'], kind: string): [string, MetricInfo] => [
  id,
  { id, unit, kind, title: id, better: 'lower', description: '' },
];
const catalogue = new Map([
  metric('latency_p95', 'ms', 'quantile'),
  metric('error_rate', 'ratio', 'ratio'),
  metric('cost', 'usd', 'sum'),
]);
const at = (hour: number): string => `2026-11-24T${String(hour).padStart(2, '0')}:00:00.000Z`;
const meta = {
  ...{ interval: '1h', elapsed_ms: 1, source: 'raw' as const },
  range: { from: '2026-11-24T00:30:00.000Z', to: '2026-11-24T05:00:00.000Z' },
};
const tile = newTile([]);
const course = (given: object, rows: Row[], before?: Row[]) =>
  courseOf({ tile: { ...tile, ...given }, rows, before, meta, catalogue, dashed: 'before' })!;

test('a bucket without calls is a gap, and a second unit has the scale at the right', () => {
  const rows = [
    { time: at(1), n: 5, latency_p95: 100, error_rate: 0 },
    { time: at(3), n: 7, latency_p95: 200, error_rate: 0.5 },
  ];
  const { lines, n } = course({ metrics: ['latency_p95', 'error_rate'] }, rows);
  expect(lines.map(({ values }) => values)).toEqual([
    [null, 100, null, 200, null],
    [null, 0, null, 0.5, null],
  ]);
  expect(lines.map(({ right }) => right ?? false)).toEqual([false, true]);
  expect(n).toEqual([null, 5, null, 7, null]);
});

test('sums leave out the bucket that the range cuts, bars do not', () => {
  const rows = [0, 1, 2, 3, 4].map((hour) => ({ time: at(hour), n: 1, cost: 2, priced_calls: 1 }));
  expect(course({ metrics: ['cost'] }, rows).lines[0]?.values[0]).toBeNull();
  const [bars] = course({ metrics: ['cost'], kind: 'bar' }, rows).lines;
  expect(bars).toMatchObject({ look: 'bars', values: [2, 2, 2, 2, 2] });
});

test('one metric is held against what was before; several are not', () => {
  const rows = [{ time: at(1), n: 5, latency_p95: 100, error_rate: 0 }];
  const before = [{ time: at(1), n: 5, latency_p95: 90, error_rate: 0 }];
  expect(course({ metrics: ['latency_p95'] }, rows, before).lines.map(({ label }) => label)).toEqual([
    'Before',
    'latency_p95',
  ]);
  expect(course({ metrics: ['latency_p95', 'error_rate'] }, rows, before).lines).toHaveLength(2);
});

test('groups are lines, the largest first, and calls are those of all of them', () => {
  const rows = [
    { time: at(1), n: 2, model: 'a', latency_p95: 1 },
    { time: at(1), n: 9, latency_p95: 3 },
    { time: at(2), n: 1, model: 'a', latency_p95: 2 },
  ];
  const { lines, n } = course({ metrics: ['latency_p95'], group_by: ['model'] }, rows);
  expect(lines.map(({ label }) => label)).toEqual(['no model', 'a']);
  expect(n).toEqual([null, 11, 1, null, null]);
});

test('no two of five values share a colour', () => {
  const inks = valueInks(['a', 'b', 'c', 'd', 'e']);
  expect(new Set(inks.values()).size).toBe(5);
  expect(valueInks(['e', 'd', 'c', 'b', 'a'])).toEqual(inks);
});
