import { LangfuseClient } from '@langfuse/client';
import { LangfuseSpanProcessor } from '@langfuse/otel';
import { setLangfuseTracerProvider, startObservation } from '@langfuse/tracing';
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import { Langfuse } from 'langfuse';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Overloaded, Unauthenticated } from '../lib/errors.ts';
import type { Score } from '../model/score.ts';
import { fixture } from '../pipeline/wire/testing/reference.ts';
import { AUTHORIZED, type Listening, listen, type Recording, record } from '../pipeline/wire/testing/server.ts';
import { langfuseRoutes } from './langfuse.ts';

const SCORE: Score = {
  project: 'p1',
  id: 's1',
  time: 1_763_900_000_000_000,
  trace_id: 't1',
  span_id: '',
  session: '',
  name: 'helpful',
  value: 0.5,
  label: '',
  source: 'user',
  evaluator: '',
  evaluator_version: '',
  reason: 'fine',
  evidence: '',
  metadata: new Map([['a', 'b']]),
  received: 1_763_900_000_000_000,
  version: 1,
  deleted: false,
};

let server: Listening;
let recording: Recording;
let deleted: string[];
let asked: object[];
beforeEach(async () => {
  recording = record();
  deleted = [];
  asked = [];
  const routes = langfuseRoutes({
    wire: recording.deps,
    identify: (credentials) => recording.deps.authenticate(credentials, 'ingest'),
    identifyPublic: async (key) => {
      if (key !== 'tt_test') throw new Unauthenticated('unknown key');
      return { kind: 'key', id: 'test', name: 'test', project: 'p1', scopes: new Set(['scores'] as const) };
    },
    project: async (id) => ({ id, name: 'Project one' }),
    scores: {
      list: async (project, query) => {
        asked.push({ project, ...query });
        return { scores: [SCORE], total: 101 };
      },
      get: async (project, id) => (project === 'p1' && id === SCORE.id ? SCORE : undefined),
      delete: async (project, id) => void deleted.push(`${project}/${id}`),
    },
    version: '1.2.3',
  });
  server = await listen('/api/public', routes);
});
afterEach(() => server.close());

const call = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${server.url}/api/public${path}`, { ...init, headers: { ...AUTHORIZED, ...(init.headers as object) } });
const ingest = (body: string | Buffer): Promise<Response> =>
  call('/ingestion', { method: 'POST', body: typeof body === 'string' ? body : new Uint8Array(body) });

const EVENT = { id: 'e1', type: 'trace-create', timestamp: '2026-11-23T12:00:00.000Z', body: { id: 't1' } };

describe('ingestion', () => {
  test.each([
    ['langfuse-v3', 14],
    ['langfuse-v5', 3],
  ])('207 for the batch %s sent, whole and in order', async (name, n) => {
    const body = fixture(`${name}.ingestion.json`);
    const answer = await ingest(body);
    expect(answer.status).toBe(207);
    const sent = (JSON.parse(body.toString()) as { batch: { id: string; timestamp: string }[] }).batch;
    expect(sent).toHaveLength(n);
    expect(await answer.json()).toEqual({ successes: sent.map(({ id }) => ({ id, status: 201 })), errors: [] });
    const events = recording.all().langfuse;
    expect(events.map((e) => [e.id, e.time])).toEqual(sent.map((e) => [e.id, Date.parse(e.timestamp) * 1000]));
  });

  test('207 with an error for each event that is none; the others are taken', async () => {
    const wrong = [
      { ...EVENT, id: 'type', type: 'nonsense' },
      { ...EVENT, id: 'time', timestamp: 'yesterday' },
      { ...EVENT, id: 'body', body: 'text' },
      { ...EVENT, id: 'update', type: 'span-update', body: {} },
      { ...EVENT, id: 'number', type: 'generation-create', body: { id: 7 } },
      { ...EVENT, id: 'score', type: 'score-create', body: { name: 'x', traceId: 't' } },
      { ...EVENT, id: 'about', type: 'score-create', body: { name: 'x', value: 1 } },
      { ...EVENT, id: undefined },
      'text',
    ];
    const log = { ...EVENT, id: 'log', type: 'sdk-log', body: { log: 'hi' } };
    const answer = await ingest(JSON.stringify({ batch: [wrong[0], EVENT, ...wrong.slice(1), log] }));
    expect(answer.status).toBe(207);
    const { successes, errors } = (await answer.json()) as {
      successes: object[];
      errors: { id: string; error: string }[];
    };
    expect(successes).toEqual([
      { id: 'e1', status: 201 },
      { id: 'log', status: 201 },
    ]);
    expect(errors.map((e) => e.id)).toEqual(['type', 'time', 'body', 'update', 'number', 'score', 'about', '', '']);
    expect(errors[0]).toEqual({
      id: 'type',
      status: 400,
      message: 'Invalid request data',
      error: 'type: unknown event type `nonsense`',
    });
    expect(recording.all().langfuse.map((e) => e.id)).toEqual(['e1']);
  });

  test('what the pipeline refuses is told per event', async () => {
    recording.answer = () => ({ langfuse: new Map([['e1', 'too old']]) });
    expect(await (await ingest(JSON.stringify({ batch: [EVENT, { ...EVENT, id: 'e2' }] }))).json()).toEqual({
      successes: [{ id: 'e2', status: 201 }],
      errors: [{ id: 'e1', status: 400, message: 'Invalid request data', error: 'too old' }],
    });
  });

  test('an object without an id gets that of its event; microseconds are kept', async () => {
    await ingest(JSON.stringify({ batch: [{ ...EVENT, timestamp: '2026-11-23T13:00:00.123456+01:00', body: {} }] }));
    expect(recording.all().langfuse).toEqual([
      { id: 'e1', type: 'trace-create', time: Date.parse('2026-11-23T12:00:00.123Z') * 1000 + 456, body: { id: 'e1' } },
    ]);
  });

  test('text over a mebibyte is cut and marked', async () => {
    const input = [{ content: 'x'.repeat(2 << 20) }];
    await ingest(JSON.stringify({ batch: [{ ...EVENT, body: { id: 't1', input, name: 'kept' } }] }));
    const content = `${'x'.repeat(1 << 20)}…[truncated ${1 << 20} bytes]`;
    expect(recording.all().langfuse[0]?.body).toEqual({ id: 't1', input: [{ content }], name: 'kept' });
  });

  test.each(['', '[]', '{"batch":{}}', '{"batch":[', `{"batch":${'['.repeat(5000)}${']'.repeat(5000)}}`])(
    '400 for %j',
    async (body) => {
      const answer = await ingest(body.slice(0, 20_000));
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({
        message: 'Invalid request data',
        error: [{ message: expect.any(String) }],
      });
    },
  );

  test('401 in Langfuse’s words, 413 and 503 in its shape', async () => {
    const unknown = await call('/ingestion', { method: 'POST', headers: { authorization: 'Basic eDp5' } });
    expect([unknown.status, await unknown.json()]).toEqual([
      401,
      { message: "Invalid credentials. Confirm that you've configured the correct host." },
    ]);
    expect((await ingest(Buffer.alloc(4_600_000, ' '))).status).toBe(413);
    recording.answer = () => {
      throw new Overloaded('the journal is full', 3);
    };
    const busy = await ingest(JSON.stringify({ batch: [EVENT] }));
    expect([busy.status, busy.headers.get('retry-after'), await busy.json()]).toEqual([
      503,
      '3',
      { message: 'the journal is full' },
    ]);
  });
});

describe('scores', () => {
  test('200 with the id, given or made', async () => {
    const post = (body: object, headers = {}): Promise<Response> =>
      call('/scores', { method: 'POST', body: JSON.stringify(body), headers });
    expect(await (await post({ id: 'mine', traceId: 't', name: 'n', value: 1 })).json()).toEqual({ id: 'mine' });
    const made = (await (
      await post({ sessionId: 's', name: 'n', value: 'good' }, { authorization: 'Bearer tt_test' })
    ).json()) as { id: string };
    expect(recording.all().langfuse).toMatchObject([
      { type: 'score-create', body: { id: 'mine', traceId: 't', name: 'n', value: 1 } },
      { type: 'score-create', id: made.id, body: { id: made.id, sessionId: 's', value: 'good' } },
    ]);
    expect((await post({ traceId: 't', name: 'n' })).status).toBe(400);
    expect((await post({ traceId: 't', name: 'n', value: 1 }, { authorization: 'Bearer tt_other' })).status).toBe(401);
  });

  test('a list of them, as Python sends it from v5 on: 202, or 207 with the reasons', async () => {
    const post = (body: unknown): Promise<Response> => call('/scores', { method: 'POST', body: JSON.stringify(body) });
    // As langfuse 5.0.4 sent it.
    const sent = {
      id: '24963c8bead529a4',
      traceId: 'f4d48f20f2b3a899802f65696abb1a9a',
      name: 'helpful',
      value: 1.0,
      timestamp: '2026-11-24T20:24:42.480393Z',
    };
    const all = await post([sent]);
    expect([all.status, await all.json()]).toEqual([202, { message: 'Accepted' }]);
    const some = await post([{ ...sent, id: 'second' }, { ...sent, value: null }, 7]);
    expect(some.status).toBe(207);
    expect(await some.json()).toEqual({
      accepted: 1,
      rejected: 2,
      errors: [{ message: expect.stringContaining('value') }, { message: expect.stringContaining('object') }],
    });
    expect((await post([])).status).toBe(202);
    expect(recording.all().langfuse).toMatchObject([{ id: sent.id, body: sent }, { id: 'second' }]);
  });

  test('a public key alone does nothing else', async () => {
    const headers = { authorization: 'Bearer tt_test' };
    for (const path of ['/projects', '/v2/scores', '/v2/scores/s1'])
      expect((await call(path, { headers })).status).toBe(401);
    expect((await call('/scores/s1', { method: 'DELETE', headers })).status).toBe(401);
    expect((await call('/ingestion', { method: 'POST', headers, body: '{"batch":[]}' })).status).toBe(401);
    expect(deleted).toEqual([]);
  });

  test('are listed, read and deleted', async () => {
    const list = (await (await call('/v2/scores?page=2&limit=50&name=helpful&traceId=t1')).json()) as {
      data: object[];
      meta: object;
    };
    expect(asked).toMatchObject([{ project: 'p1', page: 2, limit: 50, name: 'helpful', trace_id: 't1' }]);
    expect(list.meta).toEqual({ page: 2, limit: 50, totalItems: 101, totalPages: 3 });
    const one = await (await call('/v2/scores/s1')).json();
    expect(list.data).toEqual([one]);
    expect(one).toMatchObject({
      id: 's1',
      value: 0.5,
      dataType: 'NUMERIC',
      source: 'API',
      traceId: 't1',
      sessionId: null,
      comment: 'fine',
    });
    expect([(await call('/v2/scores/none')).status, (await call('/v2/scores?limit=101')).status]).toEqual([404, 400]);
    expect((await call('/scores/s1', { method: 'DELETE' })).status).toBe(202);
    expect(deleted).toEqual(['p1/s1']);
  });
});

test('health needs no key; projects are those of the key', async () => {
  expect(await (await fetch(`${server.url}/api/public/health`)).json()).toEqual({ status: 'OK', version: '1.2.3' });
  expect(await (await call('/projects')).json()).toMatchObject({ data: [{ id: 'p1', name: 'Project one' }] });
  expect((await call('/projects', { headers: { authorization: 'Bearer nobody' } })).status).toBe(401);
});

test('404 and 405 are JSON', async () => {
  const missing = await call('/datasets/x');
  expect([missing.status, await missing.json()]).toEqual([
    404,
    { message: 'Not found', error: 'LangfuseNotFoundError' },
  ]);
  const wrong = await call('/ingestion');
  expect([wrong.status, wrong.headers.get('allow'), await wrong.json()]).toEqual([
    405,
    'POST',
    { message: 'Method not allowed' },
  ]);
});

test('the Langfuse v3 client is understood', async () => {
  const langfuse = new Langfuse({
    baseUrl: server.url,
    publicKey: 'tt_test',
    secretKey: '0123456789abcdef',
    flushInterval: 10,
  });
  const errors: unknown[] = [];
  langfuse.on('error', (error: unknown) => errors.push(error));
  const traced = langfuse.trace({ name: 'support', userId: 'u1' });
  traced.generation({ name: 'answer', model: 'gpt-4o' }).end({ output: 'hi' });
  traced.score({ name: 'helpful', value: 1 });
  await langfuse.shutdownAsync();
  expect(errors).toEqual([]);
  const types = recording.all().langfuse.map((e) => e.type);
  expect(types.toSorted()).toEqual(['generation-create', 'generation-update', 'score-create', 'trace-create']);
});

test('the Langfuse v5 client is understood', async () => {
  const keys = { baseUrl: server.url, publicKey: 'tt_test', secretKey: '0123456789abcdef' };
  const processor = new LangfuseSpanProcessor(keys);
  const provider = new BasicTracerProvider({ spanProcessors: [processor] });
  setLangfuseTracerProvider(provider);
  startObservation('lf5', { input: 'hello' }, { asType: 'generation' }).end();
  await processor.forceFlush();
  await provider.shutdown();
  setLangfuseTracerProvider(null);
  expect(recording.all().spans).toMatchObject([{ name: 'lf5' }]);
  const client = new LangfuseClient(keys);
  client.score.create({ traceId: '0123456789abcdef0123456789abcdef', name: 'tone', value: 'friendly' });
  await client.shutdown();
  expect(recording.all().langfuse).toMatchObject([{ type: 'score-create', body: { name: 'tone' } }]);
});
