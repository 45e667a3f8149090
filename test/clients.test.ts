import { LangfuseSpanProcessor } from '@langfuse/otel';
import { setLangfuseTracerProvider, startObservation } from '@langfuse/tracing';
import { trace } from '@opentelemetry/api';
import { OTLPTraceExporter as GrpcExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtoExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-base';
import { generateText } from 'ai';
import { MockLanguageModelV3 } from 'ai/test';
import { Langfuse } from 'langfuse';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { api, eventually, freePort, type RunningServer, removeFolder, startServer, temporaryFolder } from './server.ts';

/** Unmodified clients, as a team would install them, against the built server. */
const KEY_ID = 'clients1';
const SECRET = 'sEcReT-0123456789-abcdefghijk';
const BEARER = { authorization: `Bearer tt_${KEY_ID}_${SECRET}` };

let server: RunningServer;
let grpcPort: number;
const data = temporaryFolder();

beforeAll(async () => {
  grpcPort = await freePort();
  const env = { TELLTALE_BOOTSTRAP_KEY: `tt_${KEY_ID}_${SECRET}`, TELLTALE_GRPC_PORT: String(grpcPort) };
  server = await startServer({ data, env });
});
afterAll(async () => {
  await server?.stop();
  removeFolder(data);
});

interface Call {
  [field: string]: unknown;
}

/** The one call of that service, once it can be queried. */
const callOf = (field: string, value: string): Promise<Call> =>
  eventually(async () => {
    const filter = [{ field, op: 'eq', value }];
    const { calls } = await api<{ calls: Call[] }>(
      server,
      '/calls/search',
      { filter, range: { from: 'now-1h', to: 'now' } },
      BEARER,
    );
    return calls[0];
  });

async function sendOneChat(service: string, exporter: SpanExporter): Promise<void> {
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': service }),
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
  const span = provider.getTracer('app').startSpan('chat gpt-4o', {
    kind: 2,
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.response.model': 'gpt-4o-2024-08-06',
      'gen_ai.usage.input_tokens': 1000,
      'gen_ai.usage.output_tokens': 100,
      'user.id': 'ada',
    },
  });
  span.end();
  await provider.forceFlush();
  await provider.shutdown();
}

test.each([
  ['otlp-proto', () => new ProtoExporter({ url: `${server.url}/v1/traces`, headers: BEARER })],
  [
    'otlp-proto-gzip',
    () => new ProtoExporter({ url: `${server.url}/v1/traces`, headers: BEARER, compression: 'gzip' as never }),
  ],
  ['otlp-json', () => new JsonExporter({ url: `${server.url}/v1/traces`, headers: BEARER })],
])('%s of the OpenTelemetry SDK arrives with tokens and cost', async (service, exporter) => {
  await sendOneChat(service, exporter());
  const call = await callOf('service', service);
  // gpt-4o: $2.50 and $10.00 a million tokens.
  expect(call).toMatchObject({
    model: 'gpt-4o-2024-08-06',
    provider: 'openai',
    input_tokens: 1000,
    output_tokens: 100,
    user: 'ada',
    cost: 0.0035,
  });
});

test('OTLP/gRPC of the OpenTelemetry SDK arrives', async () => {
  const { Metadata } = await import('@grpc/grpc-js');
  const metadata = new Metadata();
  metadata.set('authorization', BEARER.authorization);
  await sendOneChat('otlp-grpc', new GrpcExporter({ url: `http://127.0.0.1:${grpcPort}`, metadata }));
  expect(await callOf('service', 'otlp-grpc')).toMatchObject({ model: 'gpt-4o-2024-08-06', cost: 0.0035 });
});

test('Langfuse v3 arrives, updates before creates included', async () => {
  const langfuse = new Langfuse({
    baseUrl: server.url,
    publicKey: `tt_${KEY_ID}`,
    secretKey: SECRET,
    flushInterval: 50,
  });
  const traced = langfuse.trace({ name: 'support', userId: 'lf3-user', sessionId: 'lf3-session' });
  const generation = traced.generation({
    name: 'answer',
    model: 'gpt-4o',
    input: [{ role: 'user', content: 'hello' }],
  });
  generation.end({ output: 'hi there', usage: { promptTokens: 12, completionTokens: 3 } });
  traced.score({ name: 'helpful', value: 1 });
  await langfuse.shutdownAsync();
  const call = await callOf('user', 'lf3-user');
  expect(call).toMatchObject({
    name: 'answer',
    model: 'gpt-4o',
    session: 'lf3-session',
    input_tokens: 12,
    output_tokens: 3,
    output: 'hi there',
  });
  const whole = await eventually(async () => {
    const answer = await api<{ spans: { scores: Call[] }[] }>(
      server,
      `/traces/${String(call.trace_id)}`,
      undefined,
      BEARER,
    );
    return answer.spans.some((s) => s.scores.length > 0) && answer;
  });
  expect(whole.spans.flatMap((s) => s.scores)).toContainEqual(expect.objectContaining({ name: 'helpful', value: 1 }));
});

test('Langfuse v5 arrives over its OpenTelemetry path', async () => {
  const processor = new LangfuseSpanProcessor({ baseUrl: server.url, publicKey: `tt_${KEY_ID}`, secretKey: SECRET });
  const provider = new BasicTracerProvider({ spanProcessors: [processor] });
  setLangfuseTracerProvider(provider);
  const root = startObservation('lf5-root', {}, { asType: 'agent' });
  const generation = root.startObservation('lf5-answer', { model: 'gpt-4o', input: 'hello' }, { asType: 'generation' });
  generation.update({ output: 'hi', usageDetails: { input: 40, input_cached_tokens: 60, output: 7 } }).end();
  root.end();
  await processor.forceFlush();
  await provider.shutdown();
  setLangfuseTracerProvider(null);
  expect(await callOf('name', 'lf5-answer')).toMatchObject({
    model: 'gpt-4o',
    input_tokens: 100,
    cached_tokens: 60,
    output_tokens: 7,
    kind: 'llm',
  });
});

test('the Vercel AI SDK arrives; only the inner call counts', async () => {
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'vercel' }),
    spanProcessors: [new BatchSpanProcessor(new ProtoExporter({ url: `${server.url}/v1/traces`, headers: BEARER }))],
  });
  trace.disable();
  const model = new MockLanguageModelV3({
    provider: 'openai.chat',
    modelId: 'gpt-4o',
    doGenerate: async () => ({
      content: [{ type: 'text' as const, text: 'Lisbon' }],
      finishReason: { unified: 'stop' as const, raw: 'stop' },
      usage: {
        inputTokens: { total: 20, noCache: 20, cacheRead: 0, cacheWrite: 0 },
        outputTokens: { total: 2, text: 2, reasoning: 0 },
      },
      warnings: [],
    }),
  });
  await generateText({
    model,
    prompt: 'Capital of Portugal?',
    experimental_telemetry: {
      isEnabled: true,
      functionId: 'capital',
      metadata: { userId: 'vercel-user' },
      tracer: provider.getTracer('ai'),
    },
  });
  await provider.forceFlush();
  await provider.shutdown();
  expect(await callOf('service', 'vercel')).toMatchObject({
    model: 'gpt-4o',
    provider: 'openai',
    input_tokens: 20,
    output_tokens: 2,
    user: 'vercel-user',
  });
  const filter = [{ field: 'service', op: 'eq', value: 'vercel' }];
  const { rows } = await api<{ rows: { calls: number }[] }>(
    server,
    '/query',
    { metrics: ['calls'], filter, range: { from: 'now-1h', to: 'now' } },
    BEARER,
  );
  expect(rows[0]?.calls).toBe(1);
});

test('an unknown key is refused and nothing of it is stored', async () => {
  const answer = await fetch(`${server.url}/v1/traces`, {
    method: 'POST',
    headers: { authorization: 'Bearer tt_clients1_wrong-secret-000000000', 'content-type': 'application/json' },
    body: '{"resourceSpans":[]}',
  });
  expect(answer.status).toBe(401);
});
