import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InvalidInput } from '../../lib/errors.ts';
import type { Filter } from '../../model/filter.ts';
import { SIDES } from '../store/testing/engines.ts';
import { makeScore, makeSpan } from '../store/testing/span.ts';
import { storedScores } from './stored-scores.ts';
import { openTestStore, type TestStore } from './testing.ts';
import { unpricedModels } from './unpriced.ts';
import { fieldValues } from './values.ts';

const NOW = Math.floor(Date.now() / 1000) * 1e6;
const HOUR = 3_600_000_000;

const span = (i: number, given: object) => makeSpan({ span_id: `s${i}`, time: NOW - HOUR - i, ...given });
const SPANS = [
  span(1, { model: 'a', tags: ['x', 'y'], metadata: new Map([['tier', 'gold']]), http_status: 200, input_tokens: 5 }),
  span(2, { model: 'a', tags: ['x'], metadata: new Map([['tier', 'gold']]), output_tokens: 5, provider: 'acme' }),
  span(3, {
    model: 'Bee',
    metadata: new Map([
      ['tier', 'iron'],
      ['k', ''],
    ]),
    input_tokens: 1,
    provider: 'acme',
  }),
  span(4, { model: '', input_tokens: 1 }),
  span(5, { model: 'tool', is_call: false, input_tokens: 1 }),
  span(6, { model: 'priced', input_tokens: 1, cost: 1 }),
  span(7, { model: 'unknown tokens' }),
  span(8, {
    model: 'foreign',
    project: 'p2',
    input_tokens: 1,
    tags: ['foreign'],
    metadata: new Map([['foreign', 'f']]),
  }),
  span(9, { model: 'long ago', input_tokens: 1, time: NOW - 40 * 24 * HOUR }),
];

describe.each(SIDES)('on the %s engine', (side) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore(side);
    await store.load({ spans: SPANS });
    await store.load({
      spans: [
        span(1, {
          model: 'a',
          tags: ['x', 'y'],
          metadata: new Map([['tier', 'gold']]),
          http_status: 200,
          input_tokens: 5,
          version: 2,
        }),
      ],
    });
  }, 60_000);
  afterAll(() => store?.close());

  describe('values of a field', () => {
    const ask = (field: string, given: { search?: string; filter?: Filter[]; limit?: number } = {}, project = 'p1') =>
      fieldValues(
        { engine: store.engine, project, now: NOW },
        { field, range: { from: 'now-30d', to: 'now' }, filter: [], limit: 100, ...given },
      );

    it.each([
      ['model', { a: 2, Bee: 1, priced: 1, 'unknown tokens': 1 }],
      ['tags', { x: 2, y: 1 }],
      ['metadata', { tier: 3, k: 1 }],
      ['metadata.tier', { gold: 2, iron: 1 }],
      ['http_status', { 200: 1 }],
      ['user', {}],
    ])('%s: how many calls have each, most first', async (field, expected) => {
      const { values, sampled } = await ask(field);
      expect(Object.fromEntries(values.map(({ value, n }) => [value, n]))).toEqual(expected);
      expect(values.map(({ n }) => n)).toEqual(values.map(({ n }) => n).sort((a, b) => b - a));
      expect(sampled).toBeUndefined();
    });

    it('go by filter, search and limit', async () => {
      expect((await ask('model', { search: 'BE' })).values).toEqual([{ value: 'Bee', n: 1 }]);
      expect((await ask('tags', { search: 'y' })).values).toEqual([{ value: 'y', n: 1 }]);
      expect((await ask('model', { limit: 1 })).values).toEqual([{ value: 'a', n: 2 }]);
      const filter: Filter[] = [{ field: 'metadata.tier', op: 'eq', value: 'iron' }];
      expect((await ask('model', { filter })).values).toEqual([{ value: 'Bee', n: 1 }]);
    });

    it('are of the own project only', async () => {
      expect((await ask('model', {}, 'p2')).values).toEqual([{ value: 'foreign', n: 1 }]);
      expect((await ask('tags', {}, 'p2')).values).toEqual([{ value: 'foreign', n: 1 }]);
      expect((await ask('metadata', {}, 'p2')).values).toEqual([{ value: 'foreign', n: 1 }]);
    });

    it.each(['time', 'input', 'status_message', 'score.x', 'project', 'secret', 'metadata.'])(
      '%s has none to list',
      async (field) => {
        await expect(ask(field)).rejects.toThrow(InvalidInput);
      },
    );

    it('say so when only the newest calls were counted', async () => {
      // One every four seconds, the newest 5,000 of another model.
      await store.engine.command(
        'INSERT INTO telltale.spans (project, time, trace_id, span_id, is_call, model, received, version) SELECT ' +
          "'many', fromUnixTimestamp64Micro({now:UInt64} - number * 4000000, 'UTC'), 't', toString(number), 1, " +
          "if(number < 5000, 'new', 'old'), now64(6), 1 FROM numbers(60000)",
        { now: NOW },
      );
      const query = { field: 'model', range: { from: 'now-30d', to: 'now' }, filter: [], limit: 10 };
      const context = { engine: store.engine, project: 'many', now: NOW + 1 };
      const part = await fieldValues({ ...context, maxRows: 20_000 }, query);
      const counted = part.values.reduce((sum, { n }) => sum + n, 0);
      expect(part.values.map(({ value }) => value).sort()).toEqual(['new', 'old']);
      expect(part.values.find(({ value }) => value === 'new')?.n).toBe(5000);
      expect(counted).toBeLessThan(40_000);
      const from = new Date(part.sampled?.from ?? 0).getTime() * 1000;
      expect(Math.abs(counted - (NOW - from) / 4_000_000)).toBeLessThanOrEqual(2);
      expect((await fieldValues(context, query)).sampled).toBeUndefined();
    }, 60_000);
  });

  it('models without a price: called lately, tokens known, most called first', async () => {
    const last_seen = expect.stringMatching(/^\d{4}-.*Z$/);
    expect(await unpricedModels({ ...store, project: 'p1', now: NOW })).toEqual([
      { provider: 'acme', model: 'Bee', calls: 1, last_seen },
      { provider: 'acme', model: 'a', calls: 1, last_seen },
      { provider: 'openai', model: 'a', calls: 1, last_seen },
    ]);
    expect((await unpricedModels({ ...store, project: 'p2', now: NOW })).map(({ model }) => model)).toEqual([
      'foreign',
    ]);
    expect(await unpricedModels({ ...store, project: 'p3', now: NOW })).toEqual([]);
  });

  describe('stored scores', () => {
    const scores = () =>
      storedScores({
        engine: store.engine,
        append: ({ spans, parts, scores }) => store.load({ spans, parts, scores }),
      });
    beforeAll(async () => {
      const made = Array.from({ length: 7 }, (_, i) =>
        makeScore({
          id: `score-${i}`,
          time: NOW - i * HOUR,
          name: i % 2 ? 'odd' : 'even',
          span_id: i < 2 ? 'b' : '',
          metadata: new Map([['k', `${i}`]]),
        }),
      );
      await store.load({ scores: [...made, makeScore({ id: 'score-1', project: 'p2', name: 'foreign' })] });
    });

    it('are listed newest first, by page and filter', async () => {
      const first = await scores().list('p1', { page: 1, limit: 3 });
      const third = await scores().list('p1', { page: 3, limit: 3 });
      expect(first.total).toBe(7);
      expect(first.scores.map(({ id }) => id)).toEqual(['score-0', 'score-1', 'score-2']);
      expect(third.scores.map(({ id }) => id)).toEqual(['score-6']);
      expect((await scores().list('p1', { page: 1, limit: 9, name: 'odd', span_id: 'b' })).total).toBe(1);
      expect((await scores().list('p1', { page: 1, limit: 9, session: 'nobody' })).scores).toEqual([]);
      expect((await scores().list('p2', { page: 1, limit: 9 })).scores.map(({ name }) => name)).toEqual(['foreign']);
    });

    it('are read one by one, as they were written', async () => {
      expect(await scores().get('p1', 'score-1')).toEqual(
        makeScore({ id: 'score-1', time: NOW - HOUR, name: 'odd', span_id: 'b', metadata: new Map([['k', '1']]) }),
      );
      expect((await scores().get('p2', 'score-1'))?.name).toBe('foreign');
      expect(await scores().get('p1', 'score-99')).toBeUndefined();
    });

    it('are gone once deleted, in their project alone', async () => {
      await scores().delete('p1', 'score-1');
      await scores().delete('p1', 'never was');
      expect(await scores().get('p1', 'score-1')).toBeUndefined();
      expect((await scores().list('p1', { page: 1, limit: 9 })).total).toBe(6);
      expect(await scores().get('p2', 'score-1')).toBeDefined();
    });
  });
});
