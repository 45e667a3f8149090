import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Filter } from '../../model/filter.ts';
import { SIDES } from '../store/testing/engines.ts';
import { makeSpan } from '../store/testing/span.ts';
import { type FacetsQuery, facets } from './facets.ts';
import { openTestStore, type TestStore } from './testing.ts';
import { fieldValues } from './values.ts';

const NOW = Math.floor(Date.now() / 1000) * 1e6;
const MINUTE = 60_000_000;
const FIELDS = ['model', 'http_status', 'tags', 'metadata.tier', 'environment', 'metadata', 'status'];

/** Any mixture of what calls have and have not. */
const SPANS = Array.from({ length: 60 }, (_, i) =>
  makeSpan({
    span_id: `s${i}`,
    time: NOW - (i + 1) * MINUTE,
    model: ['a', 'b', 'c', ''][i % 4]!,
    http_status: i % 3 ? 200 + (i % 2) : null,
    tags: ['x', 'y', 'z'].slice(0, i % 4),
    metadata: new Map(i % 5 ? [['tier', i % 2 ? 'gold' : 'iron']] : []),
    environment: i % 7 ? 'production' : 'staging',
    status: i % 6 ? 'ok' : 'error',
    input: i % 2 ? 'a needle' : 'hay',
    project: i % 10 ? 'p1' : 'p2',
  }),
);

describe.each(SIDES)('facets on the %s engine', (side) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore(side);
    await store.load({
      spans: [...SPANS, makeSpan({ span_id: 'tool', time: NOW - MINUTE, is_call: false, model: 't' })],
    });
  }, 60_000);
  afterAll(() => store?.close());

  const context = (project = 'p1') => ({ engine: store.engine, project, now: NOW });
  const ask = (given: Partial<FacetsQuery>, project?: string) =>
    facets(context(project), { fields: FIELDS, filter: [], range: { from: 'now-1d', to: 'now' }, limit: 10, ...given });

  const FILTERS: [string, Filter[]][] = [
    ['nothing', []],
    ['one of the fields', [{ field: 'model', op: 'in', value: ['a', 'b'] }]],
    [
      'several of them and another',
      [
        { field: 'tags', op: 'eq', value: 'y' },
        { field: 'metadata.tier', op: 'ne', value: 'iron' },
        { field: 'model', op: 'ne', value: 'a' },
        { field: 'http_status', op: 'exists' },
        { field: 'duration_ms', op: 'gt', value: 0 },
      ],
    ],
  ];

  it.each(FILTERS)('are what each field has alone, without its own conditions: filtered by %s', async (_, filter) => {
    for (const text of [undefined, 'needle']) {
      const { facets: together, sampled } = await ask({ filter, text });
      expect(sampled).toBeUndefined();
      expect(together.map(({ field }) => field)).toEqual(FIELDS);
      for (const { field, values } of together) {
        const alone = await fieldValues(context(), {
          field,
          text,
          filter: filter.filter((condition) => condition.field !== field),
          range: { from: 'now-1d', to: 'now' },
          limit: 10,
        });
        expect({ field, values }).toEqual({ field, values: alone.values });
      }
    }
  });

  it('keep to the limit of each field and to the project', async () => {
    const { facets: few } = await ask({ fields: ['model', 'tags'], limit: 1 });
    expect(few.map(({ values }) => values.length)).toEqual([1, 1]);
    const { facets: others } = await ask({ fields: ['model'] }, 'p2');
    expect(others[0]?.values.reduce((sum, { n }) => sum + n, 0)).toBe(
      SPANS.filter((s) => s.project === 'p2' && s.model).length,
    );
    expect((await ask({ fields: ['model', 'metadata'] }, 'p3')).facets.map(({ values }) => values)).toEqual([[], []]);
  });

  it('say which part of the range was counted when it holds too many rows', async () => {
    await store.engine.command(
      'INSERT INTO telltale.spans (project, time, trace_id, span_id, is_call, model, tags, received, version) SELECT ' +
        "'many', fromUnixTimestamp64Micro({now:UInt64} - number * 4000000, 'UTC'), 't', toString(number), 1, " +
        "if(number < 5000, 'new', 'old'), ['tag'], now64(6), 1 FROM numbers(60000)",
      { now: NOW },
    );
    const { facets: found, sampled } = await facets(
      { ...context('many'), now: NOW + 1, maxRows: 20_000 },
      { fields: ['model', 'tags'], filter: [], range: { from: 'now-30d', to: 'now' }, limit: 10 },
    );
    const [models, tags] = found.map(({ values }) => values.reduce((sum, { n }) => sum + n, 0));
    expect(sampled).toBeDefined();
    expect(models).toBe(tags);
    expect(models).toBeLessThan(40_000);
  }, 60_000);

  it.each([
    [{ fields: ['model', 'input'] }, 'fields[1]'],
    [{ fields: ['model', 'model'] }, 'fields[1]'],
    [
      {
        filter: [
          { field: 'model', op: 'eq', value: 'a' },
          { field: 'secret', op: 'exists' },
        ],
      },
      'filter[1].field',
    ],
    [{ text: '!' }, 'text'],
  ] as [Partial<FacetsQuery>, string][])('refuse %j', async (given, field) => {
    await expect(ask(given)).rejects.toMatchObject({ field });
  });
});
