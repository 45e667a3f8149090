import {
  type Client,
  credentials,
  Metadata,
  makeGenericClientConstructor,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { BasicTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Overloaded } from '../../lib/errors.ts';
import { type GrpcServer, startGrpc } from './otlp-grpc.ts';
import { fixture, reference } from './testing/reference.ts';
import { AUTHORIZED, type Recording, record } from './testing/server.ts';

const TRACES = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
const BODY = fixture('otel-grpc.traces.bin');

let recording: Recording;
let server: GrpcServer;
let client: Client;
beforeEach(async () => {
  recording = record({ maxBodyBytes: 4 << 20 });
  server = await startGrpc({ host: '127.0.0.1', port: 0, deps: recording.deps });
  const Generic = makeGenericClientConstructor({}, 'any');
  client = new Generic(`127.0.0.1:${server.port}`, credentials.createInsecure(), {
    'grpc.default_compression_algorithm': 2,
    'grpc.max_receive_message_length': 4 << 20,
  });
});
afterEach(async () => {
  client.close();
  await server.close();
});

const asIs = (bytes: Buffer): Buffer => bytes;

function call(path: string, body: Buffer, headers: { [name: string]: string } = AUTHORIZED): Promise<Buffer> {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(path, asIs, asIs, body, metadata, (error, answer) => {
      if (error) reject(error);
      else resolve(answer ?? Buffer.alloc(0));
    });
  });
}

const failure = (path: string, body: Buffer, headers?: { [name: string]: string }): Promise<ServiceError> =>
  call(path, body, headers).then(
    () => Promise.reject(new Error('succeeded')),
    (error: ServiceError) => error,
  );

test('a gzipped export is decoded and answered with an empty message', async () => {
  expect(await call(TRACES, BODY)).toHaveLength(0);
  expect(recording.all().spans).toHaveLength(61);
  expect(recording.requests).toEqual([[TRACES, 200]]);
});

test('logs and metrics have their services', async () => {
  await call('/opentelemetry.proto.collector.logs.v1.LogsService/Export', fixture('otel.logs.bin'));
  expect(recording.all().logs).toHaveLength(2);
  const answer = await call(
    '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
    fixture('otel.metrics.bin'),
  );
  const response = reference('Response').toObject(reference('Response').decode(answer), { longs: Number });
  expect(response.partialSuccess.rejected).toBeGreaterThan(0);
});

test('UNAUTHENTICATED without a known key', async () => {
  expect((await failure(TRACES, BODY, {})).code).toBe(status.UNAUTHENTICATED);
  expect((await failure(TRACES, BODY, { authorization: 'Bearer tt_x_wrong' })).code).toBe(status.UNAUTHENTICATED);
  expect(recording.batches).toEqual([]);
});

test('UNAUTHENTICATED comes before the message is read', async () => {
  const oversized = Buffer.alloc(5 << 20);
  expect((await failure(TRACES, oversized, {})).code).toBe(status.UNAUTHENTICATED);
});

test('INVALID_ARGUMENT for a body that is no protobuf; the next is fine', async () => {
  expect((await failure(TRACES, BODY.subarray(0, 999))).code).toBe(status.INVALID_ARGUMENT);
  expect(await call(TRACES, BODY)).toHaveLength(0);
});

test('RESOURCE_EXHAUSTED beyond the size limit, also after unpacking', async () => {
  const bomb = await failure(TRACES, Buffer.alloc(5 << 20));
  expect(bomb.code).toBe(status.RESOURCE_EXHAUSTED);
  expect(bomb.metadata.get('grpc-status-details-bin')).toEqual([]);
  expect(await call(TRACES, BODY)).toHaveLength(0);
});

test('an overload is UNAVAILABLE with RetryInfo', async () => {
  recording.answer = () => {
    throw new Overloaded('the journal is full', 7);
  };
  const error = await failure(TRACES, BODY);
  expect([error.code, error.details]).toEqual([status.UNAVAILABLE, 'the journal is full']);
  const details = error.metadata.get('grpc-status-details-bin')[0] as Buffer;
  expect(reference('RpcStatus').toObject(reference('RpcStatus').decode(details))).toEqual({
    code: status.UNAVAILABLE,
    message: 'the journal is full',
    details: [{ typeUrl: 'type.googleapis.com/google.rpc.RetryInfo', value: Buffer.from([10, 2, 8, 7]) }],
  });
});

test('INTERNAL tells nothing and is logged', async () => {
  recording.answer = () => {
    throw new Error('secret inside');
  };
  const error = await failure(TRACES, BODY);
  expect(error.code).toBe(status.INTERNAL);
  expect(error.details).not.toContain('secret');
  expect(recording.errors).toHaveLength(1);
});

test('UNIMPLEMENTED for another service', async () => {
  expect((await failure('/other.Service/Export', BODY)).code).toBe(status.UNIMPLEMENTED);
});

test('a port in use is an error', async () => {
  await expect(startGrpc({ host: '127.0.0.1', port: server.port, deps: recording.deps })).rejects.toThrow();
});

test('the exporter of the OpenTelemetry SDK is understood', async () => {
  const metadata = new Metadata();
  metadata.set('authorization', AUTHORIZED.authorization);
  const exporter = new OTLPTraceExporter({ url: `http://127.0.0.1:${server.port}`, metadata });
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  provider
    .getTracer('app')
    .startSpan('chat', { attributes: { tokens: 12 } })
    .end();
  await provider.forceFlush();
  await provider.shutdown();
  expect(recording.all().spans).toMatchObject([{ name: 'chat', attributes: new Map([['tokens', 12]]) }]);
});
