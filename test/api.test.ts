import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { api, eventually, type RunningServer, removeFolder, startServer, temporaryFolder } from './server.ts';

/** The whole data plane over HTTP: what goes in at one end is what every question at the other end is answered from. */
const data = temporaryFolder();
let server: RunningServer;

beforeAll(async () => {
  server = await startServer({ data });
});
afterAll(async () => {
  await server?.stop();
  removeFolder(data);
});

interface Sent {
  trace?: string;
  span?: string;
  parent?: string;
  /** Milliseconds ago. */
  ago?: number;
  ms?: number;
  name?: string;
  attributes?: Record<string, string | number>;
}

const hex = (bytes: number): string => randomBytes(bytes).toString('hex');
const value = (v: string | number): object => (typeof v === 'number' ? { intValue: String(v) } : { stringValue: v });

function otlp(service: string, spans: Sent[]): string {
  const encoded = spans.map(
    ({ trace = hex(16), span = hex(8), parent = '', ago = 0, ms = 100, name = 'chat', attributes = {} }) => {
      const start = BigInt(Date.now() - ago - ms) * 1_000_000n;
      return {
        traceId: trace,
        spanId: span,
        parentSpanId: parent,
        name,
        kind: 3,
        startTimeUnixNano: String(start),
        endTimeUnixNano: String(start + BigInt(ms) * 1_000_000n),
        attributes: Object.entries(attributes).map(([key, v]) => ({ key, value: value(v) })),
      };
    },
  );
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: service } }] };
  return JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans: encoded }] }] });
}

const CHAT = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o', 'gen_ai.provider.name': 'openai' };

const post = (body: NonNullable<RequestInit['body']>, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${server.url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });

async function send(service: string, spans: Sent[], headers: Record<string, string> = {}): Promise<void> {
  const answer = await post(otlp(service, spans), headers);
  expect(answer.status).toBe(200);
  expect(await answer.text()).toBe('{}');
}

type Row = Record<string, number>;
const of = (service: string) => [{ field: 'service', op: 'eq', value: service }];

async function numbers(
  service: string,
  metrics: string[],
  from = 'now-1h',
  headers: Record<string, string> = {},
): Promise<Row> {
  const body = { metrics, filter: of(service), range: { from, to: 'now' } };
  const { rows } = await api<{ rows: Row[] }>(server, '/query', body, headers);
  return rows[0] ?? {};
}

const calls = async (service: string, headers: Record<string, string> = {}): Promise<Record<string, unknown>[]> =>
  (
    await api<{ calls: Record<string, unknown>[] }>(
      server,
      '/calls/search',
      { filter: of(service), range: { from: 'now-30d', to: 'now' } },
      headers,
    )
  ).calls;

test('numbers, rows and traces agree with what was sent', async () => {
  const spans = Array.from({ length: 200 }, (_, i) => ({
    ms: 10 * (i + 1),
    attributes: {
      ...CHAT,
      'gen_ai.usage.input_tokens': 1000,
      'gen_ai.usage.output_tokens': 100,
      'user.id': `u${i % 10}`,
    },
  }));
  await send('agree', spans);
  const row = await eventually(async () => {
    const found = await numbers('agree', [
      'calls',
      'cost',
      'input_tokens',
      'latency_p95',
      'latency_p50',
      'users',
      'error_rate',
    ]);
    return found.n === 200 && found;
  });
  expect(row).toMatchObject({ n: 200, calls: 200, input_tokens: 200_000, users: 10, error_rate: 0 });
  // $2.50 and $10.00 a million tokens, 200 calls of 1,000 + 100.
  expect(row.cost).toBeCloseTo(0.7, 9);
  expect(row.latency_p95! / 1900).toBeGreaterThan(0.98);
  expect(row.latency_p95! / 1900).toBeLessThan(1.02);
  expect(row.latency_p50! / 1000).toBeGreaterThan(0.98);
  expect(row.latency_p50! / 1000).toBeLessThan(1.02);
  const [call] = await calls('agree');
  const trace = await api<{ spans: { span_id: string }[] }>(server, `/traces/${String(call?.trace_id)}`);
  expect(trace.spans.map((span) => span.span_id)).toEqual([call?.span_id]);
  const cost = await api<{ cost: number; lines: { cost: number }[] }>(server, `/calls/${String(call?.span_id)}/cost`);
  expect(cost.cost).toBeCloseTo(0.0035, 12);
  expect(cost.lines.reduce((sum, line) => sum + line.cost, 0)).toBeCloseTo(cost.cost, 12);
});

test('sending the same spans again changes no number', async () => {
  const spans = Array.from({ length: 20 }, () => ({ trace: hex(16), span: hex(8), attributes: CHAT }));
  const body = otlp('again', spans);
  for (let i = 0; i < 3; i++) expect((await post(body)).status).toBe(200);
  await eventually(async () => (await numbers('again', ['calls'])).calls === 20);
  await new Promise((wait) => setTimeout(wait, 3000));
  expect((await numbers('again', ['calls'])).calls).toBe(20);
  expect(await calls('again')).toHaveLength(20);
});

test('a child that comes before its parent takes on what the parent knows; only the inner call counts', async () => {
  const trace = hex(16);
  const [root, outer] = [hex(8), hex(8)];
  await send('family', [{ trace, parent: outer, attributes: { ...CHAT, 'gen_ai.usage.output_tokens': 7 } }]);
  await eventually(async () => (await calls('family')).length === 1);
  await send('family', [
    { trace, span: outer, parent: root, ms: 150, attributes: CHAT },
    {
      trace,
      span: root,
      ms: 300,
      name: 'support',
      attributes: { 'gen_ai.operation.name': 'invoke_agent', 'user.id': 'ada', 'session.id': 's1' },
    },
  ]);
  const [call, ...others] = await eventually(async () => {
    const found = await calls('family');
    return found.length === 1 && found[0]?.user === 'ada' && found;
  });
  expect(others).toEqual([]);
  expect(call).toMatchObject({ session: 's1', output_tokens: 7, user: 'ada' });
  expect(await numbers('family', ['calls', 'sessions'])).toMatchObject({ calls: 1, sessions: 1 });
});

test('what arrives days late is counted on its day', async () => {
  await send('late', [
    { ago: 3 * 86_400_000, attributes: CHAT },
    { ago: 20 * 86_400_000, attributes: CHAT },
  ]);
  await eventually(async () => (await numbers('late', ['calls'], 'now-30d')).calls === 2);
  expect((await numbers('late', ['calls'], 'now-7d')).calls).toBe(1);
});

test('one project never sees another, whatever is asked', async () => {
  await api(server, '/projects', { id: 'other', name: 'Other' }, { origin: server.url });
  const other = { 'x-telltale-project': 'other' };
  const trace = hex(16);
  const span = hex(8);
  await send('secret', [{ trace, span, attributes: { ...CHAT, 'user.id': 'hidden-user' } }], other);
  await eventually(async () => (await calls('secret', other)).length === 1);
  expect(await calls('secret')).toEqual([]);
  expect(await numbers('secret', ['calls'])).not.toHaveProperty('calls', 1);
  for (const path of [`/traces/${trace}`, `/calls/${span}`, `/calls/${span}/cost`]) {
    expect((await fetch(`${server.url}/api/v1${path}`)).status, path).toBe(404);
    expect((await fetch(`${server.url}/api/v1${path}`, { headers: other })).status, path).toBe(200);
  }
  const values = await api<{ values: { value: string }[] }>(server, '/fields/values', {
    field: 'user',
    range: { from: 'now-1h', to: 'now' },
  });
  expect(values.values.map((v) => v.value)).not.toContain('hidden-user');
});

describe('bad input is refused in the sender’s own form, and the next request is fine', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const cases: [what: string, send: () => Promise<Response>, status: number][] = [
    ['malformed JSON', () => post('{"resourceSpans": ['), 400],
    [
      'malformed protobuf',
      () => post(Buffer.from([0x0a, 0xff, 0xff, 0xff]), { 'content-type': 'application/x-protobuf' }),
      400,
    ],
    ['another type', () => post('hello', { 'content-type': 'text/plain' }), 415],
    ['truncated gzip', () => post(gzipSync(otlp('bad', [{}])).subarray(0, 40), { 'content-encoding': 'gzip' }), 400],
    ['a gzip bomb', () => post(gzipSync(Buffer.alloc(200 << 20)), { 'content-encoding': 'gzip' }), 413],
    ['a depth bomb', () => post(deep), 400],
    ['a body beyond 64 MiB', () => post(Buffer.alloc((64 << 20) + 1, 0x20)), 413],
    ['an unknown key', () => post(otlp('bad', [{}]), { authorization: 'Bearer tt_nobody_0123456789abcdef' }), 401],
  ];
  test.each(cases)('%s', async (_what, attempt, status) => {
    const answer = await attempt();
    expect(answer.status).toBe(status);
    await answer.arrayBuffer();
    await send('after-bad', [{ attributes: CHAT }]);
  });

  test('one bad span among good ones is told, and the good ones kept', async () => {
    const answer = await post(otlp('partly', [{ attributes: CHAT }, { span: '0000000000000000', attributes: CHAT }]));
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ partialSuccess: { rejectedSpans: 1 } });
    await eventually(async () => (await calls('partly')).length === 1);
  });

  test('numbers no counter holds are unknown, never zero and never negative', async () => {
    const attributes = {
      ...CHAT,
      'gen_ai.usage.input_tokens': -5,
      'gen_ai.usage.output_tokens': '18446744073709551615',
    };
    await send('odd-numbers', [{ attributes }]);
    const [call] = await eventually(async () => {
      const found = await calls('odd-numbers');
      return found.length === 1 && found;
    });
    expect(call).not.toHaveProperty('input_tokens');
    expect(call).not.toHaveProperty('output_tokens');
    expect(call).not.toHaveProperty('cost');
  });

  test.each([
    ['/query', { metrics: ['no_such'], range: { from: 'now-1h', to: 'now' } }, 'metrics'],
    ['/query', { metrics: ['calls'], range: { from: 'yesterday', to: 'now' } }, 'range.from'],
    [
      '/query',
      { metrics: ['calls'], filter: [{ field: 'colour', op: 'eq', value: 'x' }], range: { from: 'now-1h' } },
      'filter[0].field',
    ],
    ['/calls/search', { range: { from: 'now-1h' }, cursor: 'nonsense' }, 'cursor'],
    ['/calls/search', { range: { from: 'now-1h' }, limit: 10_000 }, 'limit'],
    ['/scores', { name: 'thumbs', value: 1 }, 'trace_id'],
  ])('%s names the field that is wrong: %o', async (path, body, field) => {
    const answer = await fetch(`${server.url}/api/v1${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    const problem = (await answer.json()) as { field: string };
    expect(problem.field).toContain(field);
  });
});

test('the counters add up', async () => {
  const sum = (text: string, name: string, label: string): number =>
    text
      .split('\n')
      .filter((line) => line.startsWith(`telltale_${name}{`) && line.includes(label))
      .reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' '))), 0);
  await eventually(async () => {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    const [received, accepted, rejected] = ['received_total', 'accepted_total', 'rejected_total'].map((name) =>
      sum(text, name, 'signal="spans"'),
    );
    const [stored, queryable] = ['stored_rows', 'queryable_rows'].map((name) => sum(text, name, 'table="spans"'));
    expect(received).toBeGreaterThan(200);
    expect(rejected).toBeGreaterThan(0);
    expect(received).toBe(accepted! + rejected!);
    expect(stored).toBe(accepted! + sum(text, 'rewritten_rows', 'table="spans"'));
    expect(queryable).toBe(stored);
    return true;
  });
});
