import { expect, test } from 'vitest';
import type { MetricInfo } from '../../model.ts';
import { newTile } from './draft.ts';
import { fitted, missing, tileTitle } from './shapes.ts';

const metric = (id: string, unit: MetricInfo['unit']): [string, MetricInfo] => [
  id,
  { id, unit, title: id, better: 'lower', kind: 'mean', description: '' },
];
const catalogue = new Map([
  metric('latency_p50', 'ms'),
  metric('latency_p95', 'ms'),
  metric('ttft_p95', 'ms'),
  metric('cost', 'usd'),
  metric('calls', 'calls'),
]);
const tile = newTile([]);

test('a tile turned into another kind keeps what that kind can show', () => {
  const table = {
    ...tile,
    kind: 'table' as const,
    metrics: ['latency_p95', 'cost', 'calls'],
    group_by: ['model', 'team'],
  };
  expect(fitted({ ...table, kind: 'line' }, catalogue)).toMatchObject({
    metrics: ['latency_p95'],
    group_by: ['model'],
  });
  expect(fitted({ ...table, group_by: [], kind: 'line' }, catalogue).metrics).toEqual(['latency_p95', 'cost']);
  expect(fitted({ ...table, kind: 'heatmap' }, catalogue)).toMatchObject({ metrics: ['latency_p95'], group_by: [] });
  expect(fitted({ ...table, kind: 'text' }, catalogue)).toMatchObject({ metrics: [], group_by: [], text: '' });
});

test('order and limit go with what they were about', () => {
  const ranked = {
    ...tile,
    kind: 'table' as const,
    metrics: ['cost'],
    group_by: ['model'],
    order_by: '-cost',
    limit: 200,
  };
  expect(fitted({ ...ranked, kind: 'bar' }, catalogue)).toMatchObject({ order_by: '-cost', limit: 50 });
  expect(fitted({ ...ranked, metrics: ['calls'] }, catalogue).order_by).toBeUndefined();
  expect(fitted({ ...ranked, kind: 'number' }, catalogue)).not.toHaveProperty('limit');
});

test('a heat map takes percentiles of one kind', () => {
  const heat = { ...tile, kind: 'heatmap' as const, metrics: ['ttft_p95', 'latency_p50', 'cost'] };
  expect(fitted(heat, catalogue).metrics).toEqual(['ttft_p95']);
});

test('what is missing is said', () => {
  expect(missing({ ...tile, metrics: [] })).toBe('Choose a metric.');
  expect(missing({ ...tile, kind: 'table' })).toBe('Choose a field to group by.');
  expect(missing({ ...tile, kind: 'text', metrics: [], text: ' ' })).toBe('Write something.');
  expect(missing(tile)).toBeUndefined();
});

test('a tile without a title is called by what it asks', () => {
  expect(tileTitle({ ...tile, group_by: ['model'] }, catalogue)).toBe('latency_p50, latency_p95 by model');
  expect(tileTitle({ ...tile, title: 'Mine' })).toBe('Mine');
  expect(tileTitle({ ...tile, kind: 'heatmap', metrics: ['ttft_p95'] })).toBe('Time to first token');
});
