import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLog } from '../lib/log.ts';
import type { PriceOverride } from '../model/price.ts';
import { createLive, type Live } from '../pipeline/live.ts';
import { createPricer } from '../pipeline/normalise/price.ts';
import { createSettle } from '../pipeline/normalise/settle.ts';
import { createPipeline } from '../pipeline/pipeline.ts';
import { createScorer, type Scorer } from '../pipeline/score/scorer.ts';
import { openStore, type Store } from '../pipeline/store/store.ts';
import { makeSpan } from '../pipeline/store/testing/span.ts';
import { createTelemetry } from '../telemetry.ts';
import { callRoutes } from './calls.ts';
import { fieldRoutes } from './fields.ts';
import { liveRoutes } from './live.ts';
import { openApiDocument } from './openapi.ts';
import { scoreRoutes } from './scores.ts';
import { systemRoutes } from './system.ts';
import { serveRoutes, type TestApi } from './testing.ts';
import { traceRoutes } from './traces.ts';

const NOW = Math.floor(Date.now() / 1000) * 1e6;
const range = { from: 'now-1d' };
const OVERRIDE: PriceOverride = {
  id: 'o1',
  project: 'p1',
  provider: null,
  model: 'own',
  input: '2',
  output: '4',
  cached: null,
  cache_write: null,
  effective_from: null,
};
const priced = { model: 'own', requested_model: 'own', input_tokens: 1000, output_tokens: 10 };
const SPANS = [
  makeSpan({
    trace_id: 't1',
    span_id: 'a',
    time: NOW - 3e6,
    ...priced,
    cost: 2_040_000_000,
    price: 'override:o1',
    input: 'hello refund',
    session: 'conv',
  }),
  makeSpan({ trace_id: 't1', span_id: 'b', time: NOW - 2e6, parent_id: 'a', model: 'nobody-knows', input_tokens: 4 }),
  makeSpan({ trace_id: 't2', span_id: 'c', time: NOW - 1e6, project: 'p2', session: 'conv', model: 'foreign' }),
];

let folder: string;
let store: Store;
let scorer: Scorer;
let live: Live;
let api: TestApi;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'telltale-api-'));
  const retentionDays = 90;
  const price = (project: string) => createPricer(project === 'p1' ? [OVERRIDE] : []);
  const log = createLog('silent');
  const config = {
    data: folder,
    clickhouseUrl: undefined,
    engineMemoryBytes: 1024 ** 3,
    maxBacklogBytes: 1e9,
    retentionDays,
    rollupRetentionDays: 400,
    port: 4318,
    grpcPort: null,
  };
  scorer = createScorer({ thresholds: () => ({}) });
  const settleTrace = createSettle({ price, retentionDays });
  store = await openStore({ config, log, settleTrace, score: scorer.score });
  live = createLive();
  const telemetry = createTelemetry();
  const { ingest } = createPipeline({
    store,
    retentionDays,
    pricer: price,
    privacy: () => ({ redaction: {}, pseudonymise_users: false, secret: '' }),
    scorer,
    publish: live.publish,
    telemetry,
  });
  const { engine } = store;
  api = await serveRoutes(
    callRoutes({ engine, overrides: (project) => (project === 'p1' ? [OVERRIDE] : []) }),
    traceRoutes({ engine }),
    fieldRoutes({ engine }),
    scoreRoutes({ ingest }),
    liveRoutes({ live, keepAliveMs: 30 }),
    systemRoutes({ config, store, telemetry, access: { mode: 'open' }, version: '1.2.3' }),
  );
  await store.append({ spans: SPANS, scores: [], parts: [] });
  await store.flush();
}, 60_000);

afterAll(async () => {
  live?.close();
  await api?.close();
  await store?.close();
  await scorer?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('POST /calls/search', () => {
  const search = (body: unknown, project?: string) =>
    api.ask<{ calls: { span_id: string }[]; next_cursor?: string }>('POST', '/calls/search', body, project);

  it('200: calls of the own project, by page', async () => {
    const first = await search({ range, limit: 1 });
    expect(first.status).toBe(200);
    expect(first.body.calls).toMatchObject([{ span_id: 'b', is_call: true }]);
    const second = await search({ range, limit: 1, cursor: first.body.next_cursor });
    expect(second.body).toMatchObject({ calls: [{ span_id: 'a', cost: 0.00204 }] });
    expect(second.body).not.toHaveProperty('next_cursor');
    const theirs = await search({ range, scope: 'spans', text: '' }, 'p2').then(({ status }) => status);
    expect(theirs).toBe(400);
    expect((await search({ range, scope: 'spans' }, 'p2')).body.calls).toMatchObject([{ span_id: 'c' }]);
  });

  it.each([
    [{}, 'range'],
    [{ range, limit: 501 }, 'limit'],
    [{ range, scope: 'all' }, 'scope'],
    [{ range, cursor: 'x' }, 'cursor'],
    [{ range, filter: [{ field: 'model', op: 'like', value: 'x' }] }, 'filter[0].op'],
    [{ range, filter: [{ field: 'cost', op: 'eq', value: 'x' }] }, 'filter[0].value'],
    [{ range: { from: 'now', to: 'now-1d' } }, 'range.from'],
  ])('400: %j names %s', async (body, field) => {
    const { status, body: said } = await search(body);
    expect([status, (said as unknown as { field: string }).field]).toEqual([400, field]);
  });
});

it('400: a body that is not JSON', async () => {
  expect((await api.ask('POST', '/calls/search', '{')).status).toBe(400);
});

describe('GET /traces/{trace_id} and /calls/{span_id}', () => {
  it('200: a trace, a call, the explanation of its cost', async () => {
    expect((await api.ask('GET', '/traces/t1')).body).toMatchObject({
      trace_id: 't1',
      spans: [{ span_id: 'a', scores: [] }, { span_id: 'b' }],
    });
    expect((await api.ask('GET', '/calls/a?trace_id=t1')).body).toMatchObject({ input: 'hello refund', events: [] });
    expect((await api.ask('GET', '/calls/a/cost')).body).toEqual({
      span_id: 'a',
      model: 'own',
      provider: 'openai',
      currency: 'USD',
      cost: 0.00204,
      lines: [
        { class: 'input', tokens: 1000, usd_per_million: 2, cost: 0.002 },
        { class: 'output', tokens: 10, usd_per_million: 4, cost: 0.00004 },
      ],
      source: 'override:o1',
    });
    const unpriced = (await api.ask('GET', '/calls/b/cost')).body;
    expect(unpriced).toMatchObject({ lines: [], reason: expect.any(String) });
    expect(unpriced).not.toHaveProperty('cost');
  });

  it.each(['/traces/t1', '/traces/nowhere', '/calls/a', '/calls/a/cost', '/calls/c?trace_id=t1'])(
    '404: %s to another project',
    async (path) => {
      expect(await api.ask('GET', path, undefined, 'p2')).toMatchObject({ status: 404, body: { status: 404 } });
    },
  );

  it('400: an id longer than any', async () => {
    expect(await api.ask('GET', `/traces/${'x'.repeat(1025)}`)).toMatchObject({
      status: 400,
      body: { field: 'trace_id' },
    });
  });
});

describe('/fields', () => {
  it('200: what can be filtered, and what it holds in the own project', async () => {
    const { body } = await api.ask<{ fields: { name: string }[] }>('GET', '/fields');
    expect(body.fields).toContainEqual(expect.objectContaining({ name: 'model', type: 'string', use: 'field' }));
    expect(body.fields.map(({ name }) => name)).not.toContain('project');
    const values = (project?: string) => api.ask('POST', '/fields/values', { field: 'model', range }, project);
    expect((await values()).body).toEqual({
      values: [
        { value: 'nobody-knows', n: 1 },
        { value: 'own', n: 1 },
      ],
    });
    expect((await values('p2')).body).toEqual({ values: [{ value: 'foreign', n: 1 }] });
  });

  it('200: several fields at once, of the own project', async () => {
    const ask = (project?: string) => api.ask('POST', '/facets', { fields: ['user', 'model'], range }, project);
    expect((await ask('p2')).body).toEqual({
      facets: [
        { field: 'user', values: [] },
        { field: 'model', values: [{ value: 'foreign', n: 1 }] },
      ],
    });
    expect((await ask()).body).toMatchObject({
      facets: [{}, { values: [{ value: 'nobody-knows' }, { value: 'own' }] }],
    });
  });

  it('400: a field without values', async () => {
    const asked = await api.ask('POST', '/fields/values', { field: 'input', range });
    expect(asked).toMatchObject({ status: 400, body: { field: 'field' } });
  });
});

describe('POST /scores', () => {
  type Made = { scores: { id: string }[] };

  it('201: kept, of the own project, and shown with what they are about', async () => {
    const one = await api.ask<Made>('POST', '/scores', { name: 'thumbs', value: true, span_id: 'a', comment: 'nice' });
    expect(one).toMatchObject({ status: 201, body: { scores: [{ id: expect.any(String) }] } });
    const many = await api.ask<Made>('POST', '/scores', [
      { id: 'mine', name: 'topic', value: 'refund', trace_id: 't1', span_id: 'a', source: 'reviewer' },
      { name: 'happy', value: 0.5, session: 'conv', time: '2026-11-24T16:00:00Z', metadata: { by: 'survey' } },
    ]);
    expect(many.body.scores[0]).toEqual({ id: 'mine' });
    await store.flush();
    const trace = (await api.ask<{ spans: { scores: unknown[] }[] }>('GET', '/traces/t1')).body;
    expect(trace.spans[0]?.scores).toHaveLength(3);
    expect(trace.spans[0]?.scores).toContainEqual(
      expect.objectContaining({ id: one.body.scores[0]?.id, name: 'thumbs', value: 1, reason: 'nice', source: 'api' }),
    );
    expect(trace.spans[0]?.scores).toContainEqual(
      expect.objectContaining({ id: 'mine', value: 'refund', source: 'reviewer' }),
    );
    expect(trace.spans[0]?.scores).toContainEqual(
      expect.objectContaining({ name: 'happy', of: 'session', value: 0.5, time: '2026-11-24T16:00:00.000000Z' }),
    );
    expect((await api.ask('GET', '/traces/t2', undefined, 'p2')).body).toMatchObject({ spans: [{ scores: [] }] });
  });

  it.each([
    [{ name: 'thumbs', value: 1 }, 'trace_id'],
    [{ name: 'thumbs', value: 1, span_id: '' }, 'span_id'],
    [
      [
        { name: 'ok', value: 1, span_id: 'a' },
        { name: 'thumbs', value: 1 },
      ],
      '[1].trace_id',
    ],
    [{ name: 'thumbs', value: 1, span_id: 'a', time: 'soon' }, 'time'],
    [{ value: 1, span_id: 'a' }, 'name'],
    [{ name: 'thumbs', span_id: 'a' }, 'value'],
    [{ name: 'thumbs', value: 1, span_id: 'a', source: 'me' }, 'source'],
    [
      [
        { name: 'ok', value: 1, span_id: 'a' },
        { name: 7, value: 1, span_id: 'a' },
      ],
      '[1].name',
    ],
  ])('400: %j names %s', async (body, field) => {
    expect(await api.ask('POST', '/scores', body)).toMatchObject({ status: 400, body: { field } });
  });

  it('400 and 413: more than a request may hold', async () => {
    const score = { name: 'n', value: 1, span_id: 'a' };
    expect((await api.ask('POST', '/scores', Array(1001).fill(score))).status).toBe(400);
    expect((await api.ask('POST', '/scores', Array(1001).fill({ ...score, comment: 'x'.repeat(5000) }))).status).toBe(
      413,
    );
  });
});

it('GET /system says how things are, and whether the own project has calls', async () => {
  const { status, body } = await api.ask('GET', '/system');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    version: '1.2.3',
    open: true,
    calls: true,
    engine: { healthy: true, restarts: 0 },
    ports: { http: 4318, grpc: null },
    retention_days: 90,
    unpriced: 1,
  });
  expect((await api.ask('GET', '/system', undefined, 'p3')).body).toMatchObject({ calls: false, unpriced: 0 });
});

describe('GET /live', () => {
  async function follow(query: string, project = 'p1') {
    const stop = new AbortController();
    const answer = await fetch(`${api.url}/live${query}`, { headers: { 'x-project': project }, signal: stop.signal });
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
    let seen = '';
    const until = async (part: string): Promise<string> => {
      while (!seen.includes(part)) {
        const { value, done } = await reader.read();
        if (done) throw new Error(`ended before ${part}: ${seen}`);
        seen += value;
      }
      return seen;
    };
    return { answer, until, stop: () => stop.abort() };
  }
  const publish = (...given: Parameters<typeof makeSpan>) => live.publish([makeSpan(...given)]);

  it('200: calls as they come, of the own project and filter, with signs of life', async () => {
    const filter = encodeURIComponent('[{"field":"model","op":"eq","value":"m\\nx"}]');
    const stream = await follow(`?filter=${filter}`);
    expect(stream.answer.headers.get('content-type')).toContain('text/event-stream');
    await stream.until(': hello');
    publish({ span_id: 'other' });
    publish({ span_id: 'foreign', project: 'p2', model: 'm\nx' });
    publish({ span_id: 'mine', model: 'm\nx', input: '\n\nevent: fake' });
    const seen = await stream.until('"mine"');
    expect(seen).not.toMatch(/other|foreign|\nevent: fake/);
    await stream.until(': still here');
    stream.stop();
  });

  it('says how many it dropped', async () => {
    const stream = await follow('');
    await stream.until(': hello');
    live.publish(Array.from({ length: 70 }, (_, i) => makeSpan({ span_id: `s${i}` })));
    expect(await stream.until('event: dropped')).toContain('data: {"count":20}');
    stream.stop();
  });

  it('ends its subscription when the client goes', async () => {
    const streams = await Promise.all(Array.from({ length: 5 }, () => follow('')));
    for (const stream of streams) stream.stop();
    // Two hundred may look at once: these have to be gone for all of the next to be let in.
    await expect
      .poll(
        async () => {
          const tails = [];
          try {
            for (let i = 0; i < 200; i++) tails.push(live.subscribe({ project: 'x', filter: [], scope: 'calls' }));
            return true;
          } catch {
            return false;
          } finally {
            for (const tail of tails) tail.close();
          }
        },
        { timeout: 5000 },
      )
      .toBe(true);
  });

  it.each([['?filter=nonsense'], ['?filter={}'], ['?scope=all'], ['?filter=[{"field":"secret","op":"exists"}]']])(
    '400: %s',
    async (query) => {
      expect((await api.ask('GET', `/live${query}`)).status).toBe(400);
    },
  );
});

it('the OpenAPI description names every route, who may, and what errors look like', () => {
  const document = openApiDocument(api.app, '1.2.3');
  expect(document.openapi).toBe('3.1.0');
  expect(Object.keys(document.paths ?? {}).sort()).toEqual([
    '/calls/search',
    '/calls/{span_id}',
    '/calls/{span_id}/cost',
    '/facets',
    '/fields',
    '/fields/values',
    '/live',
    '/scores',
    '/system',
    '/traces/{trace_id}',
  ]);
  expect(document.paths?.['/traces/{trace_id}']?.get?.responses).toMatchObject({
    404: { content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
  });
  expect(Object.keys(document.components?.securitySchemes ?? {})).toEqual(['bearer', 'basic', 'session']);
  expect(JSON.stringify(document)).toContain('Time to first token');
});
