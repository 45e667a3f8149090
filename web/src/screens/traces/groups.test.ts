import { describe, expect, test } from 'vitest';
import { fieldsOf, filtersOf, metricsOf, toggleField, toggleMetric, USUAL_METRICS } from './groups.ts';

describe('fields to group by', () => {
  test('are picked and dropped in the order one picks them, three at most', () => {
    const two = toggleField(toggleField(undefined, 'model'), 'prompt');
    expect(fieldsOf(two)).toEqual(['model', 'prompt']);
    expect(toggleField(toggleField(two, 'model'), 'prompt')).toBeUndefined();
    expect(fieldsOf(toggleField(toggleField(two, 'user'), 'team'))).toEqual(['model', 'prompt', 'user']);
  });

  test('may be named anything', () => {
    const by = toggleField(toggleField(undefined, 'metadata.a,b%2C'), 'model');
    expect(fieldsOf(by)).toEqual(['metadata.a,b%2C', 'model']);
  });
});

describe('metrics of groups', () => {
  test('are the usual ones until others are chosen, and again when they come to the same', () => {
    expect(metricsOf(undefined)).toEqual(USUAL_METRICS);
    const more = toggleMetric(undefined, 'ttft_p95');
    expect(metricsOf(more)).toEqual([...USUAL_METRICS, 'ttft_p95']);
    expect(toggleMetric(more, 'ttft_p95')).toBeUndefined();
  });

  test('may be none but the calls', () => {
    const none = USUAL_METRICS.reduce<string | undefined>(toggleMetric, undefined);
    expect(metricsOf(none)).toEqual([]);
  });
});

test('a group becomes a filter; what is unknown in it stays unknown', () => {
  expect(filtersOf({ n: 3, model: 'gpt-4o', http_status: '429' }, ['model', 'prompt', 'http_status'])).toEqual([
    { field: 'model', op: 'eq', value: 'gpt-4o' },
    { field: 'prompt', op: 'exists', value: false },
    { field: 'http_status', op: 'eq', value: 429 },
  ]);
});
