import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Filter } from '../../model/filter.ts';
import type { Span } from '../../model/span.ts';
import { SIDES } from '../store/testing/engines.ts';
import { makeSpan } from '../store/testing/span.ts';
import { searchCalls } from './calls.ts';
import { errorGroups } from './error-groups.ts';
import { errorCourse } from './errors.ts';
import { heatmap } from './heatmap.ts';
import { load } from './load.ts';
import { rateLimits } from './rate-limits.ts';
import { openTestStore, type TestStore } from './testing.ts';

const MINUTE = 60_000_000;
const HOUR = 60 * MINUTE;
/** On the hour, so that buckets of hours are known. */
const NOW = Math.floor(Date.now() / 3_600_000) * HOUR;

let made = 0;
const span = (agoMicros: number, given: Partial<Span> = {}): Span =>
  makeSpan({ span_id: `s${++made}`, trace_id: `t${made}`, time: NOW - agoMicros, ...given });
const failed = (ago: number, given: Partial<Span>): Span => span(ago, { status: 'error', ...given });

const LATENCIES = [
  span(90 * MINUTE, { duration_ms: 0.4 }),
  span(90 * MINUTE, { duration_ms: 1000 }),
  span(80 * MINUTE, { duration_ms: 1249.999, ttft_ms: 130 }),
  span(70 * MINUTE, { duration_ms: 1250, status: 'error', http_status: 500 }),
  span(10 * MINUTE, { duration_ms: 1300, environment: 'staging' }),
  span(10 * MINUTE, { duration_ms: 9e7 }),
  span(10 * MINUTE, { duration_ms: 1300, is_call: false }),
  span(10 * MINUTE, { duration_ms: 1300, project: 'p2' }),
];

const FAILURES = [
  failed(30 * HOUR, {
    error_type: 'RateLimitError',
    http_status: 429,
    status_message: 'Limit 30000 for org-AbC123xyz, try in 1.5s',
  }),
  failed(30 * HOUR, {
    error_type: 'RateLimitError',
    http_status: 429,
    status_message: 'Limit 90,000 for org-zzz999kkk, try in 20s',
    provider: 'acme',
  }),
  failed(29 * HOUR, {
    error_type: 'RateLimitError',
    http_status: 429,
    status_message: 'Limit 10 for org-q1w2e3r4t5, try in 3s',
    model: 'b',
  }),
  failed(29 * HOUR, { error_type: 'timeout', http_status: 504, status_message: '' }),
  failed(28 * HOUR, {
    error_type: 'APIConnectionError',
    status_message: "can't reach https://api.example.com/v1?key=1 or 'x'",
  }),
  failed(28 * HOUR, { http_status: 400, error_type: '', status_message: 'model "gpt-4o" does not take 7 images' }),
  failed(28 * HOUR, { http_status: 529, error_type: 'overloaded_error', status_message: 'Overloaded' }),
  failed(28 * HOUR, { status_message: 'odd' }),
  span(28 * HOUR, { status_message: 'not failed at all', http_status: 429 }),
];

describe.each(SIDES)('on the %s engine', (side) => {
  let store: TestStore;
  const context = (given: object = {}) => ({ engine: store.engine, project: 'p1', now: NOW, ...given });
  beforeAll(async () => {
    store = await openTestStore(side);
    await store.load({ spans: [...LATENCIES, ...FAILURES] });
    // The same again, as a client does that got no answer.
    await store.load({ spans: LATENCIES.map((one) => ({ ...one, version: 2 })) });
  }, 60_000);
  afterAll(() => store?.close());

  describe('a heat map', () => {
    const ask = (given: object = {}, more: object = {}) =>
      heatmap(context(more), {
        range: { from: 'now-2h', to: 'now' },
        filter: [],
        interval: '1h',
        measure: 'duration_ms',
        ...given,
      });

    it('counts each call once, in the bin that holds it', async () => {
      const { bins, cells, n, sampled, interval } = await ask();
      expect([n, sampled, interval]).toEqual([6, undefined, '1h']);
      expect(bins[0]).toEqual({ from: 0, to: 1 });
      expect(bins.at(-1)).toEqual({ from: 8e6 });
      for (const [i, bin] of bins.slice(0, -1).entries()) expect(bin.to).toBe(bins[i + 1]?.from);
      const said = cells.map(({ time, bin, n: count, errors }) => [
        Date.parse(time) * 1000 - NOW,
        bins[bin]?.from,
        count,
        errors,
      ]);
      expect(said).toEqual([
        [-2 * HOUR, 0, 1, 0],
        [-2 * HOUR, 1000, 2, 0],
        [-2 * HOUR, 1250, 1, 1],
        [-HOUR, 1250, 1, 0],
        [-HOUR, 8e6, 1, 0],
      ]);
    });

    it('goes by filter, and by the first token where it is known', async () => {
      const filter: Filter[] = [{ field: 'environment', op: 'eq', value: 'staging' }];
      expect((await ask({ filter })).cells).toMatchObject([{ bin: 0, n: 1 }]);
      const first = await ask({ measure: 'ttft_ms' });
      expect(first).toMatchObject({ n: 1, bins: [{ from: 125, to: 160 }] });
    });

    it('is empty, not zero, without calls', async () => {
      expect(await ask({ range: { from: 'now-9d', to: 'now-8d' }, interval: '1d' })).toMatchObject({
        n: 0,
        bins: [],
        cells: [],
      });
    });

    it('holds the same edges as the filters for its calls', async () => {
      const { calls } = await searchCalls(context(), {
        range: { from: 'now-2h', to: 'now' },
        filter: [
          { field: 'duration_ms', op: 'gte', value: 1000 },
          { field: 'duration_ms', op: 'lt', value: 1250 },
        ],
        scope: 'calls',
        order_by: '-time',
        limit: 10,
      });
      expect(calls).toHaveLength(2);
    });

    it('refuses more steps than can be drawn', async () => {
      await expect(ask({ interval: '1s' })).rejects.toMatchObject({ field: 'interval' });
    });
  });

  describe('failures over time', () => {
    const range = { from: 'now-2d', to: 'now-2h' };

    it('have one class each, and their HTTP status', async () => {
      const { rows } = await errorCourse(context(), { range, filter: [], interval: '1d' });
      const found = new Map<string, number>();
      for (const { class: of, http_status, n } of rows) {
        const key = `${of} ${http_status ?? '-'}`;
        found.set(key, (found.get(key) ?? 0) + n);
      }
      expect(Object.fromEntries(found)).toEqual({
        'rate_limited 429': 3,
        'timeout 504': 1,
        'connection -': 1,
        'client_error 400': 1,
        'server_error 529': 1,
        'other -': 1,
      });
    });

    it('are told apart by what was said, whatever the numbers, ids and quotations', async () => {
      const { groups, n, total_groups } = await errorGroups(context(), { range, filter: [], limit: 20 });
      expect([n, total_groups, groups.length]).toEqual([8, 6, 6]);
      const [first] = groups;
      expect(first).toMatchObject({
        text: 'Limit ‹n› for ‹id›, try in ‹n›s',
        class: 'rate_limited',
        error_type: 'RateLimitError',
        http_status: 429,
        n: 3,
        models: ['gpt-4o', 'b'],
        example: { text: 'Limit 10 for org-q1w2e3r4t5, try in 3s' },
      });
      expect([...(first?.providers ?? [])].sort()).toEqual(['acme', 'openai']);
      expect(Date.parse(first?.first_seen ?? '') * 1000).toBe(NOW - 30 * HOUR);
      expect(Date.parse(first?.last_seen ?? '') * 1000).toBe(NOW - 29 * HOUR);
      const texts = groups.map(({ text }) => text);
      expect(texts).toContain(undefined);
      expect(texts).toContain("can't reach ‹url› or ‹text›");
      expect(texts).toContain('model ‹text› does not take ‹n› images');
    });

    it('are found again by the filter of their group', async () => {
      const { groups } = await errorGroups(context(), { range, filter: [], limit: 20 });
      for (const { filter, n, text } of groups) {
        const search = { range, filter, scope: 'calls' as const, order_by: '-time', limit: 50 };
        expect((await searchCalls(context(), search)).calls, text).toHaveLength(n);
      }
    });

    it('are sampled when there are very many, and scaled up', async () => {
      const { sampled, n } = await errorGroups(context({ maxRows: 4 }), { range, filter: [], limit: 20 });
      expect([n, sampled]).toEqual([8, 0.5]);
    });

    it('are of the own project only', async () => {
      expect(await errorGroups(context({ project: 'p2' }), { range, filter: [], limit: 20 })).toMatchObject({
        groups: [],
        n: 0,
      });
    });
  });
});

describe('latency under load', () => {
  let store: TestStore;
  const from = NOW - 3 * HOUR;
  beforeAll(async () => {
    store = await openTestStore('embedded');
  }, 60_000);
  afterAll(() => store?.close());
  const ask = (project: string, more: object = {}) =>
    load({ engine: store.engine, project, now: NOW, ...more }, { range: { from: 'now-3h', to: 'now' }, filter: [] });

  it('counts the calls in flight when one begins, itself among them', async () => {
    const second = 1_000_000;
    // Two at once for a second, then one alone for three, then nothing.
    const at = (seconds: number, ms: number) =>
      span(0, { project: 'pair', time: from + seconds * second, duration_ms: ms });
    await store.load({ spans: [at(10, 4000), at(10.5, 1000), at(100, 2000)] });
    const answer = await ask('pair');
    expect(answer.levels).toMatchObject([
      { concurrency: 1, n: 2, seconds: 0.5 + 2.5 + 2 },
      { concurrency: 2, n: 1, seconds: 1 },
    ]);
    expect(answer.concurrency_avg).toBeCloseTo(7 / (3 * 3600), 6);
    expect(answer.knee).toEqual({ reason: 'too_little_variation' });
    expect(answer.headroom).toBeUndefined();
    expect(answer.sampled).toBeUndefined();
  });

  it('counts calls that began before the range', async () => {
    const early = span(0, { project: 'early', time: from - 60_000_000, duration_ms: 120_000 });
    const late = span(0, { project: 'early', time: from + 1_000_000, duration_ms: 1000 });
    await store.load({ spans: [early, late] });
    expect((await ask('early')).levels).toMatchObject([{ concurrency: 2, n: 1, seconds: 1 }]);
  });

  it('finds where latency begins to rise, also from stretches alone', async () => {
    const spans: Span[] = [];
    const KNEE = 10;
    for (let minute = 0; minute < 175; minute++) {
      const flight = 1 + (minute % 20);
      const ms = 500 + 100 * Math.max(0, flight - KNEE);
      // A call begins as often as keeps `flight` of them going.
      for (let t = 0; t < 55_000; t += ms / flight)
        spans.push(
          span(0, {
            project: 'bend',
            time: from + minute * MINUTE + Math.round(t * 1000),
            duration_ms: ms * (0.98 + 0.04 * ((t * 7) % 1)),
          }),
        );
    }
    await store.load({ spans });
    const whole = await ask('bend');
    expect(whole.knee.at).toBeGreaterThan(8);
    expect(whole.knee.at).toBeLessThan(13);
    expect(whole.headroom).toBeGreaterThan(0.4);
    expect(whole.headroom).toBeLessThan(0.8);
    const part = await ask('bend', { maxRows: Math.round(spans.length * 0.7) });
    expect(part.sampled?.share).toBeLessThan(0.75);
    expect(part.n).toBeLessThan(whole.n);
    expect(part.knee.at).toBeGreaterThan(8);
    expect(part.knee.at).toBeLessThan(13);
  }, 60_000);
});

describe('limits of providers', () => {
  let store: TestStore;
  beforeAll(async () => {
    store = await openTestStore('embedded');
    const said = (headers: Record<string, string>, given: Partial<Span> = {}) =>
      span(HOUR, { metadata: new Map(Object.entries(headers)), ...given });
    await store.load({
      spans: [
        said({
          'http.response.header.x-ratelimit-remaining-requests': '["40"]',
          'http.response.header.x-ratelimit-limit-requests': '["100"]',
        }),
        said({ 'X-RateLimit-Remaining-Requests': '15', 'X-RateLimit-Limit-Requests': '100', other: 'x' }),
        said(
          { 'anthropic-ratelimit-tokens-remaining': '9000', 'anthropic-ratelimit-tokens-limit': '10000' },
          { provider: 'anthropic', model: 'c' },
        ),
        said({ 'x-ratelimit-remaining-tokens': 'soon', 'x-ratelimit-limit-tokens': '100' }),
        said({ note: 'nothing' }),
      ],
    });
  }, 60_000);
  afterAll(() => store?.close());

  it('say how little was left, as the headers of answers had it', async () => {
    const { limits } = await rateLimits(
      { engine: store.engine, project: 'p1', now: NOW },
      { range: { from: 'now-1d', to: 'now' }, filter: [] },
    );
    expect(limits).toMatchObject([
      { provider: 'openai', model: 'gpt-4o', kind: 'requests', share: 0.15, remaining: 15, limit: 100, n: 2 },
      { provider: 'anthropic', model: 'c', kind: 'tokens', share: 0.9, n: 1 },
    ]);
  });

  it('are unknown, not zero, where none were recorded', async () => {
    const filter: Filter[] = [{ field: 'metadata.note', op: 'exists' }];
    const { limits } = await rateLimits(
      { engine: store.engine, project: 'p1', now: NOW },
      { range: { from: 'now-1d', to: 'now' }, filter },
    );
    expect(limits).toEqual([]);
  });
});
