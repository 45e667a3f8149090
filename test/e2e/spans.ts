import { randomBytes } from 'node:crypto';
import { api, eventually, type RunningServer } from '../server.ts';

export const hex = (bytes: number): string => randomBytes(bytes).toString('hex');

export interface SentSpan {
  traceId?: string;
  spanId?: string;
  parentSpanId?: string;
  name?: string;
  agoMs?: number;
  ms?: number;
  error?: string;
  attributes: Record<string, string | number>;
}

/** Sends spans as any OpenTelemetry client would, in JSON. */
export async function sendSpans(url: string, service: string, spans: SentSpan[]): Promise<void> {
  const encoded = spans.map(
    ({
      traceId = hex(16),
      spanId = hex(8),
      parentSpanId = '',
      name = 'chat',
      agoMs = 0,
      ms = 400,
      error,
      attributes,
    }) => {
      const end = BigInt(Date.now() - agoMs) * 1_000_000n;
      return {
        traceId,
        spanId,
        parentSpanId,
        name,
        kind: 3,
        startTimeUnixNano: String(end - BigInt(ms) * 1_000_000n),
        endTimeUnixNano: String(end),
        status: error === undefined ? {} : { code: 2, message: error },
        attributes: Object.entries(attributes).map(([key, value]) => ({
          key,
          value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value },
        })),
      };
    },
  );
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: service } }] };
  const answer = await fetch(`${url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans: encoded }] }] }),
  });
  if (answer.status !== 200) throw new Error(`spans were refused: ${answer.status} ${await answer.text()}`);
}

/** Resolves once so many calls of the last day can be queried: screens that were opened before show fewer. */
export async function untilCalls(server: RunningServer, n: number): Promise<void> {
  const body = { metrics: ['calls'], range: { from: 'now-24h' } };
  await eventually(async () => {
    const { rows } = await api<{ rows: { n: number }[] }>(server, '/query', body);
    return rows[0]?.n === n;
  });
}

/** A chat call with a question and an answer. */
export const chat = (question: string, answer: string, more: Record<string, string | number> = {}) => ({
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': 'gpt-4o',
  'gen_ai.response.model': 'gpt-4o-2024-08-06',
  'gen_ai.usage.input_tokens': 1000,
  'gen_ai.usage.output_tokens': 100,
  'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: question }] }]),
  'gen_ai.output.messages': JSON.stringify([{ role: 'assistant', parts: [{ type: 'text', content: answer }] }]),
  ...more,
});
