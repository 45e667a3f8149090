import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InvalidInput } from '../../lib/errors.ts';
import type { Filter } from '../../model/filter.ts';
import { SIDES } from '../store/testing/engines.ts';
import { makeScore, makeSpan } from '../store/testing/span.ts';
import { openTestStore, type TestStore } from './testing.ts';
import { formatTime } from './time.ts';
import { whereOf } from './where.ts';

const TIME = Math.floor(Date.now() / 1000) * 1e6 - 3_600_000_000;

const SPANS = [
  makeSpan({ span_id: 'a', trace_id: 't1', time: TIME, model: 'gpt-4o', http_status: 200, cost: 1_500_000_000_000 }),
  makeSpan({
    span_id: 'b',
    trace_id: 't1',
    time: TIME + 1,
    model: `it's "\\ {x:String}\n`,
    tags: ['red', 'blue'],
    metadata: new Map([
      ['tier', 'Gold'],
      ['size', '10.5'],
      ['a.b', '9'],
    ]),
    duration_ms: 12.345,
    input: 'Ünïcode TEXT',
  }),
  makeSpan({ span_id: 'c', trace_id: 't2', time: TIME + 2, model: '', http_status: 429, input_tokens: 0, user: 'u1' }),
];
const SCORES = [
  makeScore({ id: '1', trace_id: 't1', span_id: 'a', name: 'thumbs', value: 1 }),
  makeScore({ id: '2', trace_id: '', span_id: 'c', name: 'thumbs', value: 0 }),
  makeScore({ id: '3', trace_id: 't1', span_id: '', name: 'topic', value: null, label: 'Refunds' }),
  makeScore({ id: '4', trace_id: 't2', span_id: 'c', name: 'gone', value: 1, deleted: true }),
  makeScore({ id: '5', trace_id: 't1', span_id: 'b', name: 'thumbs', value: 1, project: 'p2' }),
];

const CASES: [string, Filter['op'], Filter['value'], string][] = [
  ['model', 'eq', 'gpt-4o', 'a'],
  ['model', 'eq', `it's "\\ {x:String}\n`, 'b'],
  ['model', 'ne', 'gpt-4o', 'bc'],
  ['model', 'in', ['gpt-4o', 'x'], 'a'],
  ['model', 'not_in', ['gpt-4o'], 'bc'],
  ['model', 'exists', true, 'ab'],
  ['model', 'exists', undefined, 'ab'],
  ['model', 'exists', false, 'c'],
  ['model', 'lt', 'h', 'a'],
  ['model', 'gte', 'h', 'b'],
  ['model', 'contains', 'GPT', 'a'],
  ['input', 'contains', 'ÜNÏcode text', 'b'],
  ['http_status', 'eq', 429, 'c'],
  ['http_status', 'eq', '429', 'c'],
  ['http_status', 'ne', 429, 'ab'],
  ['http_status', 'in', [200, 429], 'ac'],
  ['http_status', 'not_in', [200], 'bc'],
  ['http_status', 'lt', 300, 'a'],
  ['http_status', 'exists', false, 'b'],
  ['input_tokens', 'lte', 0, 'c'],
  ['input_tokens', 'exists', true, 'c'],
  ['duration_ms', 'eq', 12.345, 'b'],
  ['duration_ms', 'exists', true, 'abc'],
  ['cost', 'gte', 1.5, 'a'],
  ['cost', 'gt', 1e308, ''],
  ['time', 'gt', formatTime(TIME), 'bc'],
  ['time', 'in', [formatTime(TIME), formatTime(TIME + 2)], 'ac'],
  ['tags', 'eq', 'red', 'b'],
  ['tags', 'contains', 'blue', 'b'],
  ['tags', 'contains', 'blu', ''],
  ['tags', 'ne', 'red', 'ac'],
  ['tags', 'in', ['green', 'blue'], 'b'],
  ['tags', 'exists', false, 'ac'],
  ['metadata', 'exists', true, 'b'],
  ['metadata.tier', 'eq', 'Gold', 'b'],
  ['metadata.tier', 'ne', 'Gold', 'ac'],
  ['metadata.tier', 'contains', 'old', 'b'],
  ['metadata.tier', 'exists', false, 'ac'],
  ['metadata.size', 'gt', 9, 'b'],
  ['metadata.size', 'lte', 10.5, 'b'],
  ['metadata.tier', 'gt', 0, ''],
  ['metadata.a.b', 'eq', 9, 'b'],
  [`metadata.it's`, 'exists', true, ''],
  ['score.thumbs', 'eq', true, 'a'],
  ['score.thumbs', 'lt', 1, 'c'],
  ['score.thumbs', 'ne', 1, 'bc'],
  ['score.thumbs', 'exists', true, 'ac'],
  ['score.thumbs', 'exists', false, 'b'],
  ['score.topic', 'eq', 'Refunds', 'ab'],
  ['score.topic', 'contains', 'refund', 'ab'],
  ['score.topic', 'not_in', ['Refunds'], 'c'],
  ['score.gone', 'exists', true, ''],
];

describe.each(SIDES)('filters on the %s engine', (side) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore(side);
    await store.load({ spans: SPANS, scores: SCORES });
  }, 60_000);
  afterAll(() => store?.close());

  const found = async (filters: Filter[], table?: string): Promise<string> => {
    const { sql, params } = whereOf(filters, table ? { table } : {});
    const rows = await store.engine.query<{ id: string }>(
      `SELECT span_id AS id FROM telltale.spans ${table ? `AS ${table}` : ''} FINAL WHERE project = {project:String} AND ${sql} ORDER BY id`,
      { project: 'p1', ...params },
    );
    return rows.map(({ id }) => id).join('');
  };

  it.each(CASES)('%s %s %j finds %s', async (field, op, value, ids) => {
    const filter = value === undefined ? { field, op } : { field, op, value };
    expect(await found([filter])).toBe(ids);
    expect(await found([filter], 't')).toBe(ids);
  });

  it('all hold together', async () => {
    const both = CASES.filter(([, , value, ids]) => ids.includes('b') && value !== undefined);
    expect(await found(both.map(([field, op, value]) => ({ field, op, value })))).toBe('b');
    expect(await found([])).toBe('abc');
  });
});

describe('a filter that makes no sense', () => {
  it.each([
    [{ field: 'secret', op: 'eq', value: 'x' }, 'field'],
    [{ field: 'project', op: 'eq', value: 'p2' }, 'field'],
    [{ field: 'metadata.', op: 'exists' }, 'field'],
    [{ field: '__proto__', op: 'exists' }, 'field'],
    [{ field: 'duration_ms', op: 'eq', value: 'fast' }, 'value'],
    [{ field: 'duration_ms', op: 'lt', value: '' }, 'value'],
    [{ field: 'duration_ms', op: 'contains', value: '1' }, 'op'],
    [{ field: 'time', op: 'gt', value: 'yesterday' }, 'value'],
    [{ field: 'time', op: 'gt', value: 5 }, 'value'],
    [{ field: 'tags', op: 'lt', value: 'x' }, 'op'],
    [{ field: 'metadata', op: 'eq', value: 'x' }, 'op'],
    [{ field: 'model', op: 'eq' }, 'value'],
    [{ field: 'model', op: 'eq', value: ['x'] }, 'value'],
    [{ field: 'model', op: 'in', value: 'x' }, 'value'],
    [{ field: 'model', op: 'in', value: [] }, 'value'],
    [{ field: 'model', op: 'contains', value: '' }, 'value'],
    [{ field: 'model', op: 'exists', value: 'maybe' }, 'value'],
  ] as [Filter, string][])('%j is refused by its %s', (filter, part) => {
    const fine: Filter = { field: 'model', op: 'eq', value: 'x' };
    expect(() => whereOf([fine, filter], { path: 'monitor.filter' })).toThrow(InvalidInput);
    try {
      whereOf([fine, filter], { path: 'monitor.filter' });
    } catch (error) {
      expect((error as InvalidInput).field).toBe(`monitor.filter[1].${part}`);
    }
  });
});
