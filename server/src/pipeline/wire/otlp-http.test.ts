import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { trace } from '@opentelemetry/api';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtoExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BasicTracerProvider, SimpleSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-base';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Overloaded } from '../../lib/errors.ts';
import { createAdmission } from './admission.ts';
import { otlpRoutes } from './otlp-http.ts';
import { fixture, reference, toOtlpJson } from './testing/reference.ts';
import { AUTHORIZED, type Listening, listen, type Recording, record, type Sent, send } from './testing/server.ts';

const PROTO = { 'content-type': 'application/x-protobuf' };
const JSON_TYPE = { 'content-type': 'application/json' };
const BODY = fixture('openinference.traces.bin');
const MAX = 4 << 20;

let server: Listening;
let recording: Recording;
beforeEach(async () => {
  recording = record({ maxBodyBytes: MAX });
  server = await listen('/', otlpRoutes(recording.deps));
});
afterEach(() => server.close());

const post = (
  parts: Uint8Array[],
  headers: { [name: string]: string | number } = PROTO,
  path = '/v1/traces',
): Promise<Sent> => send(server.port, path, { headers, parts });
const status = (sent: Sent): { code: number; message: string } =>
  sent.headers['content-type'] === 'application/json'
    ? JSON.parse(sent.body.toString())
    : (reference('RpcStatus').decode(sent.body) as unknown as { code: number; message: string });
const partial = (sent: Sent): unknown =>
  reference('Response').toObject(reference('Response').decode(sent.body), { longs: Number }).partialSuccess;
const spans = (): number => recording.all().spans.length;

function* pieces(body: Buffer, size: number): Iterable<Buffer> {
  for (let at = 0; at < body.length; at += size) yield body.subarray(at, at + size);
}

describe('200', () => {
  test('protobuf in chunks, without a length, is answered with an empty message', async () => {
    const sent = await post([...pieces(BODY, 1000)]);
    expect([sent.status, sent.headers['content-type'], sent.body.length]).toEqual([200, PROTO['content-type'], 0]);
    expect(spans()).toBe(9);
    expect(recording.requests).toEqual([['/v1/traces', 200]]);
  });

  test.each([
    ['gzip', gzipSync(BODY)],
    ['x-gzip', gzipSync(BODY)],
    ['GZIP', Buffer.concat([gzipSync(BODY.subarray(0, 5000)), gzipSync(BODY.subarray(5000))])],
    ['deflate', deflateSync(BODY)],
    ['deflate', deflateRawSync(BODY)],
    ['identity', BODY],
  ])('%s is unpacked', async (encoding, body) => {
    expect((await post([body], { ...PROTO, 'content-encoding': encoding })).status).toBe(200);
    expect(spans()).toBe(9);
  });

  test('JSON with a charset is answered in JSON', async () => {
    const sent = await post([fixture('vercel-ai-v7.traces.json')], {
      'content-type': 'Application/JSON; charset=utf-8',
    });
    expect([sent.status, sent.headers['content-type'], sent.body.toString()]).toEqual([200, 'application/json', '{}']);
    expect(spans()).toBe(22);
  });

  test.each([PROTO, { ...PROTO, 'content-encoding': 'gzip' }])(
    'an empty request is a success (%o)',
    async (headers) => {
      expect((await post([], headers)).status).toBe(200);
      expect((await post([Buffer.from('{}')], JSON_TYPE)).body.toString()).toBe('{}');
      expect(recording.batches).toEqual([]);
    },
  );

  test('spans with invalid ids are counted, the others kept', async () => {
    const good = { traceId: Buffer.alloc(16, 1), spanId: Buffer.alloc(8, 1), name: 'good' };
    const wrong = [
      { traceId: Buffer.alloc(16) },
      { spanId: Buffer.alloc(7, 1) },
      { spanId: Buffer.alloc(0) },
      { parentSpanId: Buffer.alloc(3, 1) },
    ];
    const request = { resourceSpans: [{ scopeSpans: [{ spans: [good, ...wrong.map((w) => ({ ...good, ...w }))] }] }] };
    const sent = await post([reference('Traces').encode(reference('Traces').fromObject(request)).finish()]);
    expect(sent.status).toBe(200);
    expect(partial(sent)).toEqual({ rejected: 4, errorMessage: expect.stringContaining('trace_id must be 16 bytes') });
    const inJson = await post([toOtlpJson(request)], JSON_TYPE);
    expect(JSON.parse(inJson.body.toString()).partialSuccess).toMatchObject({ rejectedSpans: 4 });
    expect(recording.all().spans.map((s) => s.name)).toEqual(['good', 'good']);
    expect(recording.counts).toEqual([
      ['spans', 'invalid', 4],
      ['spans', 'invalid', 4],
    ]);
  });

  test('what the pipeline refuses is counted too', async () => {
    recording.answer = () => ({ rejected: { spans: 2, logs: 0, scores: 0 }, errors: ['too old'] });
    expect(partial(await post([BODY]))).toEqual({ rejected: 2, errorMessage: 'too old' });
  });

  test('log records are kept when they are GenAI events, else refused', async () => {
    const logs = [{ eventName: 'gen_ai.choice' }, { eventName: 'login' }, { body: { stringValue: 'text' } }];
    const sent = await post(
      [toOtlpJson({ resourceLogs: [{ scopeLogs: [{ logRecords: logs }] }] })],
      JSON_TYPE,
      '/v1/logs',
    );
    expect(JSON.parse(sent.body.toString()).partialSuccess).toMatchObject({ rejectedLogRecords: 2 });
    expect(recording.all().logs.map((log) => log.name)).toEqual(['gen_ai.choice']);
    expect((await post([fixture('otel-instrumentation-openai.logs.bin')], PROTO, '/v1/logs')).body.length).toBe(0);
    expect(recording.all().logs).toHaveLength(15);
  });

  test('metrics are counted and refused, honestly', async () => {
    const sent = await post([fixture('otel.metrics.bin')], PROTO, '/v1/metrics');
    expect(sent.status).toBe(200);
    expect(partial(sent)).toEqual({
      rejected: expect.any(Number),
      errorMessage: expect.stringContaining('from spans'),
    });
    expect(recording.batches).toEqual([]);
  });
});

describe('400', () => {
  test.each([
    ['protobuf that is cut', PROTO, BODY.subarray(0, -3)],
    ['no protobuf', PROTO, Buffer.from('hello, world')],
    ['gzip that is cut', { ...PROTO, 'content-encoding': 'gzip' }, gzipSync(BODY).subarray(0, -20)],
    ['no gzip', { ...PROTO, 'content-encoding': 'gzip' }, BODY],
    ['no JSON', JSON_TYPE, Buffer.from('{"resourceSpans":')],
    ['a list', JSON_TYPE, Buffer.from('[]')],
    ['JSON 10,000 deep', JSON_TYPE, Buffer.from(`{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`)],
  ])('%s is refused in its own type; the next request is fine', async (_what, headers, body) => {
    const sent = await post([body], headers);
    expect([sent.status, status(sent).code]).toEqual([400, 3]);
    expect(sent.headers['content-type']).toBe(headers['content-type']);
    expect(recording.batches).toEqual([]);
    expect((await post([BODY])).status).toBe(200);
  });

  test('a value nested 10,000 deep is refused in protobuf', async () => {
    let value: Buffer = Buffer.alloc(0);
    const wrap = (tag: number, inner: Buffer): Buffer => {
      const size = [];
      for (let n = inner.length; ; n >>>= 7) {
        size.push(n > 127 ? (n & 127) | 128 : n);
        if (n <= 127) break;
      }
      return Buffer.concat([Buffer.from([tag, ...size]), inner]);
    };
    for (let depth = 0; depth < 10_000; depth++) value = wrap(0x2a, wrap(0x0a, value));
    const span = wrap(0x4a, wrap(0x12, value));
    const sent = await post([wrap(0x0a, wrap(0x12, wrap(0x12, span)))]);
    expect([sent.status, status(sent).message]).toEqual([400, expect.stringContaining('deeper than 32')]);
  });

  test('a wrong type is named by its path', async () => {
    const body = { resourceSpans: [{ scopeSpans: [{ spans: [{ name: 'ok' }, { name: 7 }] }] }] };
    const sent = await post([Buffer.from(JSON.stringify(body))], JSON_TYPE);
    expect(sent.status).toBe(400);
    expect(status(sent).message).toBe('resourceSpans[0].scopeSpans[0].spans[1].name: expected a string');
  });
});

describe('401', () => {
  test('comes before the body is read', async () => {
    const socket = connect(server.port, '127.0.0.1');
    socket.write(
      'POST /v1/traces HTTP/1.1\r\nhost: x\r\ncontent-type: application/x-protobuf\r\ncontent-length: 1000000\r\n\r\n',
    );
    const [answer] = await Promise.all([new Promise<string>((done) => socket.once('data', (d) => done(d.toString())))]);
    socket.destroy();
    expect(answer).toMatch(/^HTTP\/1.1 401 /);
    expect(answer.toLowerCase()).toContain('www-authenticate: bearer');
  });
});

test('405 names what is allowed', async () => {
  const sent = await send(server.port, '/v1/traces', { method: 'GET' });
  expect([sent.status, sent.headers.allow]).toEqual([405, 'POST']);
});

describe('413', () => {
  test('a length beyond the limit is refused unread', async () => {
    const sent = await post([], { ...PROTO, 'content-length': MAX + 1 });
    expect([sent.status, status(sent).code]).toEqual([413, 8]);
  });

  test('a chunked body is refused once it passes the limit', async () => {
    const sent = await send(server.port, '/v1/traces', {
      headers: PROTO,
      parts: Array(80).fill(Buffer.alloc(1 << 16)),
    });
    expect(sent.status).toBe(413);
    expect((await post([BODY])).status).toBe(200);
  });

  test('a gibibyte of zeros in a mebibyte of gzip is refused without unpacking it', async () => {
    const mebibyte = gzipSync(Buffer.alloc(1 << 20), { level: 9 });
    const zeros = Buffer.concat(Array<Buffer>(1024).fill(mebibyte));
    const before = process.memoryUsage().rss;
    const start = performance.now();
    const sent = await post([zeros], { ...PROTO, 'content-encoding': 'gzip' });
    expect(sent.status).toBe(413);
    expect(performance.now() - start).toBeLessThan(1000);
    expect(process.memoryUsage().rss - before).toBeLessThan(64 << 20);
    expect((await post([BODY])).status).toBe(200);
  });
});

test.each([
  ['text/plain', {}],
  ['application/x-protobuf', { 'content-encoding': 'br' }],
  ['application/x-protobuf', { 'content-encoding': 'gzip, gzip' }],
])('415 for %s %o', async (type, headers) => {
  expect((await post([BODY], { 'content-type': type, ...headers })).status).toBe(415);
  expect(recording.batches).toEqual([]);
});

describe('overload', () => {
  test('of the pipeline is a 503 with Retry-After', async () => {
    recording.answer = () => {
      throw new Overloaded('the journal is full', 7);
    };
    const sent = await post([BODY]);
    expect([sent.status, sent.headers['retry-after'], status(sent).code]).toEqual([503, '7', 14]);
  });

  test('of memory and of requests is refused, and passes', async () => {
    const small = record({ admission: createAdmission({ maxBytes: BODY.length + 100, maxRequests: 1 }) });
    const other = await listen('/', otlpRoutes(small.deps));
    const held = connect(other.port, '127.0.0.1');
    held.write(
      `POST /v1/traces HTTP/1.1\r\nhost: x\r\nauthorization: ${AUTHORIZED.authorization}\r\ncontent-type: application/x-protobuf\r\ncontent-length: 9\r\n\r\n`,
    );
    await sleep(50);
    const refused = await send(other.port, '/v1/traces', { headers: PROTO, parts: [BODY] });
    expect([refused.status, refused.headers['retry-after']]).toEqual([429, '1']);
    held.destroy();
    await sleep(50);
    const twice = await send(other.port, '/v1/traces', {
      headers: { ...PROTO, 'content-encoding': 'gzip' },
      parts: [gzipSync(BODY)],
    });
    expect(twice.status).toBe(503);
    expect((await send(other.port, '/v1/traces', { headers: PROTO, parts: [BODY] })).status).toBe(200);
    await other.close();
  });

  test('a fault nobody foresaw is a 500 that is logged and tells nothing', async () => {
    recording.answer = () => {
      throw new Error('secret inside');
    };
    const sent = await post([BODY]);
    expect([sent.status, status(sent).code]).toEqual([500, 13]);
    expect(sent.body.toString()).not.toContain('secret');
    expect(recording.errors).toHaveLength(1);
  });
});

test('a request that breaks off stores nothing and the next is fine', async () => {
  const socket = connect(server.port, '127.0.0.1');
  socket.write(
    `POST /v1/traces HTTP/1.1\r\nhost: x\r\nauthorization: ${AUTHORIZED.authorization}\r\ncontent-type: application/x-protobuf\r\ncontent-length: ${BODY.length}\r\n\r\n`,
  );
  socket.write(BODY.subarray(0, 5000));
  await sleep(50);
  socket.destroy();
  await sleep(50);
  expect(recording.batches).toEqual([]);
  expect((await post([BODY])).status).toBe(200);
});

test.each<[string, (url: string) => SpanExporter]>([
  ['protobuf', (url) => new ProtoExporter({ url, headers: AUTHORIZED })],
  ['protobuf, gzip', (url) => new ProtoExporter({ url, headers: AUTHORIZED, compression: 'gzip' as never })],
  ['JSON', (url) => new JsonExporter({ url, headers: AUTHORIZED })],
])('the exporter of the OpenTelemetry SDK is understood: %s', async (_name, exporter) => {
  const provider = new BasicTracerProvider({
    spanProcessors: [new SimpleSpanProcessor(exporter(`${server.url}/v1/traces`))],
  });
  const span = provider
    .getTracer('app', '1.2.3')
    .startSpan('chat', { kind: 2, attributes: { big: 2 ** 40, list: ['a', 'é'] } });
  span.addEvent('first token');
  span.setStatus({ code: 2, message: 'nope' });
  const { traceId, spanId } = trace.wrapSpanContext(span.spanContext()).spanContext();
  span.end();
  await provider.forceFlush();
  await provider.shutdown();
  expect(recording.all().spans).toMatchObject([
    {
      trace_id: traceId,
      span_id: spanId,
      parent_id: '',
      kind: 3,
      status: 2,
      status_message: 'nope',
      scope: { name: 'app', version: '1.2.3' },
      attributes: new Map<string, unknown>([
        ['big', 2 ** 40],
        ['list', ['a', 'é']],
      ]),
      events: [{ name: 'first token' }],
    },
  ]);
  expect(Math.abs((recording.all().spans[0]?.start ?? 0) - Date.now() * 1000)).toBeLessThan(60e6);
});
