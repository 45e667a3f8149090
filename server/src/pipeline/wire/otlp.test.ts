import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvalidInput } from '../../lib/errors.ts';
import { BodyTooLarge } from './errors.ts';
import { countDataPointsJson, decodeLogsJson, decodeTracesJson } from './otlp-json.ts';
import { countDataPoints, decodeLogs, decodeTraces } from './otlp-proto.ts';
import { fixture, reference, referenceLogs, referenceTraces, toOtlpJson } from './testing/reference.ts';

const TRACES = [
  'otel-proto-gzip',
  'otel-grpc',
  'otel-instrumentation-openai',
  'openinference',
  'traceloop',
  'vercel-ai-v5',
];
const LOGS = ['otel', 'otel-instrumentation-openai'];

describe('recorded bodies', () => {
  test.each(TRACES)('%s traces decode as the reference decoder reads them', (name) => {
    const body = fixture(`${name}.traces.bin`);
    const decoded = decodeTraces(body);
    expect(decoded.items.length).toBeGreaterThan(0);
    expect(decoded).toEqual({ items: referenceTraces(body), rejected: 0, errors: [] });
  });

  test.each(LOGS)('%s logs decode as the reference decoder reads them', (name) => {
    const body = fixture(`${name}.logs.bin`);
    const decoded = decodeLogs(body);
    expect(decoded.items.length).toBeGreaterThan(0);
    expect(decoded).toEqual({ items: referenceLogs(body), rejected: 0, errors: [] });
  });

  test.each([
    ['otel-json-legacy-spellings', 3],
    ['vercel-ai-v7', 22],
    ['vercel-ai-v7-legacy', 17],
    ['langfuse-v5', 16],
  ])('%s decodes from JSON, whole', (name, spans) => {
    const decoded = decodeTracesJson(fixture(`${name}.traces.json`));
    expect([decoded.items.length, decoded.rejected]).toEqual([spans, 0]);
  });

  test('data points are counted in every kind of metric', () => {
    const count = (file: string): number => countDataPoints(fixture(file));
    expect(count('otel.metrics.bin')).toBe(
      (
        reference('Metrics').toObject(reference('Metrics').decode(fixture('otel.metrics.bin'))) as MetricsObject
      ).resourceMetrics
        .flatMap((r) => r.scopeMetrics.flatMap((s) => s.metrics))
        .flatMap((m) => Object.values(m).flatMap((data) => (typeof data === 'object' ? data.dataPoints : []))).length,
    );
    expect(count('otel-instrumentation-openai.metrics.bin')).toBeGreaterThan(0);
    const metric = { gauge: { dataPoints: [{}, {}] } };
    const other = { exponentialHistogram: { dataPoints: [{}] } };
    const body = Buffer.from(JSON.stringify({ resourceMetrics: [{ scopeMetrics: [{ metrics: [metric, other] }] }] }));
    expect(countDataPointsJson(body)).toBe(3);
  });
});

interface MetricsObject {
  resourceMetrics: { scopeMetrics: { metrics: { [data: string]: string | { dataPoints: unknown[] } }[] }[] }[];
}

const bytes = (length: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength: length, maxLength: length }).filter((b) => b.some((x) => x !== 0));
const text = fc.string({ unit: 'binary', maxLength: 60 });
const anyValue = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.record({ stringValue: text }),
    fc.record({ boolValue: fc.boolean() }),
    fc.record({ intValue: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String) }),
    fc.record({ intValue: fc.integer().map(String) }),
    fc.record({ doubleValue: fc.double().map((d) => d + 0) }),
    fc.record({ bytesValue: fc.uint8Array({ maxLength: 20 }) }),
    fc.constant({}),
    fc.record({ arrayValue: fc.record({ values: fc.array(tie('value'), { maxLength: 3 }) }) }),
    fc.record({
      kvlistValue: fc.record({ values: fc.array(fc.record({ key: text, value: tie('value') }), { maxLength: 3 }) }),
    }),
  ),
})).value;
const attributes = fc.uniqueArray(fc.record({ key: text, value: anyValue }), {
  maxLength: 6,
  selector: (kv) => kv.key,
});
const nanos = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String);
const span = fc.record({
  traceId: bytes(16),
  spanId: bytes(8),
  parentSpanId: fc.oneof(bytes(8), fc.constant(new Uint8Array())),
  name: text,
  kind: fc.integer({ min: 0, max: 5 }),
  startTimeUnixNano: nanos,
  endTimeUnixNano: nanos,
  attributes,
  events: fc.array(fc.record({ timeUnixNano: nanos, name: text, attributes }), { maxLength: 2 }),
  links: fc.array(fc.record({ traceId: bytes(16), spanId: bytes(8), attributes }), { maxLength: 2 }),
  status: fc.record({ code: fc.integer({ min: 0, max: 2 }), message: text }),
});
const log = fc.record({
  timeUnixNano: nanos,
  observedTimeUnixNano: nanos,
  severityNumber: fc.integer({ min: 0, max: 24 }),
  body: anyValue,
  attributes,
  traceId: fc.oneof(bytes(16), fc.constant(new Uint8Array())),
  spanId: fc.oneof(bytes(8), fc.constant(new Uint8Array())),
  eventName: text.map((name) => `gen_ai.${name}`),
});
const scope = fc.record({ name: text, version: text });
const groups = (item: fc.Arbitrary<unknown>, scopes: string, items: string): fc.Arbitrary<unknown[]> =>
  fc.array(
    fc.record({
      resource: fc.record({ attributes }),
      [scopes]: fc.array(fc.record({ scope, [items]: fc.array(item, { maxLength: 2 }) }), { maxLength: 2 }),
    }),
    { maxLength: 2 },
  );
const traces = fc.record({ resourceSpans: groups(span, 'scopeSpans', 'spans') });
const logs = fc.record({ resourceLogs: groups(log, 'scopeLogs', 'logRecords') });

const encode = (type: string, request: object): Buffer =>
  Buffer.from(reference(type).encode(reference(type).fromObject(request)).finish());

describe('any request', () => {
  test('of traces reads the same from protobuf, from JSON and by the reference decoder', () => {
    fc.assert(
      fc.property(traces, (request) => {
        const body = encode('Traces', request);
        const decoded = decodeTraces(body);
        expect(decoded).toEqual({ items: referenceTraces(body), rejected: 0, errors: [] });
        expect(decodeTracesJson(toOtlpJson(request))).toEqual(decoded);
      }),
      { numRuns: 150 },
    );
  });

  test('of logs reads the same from protobuf, from JSON and by the reference decoder', () => {
    fc.assert(
      fc.property(logs, (request) => {
        const body = encode('Logs', request);
        const decoded = decodeLogs(body);
        expect(decoded).toEqual({ items: referenceLogs(body), rejected: 0, errors: [] });
        expect(decodeLogsJson(toOtlpJson(request))).toEqual(decoded);
      }),
      { numRuns: 100 },
    );
  });
});

describe('protobuf as other encoders write it', () => {
  const field = (tag: number[], inner: Uint8Array): Buffer =>
    Buffer.from([...tag, (inner.length & 127) | 128, inner.length >> 7, ...inner]);
  const ids = { traceId: new Uint8Array(16).fill(1), spanId: new Uint8Array(8).fill(2) };
  const scopeSpans = encode('ScopeSpans', { spans: [{ ...ids, name: 'first' }] });
  const resource = encode('Resource', { attributes: [{ key: 'service.name', value: { stringValue: 'late' } }] });
  const scope = encode('Scope', { name: 'also late' });

  test('the resource and the scope may come after the spans', () => {
    const group = Buffer.concat([field([18], Buffer.concat([scopeSpans, field([10], scope)])), field([10], resource)]);
    expect(decodeTraces(field([10], group)).items).toMatchObject([
      { name: 'first', resource: new Map([['service.name', 'late']]), scope: { name: 'also late' } },
    ]);
  });

  test('fields nobody knows are stepped over, groups included; the last of a field counts', () => {
    const varint = [0xc0, 0x3e, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
    const fixed = [0xc1, 0x3e, 1, 2, 3, 4, 5, 6, 7, 8, 0xc5, 0x3e, 1, 2, 3, 4];
    const group = [0xc3, 0x3e, 0x0a, 1, 65, 0xcb, 0x3e, 0x08, 1, 0xcc, 0x3e, 0xc4, 0x3e];
    const bytes = [0xc2, 0x3e, 2, 65, 66];
    const wrongType = [0x28, 7];
    const extra = Buffer.from([...varint, ...fixed, ...group, ...bytes, ...wrongType]);
    const span = Buffer.concat([
      extra,
      encode('Span', { ...ids, name: 'first' }),
      extra,
      encode('Span', { name: 'last' }),
    ]);
    const body = Buffer.concat([
      extra,
      field([10], Buffer.concat([extra, field([18], Buffer.concat([field([18], span), extra]))])),
    ]);
    expect(decodeTraces(body)).toMatchObject({ items: [{ name: 'last', span_id: '02'.repeat(8) }], rejected: 0 });
  });

  test.each([
    ['a field number of 0', [0x00, 1]],
    ['an unknown wire type', [0x0e, 1]],
    ['a varint without end', [0x08, ...Array<number>(11).fill(0xff)]],
    ['a group without end', [0xc3, 0x3e, 0x08, 1]],
    ['the end of a group that was not begun', [0xc4, 0x3e]],
    ['a group within a group, 100 deep', Array<number[]>(100).fill([0xc3, 0x3e]).flat()],
    ['a length beyond the message', [0x0a, 0x05, 1]],
    ['a length of 2^64 - 1', [0x0a, ...Array<number>(9).fill(0xff), 0x01]],
    ['a fixed64 that is cut', [0xc1, 0x3e, 1]],
  ])('%s is refused', (_what, bytes) => {
    expect(() => decodeTraces(Buffer.from(bytes))).toThrow(InvalidInput);
  });
});

/** Anything but a decoded answer or one of the two refusals fails. */
function survives(decode: (body: Buffer) => unknown, body: Buffer): void {
  try {
    decode(body);
  } catch (error) {
    if (!(error instanceof InvalidInput || error instanceof BodyTooLarge)) throw error;
  }
}

describe('damaged bodies', () => {
  const decoders = [decodeTraces, decodeLogs, countDataPoints, decodeTracesJson, decodeLogsJson, countDataPointsJson];
  const files = [
    ...TRACES.map((n) => `${n}.traces.bin`),
    'otel.logs.bin',
    'otel.metrics.bin',
    'vercel-ai-v7.traces.json',
  ];

  test('are read or refused, whatever was changed', () => {
    const change = fc.record({ at: fc.nat(), byte: fc.nat(255) });
    fc.assert(
      fc.property(fc.constantFrom(...files), fc.array(change, { maxLength: 8 }), fc.nat(), (file, changes, cut) => {
        const body = Buffer.from(fixture(file));
        for (const { at, byte } of changes) body[at % body.length] = byte;
        for (const decode of decoders) {
          survives(decode, body);
          survives(decode, body.subarray(0, cut % body.length));
        }
      }),
      { numRuns: 300 },
    );
  });

  test('are read or refused, even when they are noise', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        for (const decode of decoders) survives(decode, Buffer.from(noise));
      }),
      { numRuns: 500 },
    );
  });

  test.each(TRACES)('%s cut anywhere but between spans is refused', (name) => {
    const body = fixture(`${name}.traces.bin`);
    for (let cut = 1; cut < body.length; cut += 97) {
      expect(() => decodeTraces(body.subarray(0, cut))).toThrow(InvalidInput);
    }
  });
});
