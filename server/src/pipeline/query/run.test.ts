import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nowMicros } from '../../lib/clock.ts';
import { metricQuerySchema } from '../../model/query.ts';
import { GRAINS } from '../store/cubes.ts';
import { SIDES } from '../store/testing/engines.ts';
import { makeSpan } from '../store/testing/span.ts';
import type { Context } from './ask.ts';
import { METRICS } from './catalogue.ts';
import { runQuery } from './run.ts';
import { openTestStore, type TestStore } from './testing.ts';
import { formatTime } from './time.ts';

const DAY = Math.floor(Date.now() / 86_400_000) * GRAINS.day - 3 * GRAINS.day;
const at = (hours: number): string => formatTime(DAY + hours * GRAINS.hour);
const ALL = METRICS.map(({ id }) => id);

const base = makeSpan({ input_tokens: 100, output_tokens: 50, cost: 2_000_000_000_000, user: 'u1', session: 's1' });
const SPANS = [
  { ...base, span_id: 'a', time: DAY + 0.5 * GRAINS.hour, prompt: 'greet', tags: ['x', 'y'] },
  {
    ...base,
    span_id: 'b',
    time: DAY + 1.5 * GRAINS.hour,
    prompt: 'greet',
    user: 'u2',
    duration_ms: 3000,
    ttft_ms: 200,
    metadata: new Map([['tier', 'gold']]),
  },
  {
    ...base,
    span_id: 'c',
    time: DAY + 1.75 * GRAINS.hour,
    prompt: 'sum',
    model: 'm2',
    status: 'error',
    http_status: 429,
    output_tokens: null,
    cost: null,
    user: '',
    session: '',
  },
  { ...base, span_id: 'd', time: DAY + 5 * GRAINS.hour, prompt: '', cached_tokens: 10, reasoning_tokens: 5 },
  { ...base, span_id: 'other-project', project: 'p2', time: DAY + GRAINS.hour },
  { ...base, span_id: 'not-a-call', is_call: false, time: DAY + GRAINS.hour },
  { ...base, span_id: 'deleted', deleted: true, time: DAY + GRAINS.hour },
];

describe.each(SIDES)('metric queries on the %s engine', (side) => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore(side);
    await store.load({ spans: SPANS });
  }, 60_000);
  afterAll(() => store?.close());

  const context = (project: string) => ({ ...store, project, now: nowMicros() });
  const parse = (query: object) =>
    metricQuerySchema.parse({ range: { from: at(0), to: at(6) }, metrics: ['calls'], ...query });
  const ask = (query: object, project = 'p1') => runQuery(context(project), parse(query));

  describe.each(['raw', 'rollup'] as const)('from %s', (source) => {
    beforeAll(async () => {
      if (source === 'rollup') await store.seal();
    });

    it('answers every metric of the catalogue', async () => {
      const { rows, meta } = await ask({ metrics: ALL });
      expect(meta.source).toBe('raw');
      expect(rows).toHaveLength(1);
      const { latency_p50, latency_p95, latency_p99, ttft_p50, ttft_p95, ttft_p99, ...exact } = rows[0]!;
      expect(exact).toMatchObject({
        n: 4,
        calls: 4,
        calls_per_second: 4 / 21_600,
        concurrency: 6 / 21_600,
        latency_avg: 1500,
        output_tokens_per_second: 30,
        error_rate: 0.25,
        rate_limited_rate: 0.25,
        server_error_rate: 0,
        timeout_rate: 0,
        availability: 1,
        input_tokens: 400,
        output_tokens: 150,
        cached_tokens: 10,
        reasoning_tokens: 5,
        token_efficiency_ratio: 0.5,
        cost: 6,
        priced_calls: 3,
        ttft_calls: 1,
        cost_per_call: 2,
        cost_per_user: 3,
        cost_per_session: 6,
        users: 2,
        sessions: 1,
      });
      const near = (value: unknown, exactly: number): void =>
        expect(Math.abs(Number(value) / exactly - 1)).toBeLessThan(0.011);
      // The value at or below the fraction, of so few.
      near(latency_p50, 1000);
      near(latency_p99, 1000);
      for (const value of [latency_p95, ttft_p50, ttft_p95, ttft_p99]) expect(value).toBeGreaterThan(0);
      near(ttft_p95, 200);
    });

    it('leaves out what is unknown and groups by what roll-ups know', async () => {
      const query = { group_by: ['model', 'prompt'], metrics: ['calls', 'cost', 'output_tokens', 'ttft_p50'] };
      const { rows, meta } = await ask(query);
      expect(meta).toMatchObject({ source, interval: 'none', range: { from: at(0), to: at(6) } });
      expect(rows).toMatchObject([
        { model: 'gpt-4o', prompt: 'greet', n: 2, calls: 2, cost: 4, output_tokens: 100 },
        { model: 'gpt-4o', n: 1, calls: 1, cost: 2, output_tokens: 50 },
        { model: 'm2', prompt: 'sum', n: 1, calls: 1 },
      ]);
      expect(Object.keys(rows[2]!)).toEqual(['n', 'model', 'prompt', 'calls']);
    });

    it('puts calls into buckets aligned in UTC, gaps left out', async () => {
      const { rows, meta } = await ask({ interval: '1h', metrics: ['calls', 'calls_per_second'] });
      expect(meta).toMatchObject({ source, interval: '1h' });
      expect(rows).toEqual([
        { time: at(0), n: 1, calls: 1, calls_per_second: 1 / 3600 },
        { time: at(1), n: 2, calls: 2, calls_per_second: 2 / 3600 },
        { time: at(5), n: 1, calls: 1, calls_per_second: 1 / 3600 },
      ]);
      const edge = { range: { from: at(1.6), to: at(6) }, interval: '2h', metrics: ['calls_per_second'] };
      expect((await ask(edge)).rows[0]).toEqual({ time: at(0), n: 1, calls_per_second: expect.closeTo(1 / 1440, 9) });
    });

    it('compares with the time before, bucket by bucket and group by group', async () => {
      const range = { from: at(1), to: at(2.5) };
      const { rows, compare } = await ask({ range, interval: '1h', compare: 'previous', group_by: ['prompt'] });
      expect(rows.map(({ time, prompt }) => [time, prompt])).toEqual([
        [at(1), 'greet'],
        [at(1), 'sum'],
      ]);
      expect(compare).toEqual({ range: { from: at(-1), to: at(0.5) }, rows: [] });
      const day = await ask({ range: { from: at(7), to: at(13) }, compare: 'previous' });
      expect(day.rows).toEqual([{ n: 0, calls: 0 }]);
      const week = { range: { from: at(7 * 24), to: at(7 * 24 + 6) }, compare: 'week' };
      expect((await ask(week)).compare).toEqual({ range: { from: at(0), to: at(6) }, rows: [{ n: 4, calls: 4 }] });
    });

    it('keeps the groups that rank highest over the whole range, and their series', async () => {
      const query = { interval: '1h', group_by: ['prompt'], order_by: '-latency_avg', limit: 1, metrics: ['calls'] };
      expect((await ask(query)).rows).toEqual([
        { time: at(0), prompt: 'greet', n: 1, calls: 1 },
        { time: at(1), prompt: 'greet', n: 1, calls: 1 },
      ]);
      const lowest = await ask({ ...query, order_by: 'latency_avg', limit: 2 });
      expect(lowest.rows.map(({ prompt }) => prompt)).toEqual(['sum', undefined]);
    });

    it('tells of the same groups in both ranges when a limit cuts some off', async () => {
      const query = { range: { from: at(5), to: at(9) }, compare: 'previous', group_by: ['prompt'], limit: 1 };
      const { rows, compare } = await ask(query);
      expect(rows).toEqual([{ n: 1, calls: 1 }]);
      expect(compare?.rows).toEqual([]);
    });

    it('compares with other calls of the same time: total, bucket by bucket and group by group', async () => {
      const of = (model: string) => [{ field: 'model', op: 'eq', value: model }];
      const query = { filter: of('gpt-4o'), compare: { filter: of('m2') } };
      const range = { from: at(0), to: at(6) };
      expect(await ask(query)).toMatchObject({
        rows: [{ n: 3, calls: 3 }],
        compare: { range, rows: [{ n: 1, calls: 1 }] },
      });
      const { rows, compare } = await ask({ ...query, interval: '2h' });
      expect(rows.map(({ time, n }) => [time, n])).toEqual([
        [at(0), 2],
        [at(4), 1],
      ]);
      expect(compare).toEqual({ range, rows: [{ time: at(0), n: 1, calls: 1 }] });
      const groups = await ask({ ...query, group_by: ['prompt'], limit: 1 });
      // The same groups on both sides, whatever else the other one has.
      expect([groups.rows, groups.compare?.rows]).toEqual([[{ prompt: 'greet', n: 2, calls: 2 }], []]);
      const none = await ask({ filter: [], compare: { filter: of('m3') } });
      expect(none.compare?.rows).toEqual([{ n: 0, calls: 0 }]);
    });

    it('sorts by metric, field, n and time, unknown last', async () => {
      const by = async (order_by: string, more = {}) =>
        (await ask({ group_by: ['prompt'], order_by, ...more })).rows.map(({ prompt }) => prompt);
      expect(await by('-cost')).toEqual(['greet', undefined, 'sum']);
      expect(await by('prompt')).toEqual([undefined, 'greet', 'sum']);
      expect(await by('-ttft_p50')).toEqual(['greet', undefined, 'sum']);
      expect(await by('-n', { limit: 1 })).toEqual(['greet']);
      const times = await ask({ interval: '1h', order_by: '-time', limit: 2 });
      expect(times.rows.map(({ time }) => time)).toEqual([at(5), at(1)]);
    });

    it('filters, from roll-ups when they know the field', async () => {
      const filter = [{ field: 'model', op: 'ne', value: 'm2' }];
      expect(await ask({ filter })).toMatchObject({ rows: [{ n: 3 }], meta: { source } });
      const tier = [{ field: 'metadata.tier', op: 'eq', value: 'gold' }];
      expect(await ask({ filter: tier })).toMatchObject({ rows: [{ n: 1 }], meta: { source: 'raw' } });
    });

    it('never shows another project', async () => {
      expect((await ask({ metrics: ['calls', 'users'] }, 'p2')).rows).toEqual([{ n: 1, calls: 1, users: 1 }]);
      expect((await ask({}, "p1' OR 1 --")).rows).toEqual([{ n: 0, calls: 0 }]);
    });
  });

  it('groups by tags, numbers and metadata', async () => {
    expect((await ask({ group_by: ['tags'], order_by: 'tags' })).rows).toEqual([
      { n: 3, calls: 3 },
      { tags: 'x', n: 1, calls: 1 },
      { tags: 'y', n: 1, calls: 1 },
    ]);
    expect((await ask({ group_by: ['http_status'] })).rows).toEqual([
      { n: 3, calls: 3 },
      { http_status: 429, n: 1, calls: 1 },
    ]);
    expect((await ask({ group_by: ['metadata.tier', 'user'], order_by: '-metadata.tier', limit: 1 })).rows).toEqual([
      { 'metadata.tier': 'gold', user: 'u2', n: 1, calls: 1 },
    ]);
    const series = { group_by: ['http_status', 'tags'], interval: '1h', limit: 1, order_by: 'tags' };
    expect((await ask(series)).rows).toMatchObject([{ time: at(1) }, { time: at(5) }]);
  });

  it('reads sealed hours from roll-ups and the rest from rows, in one answer', async () => {
    await store.load({ spans: [{ ...base, span_id: 'late', time: DAY + 5.5 * GRAINS.hour }] });
    const query = { interval: '1h', group_by: ['prompt'], metrics: ['calls', 'latency_p95'], limit: 2 };
    const { rows, meta } = await ask(query);
    expect(meta.source).toBe('mixed');
    expect(rows.map(({ n }) => n)).toEqual([1, 1, 2]);
    expect((await ask({})).rows).toEqual([{ n: 5, calls: 5 }]);
  });

  it('reads again when a bucket was sealed anew in between', async () => {
    let asked = 0;
    const racing: Context = {
      ...context('p1'),
      async sealedBuckets(project, grain, from, to) {
        const known = await store.sealedBuckets(project, grain, from, to);
        // The first plan is made just before a recomputation.
        if (asked++ < 2) return { ...known, sealed: known.sealed.map((one) => ({ ...one, version: 1 })) };
        return known;
      },
    };
    const { rows } = await runQuery(racing, parse({ range: { from: at(0), to: at(2) } }));
    expect(rows).toEqual([{ n: 3, calls: 3 }]);
    expect(asked).toBeGreaterThan(2);
  });

  it('ends in the engine when its caller is gone', async () => {
    const gone = { ...context('p1'), signal: AbortSignal.abort() };
    await expect(runQuery(gone, parse({ metrics: ['users'] }))).rejects.toThrow(/abort/i);
  });

  it.each([
    [{ metrics: ['nonsense'] }, 'metrics[0]'],
    [{ metrics: ['calls', 'constructor'] }, 'metrics[1]'],
    [{ group_by: ['model', 'secret'] }, 'group_by[1]'],
    [{ group_by: ['model', 'model'] }, 'group_by[1]'],
    [{ group_by: ['input'] }, 'group_by[0]'],
    [{ group_by: ['time'] }, 'group_by[0]'],
    [{ group_by: ['metadata'] }, 'group_by[0]'],
    [{ group_by: ['score.thumbs'] }, 'group_by[0]'],
    [{ order_by: '-model' }, 'order_by'],
    [{ order_by: 'time' }, 'order_by'],
    [{ order_by: 'cost; DROP TABLE x' }, 'order_by'],
    [{ interval: '1x' }, 'interval'],
    [{ interval: '0m' }, 'interval'],
    [{ interval: '1s', range: { from: 'now-30d' } }, 'interval'],
    [{ range: { from: 'now' } }, 'range.from'],
    [{ filter: [{ field: 'x', op: 'eq', value: 1 }] }, 'filter[0].field'],
    [{ compare: { filter: [{ field: 'x', op: 'eq', value: 1 }] } }, 'compare.filter[0].field'],
  ])('refuses %j by %s', async (query, field) => {
    await expect(ask(query)).rejects.toThrow(expect.objectContaining({ field }));
  });
});
