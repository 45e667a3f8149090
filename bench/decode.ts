import { decodeTraces } from '../server/src/pipeline/wire/otlp-proto.ts';
import { reference } from '../server/src/pipeline/wire/testing/reference.ts';

/** Decoding OTLP protobuf: ours against protobufjs, 100 GenAI spans of about 2.3 KB a body, one thread. */
const SPANS = 100;
const SECONDS = 2;
const traces = reference('Traces');

const WORDS = 'the model answers questions about orders refunds invoices and delivery times in a friendly tone'.split(
  ' ',
);
const words = (n: number, seed: number): string =>
  Array.from({ length: n }, (_, i) => WORDS[(i * 7 + seed * 13 + ((i * seed) % 5)) % WORDS.length]).join(' ');

function span(i: number, accents: boolean): object {
  const text = (n: number): string => words(n, i) + (accents ? ' – déjà vu, 例え' : '');
  const strings: Record<string, string> = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': 'gpt-4o-mini',
    'gen_ai.response.model': 'gpt-4o-mini-2024-07-18',
    'gen_ai.response.id': `chatcmpl-${i}-${'x'.repeat(20)}`,
    'gen_ai.conversation.id': `conversation-${i % 10}`,
    'user.id': `user-${i % 20}`,
    'server.address': 'api.openai.com',
    'gen_ai.input.messages': `[{"role":"user","parts":[{"type":"text","content":"${text(150)}"}]}]`,
    'gen_ai.output.messages': `[{"role":"assistant","parts":[{"type":"text","content":"${text(75)}"}]}]`,
  };
  const numbers = [
    'input_tokens',
    'output_tokens',
    'cache_read.input_tokens',
    'reasoning.output_tokens',
    'max_tokens',
    'port',
  ];
  return {
    traceId: Buffer.from((i + 1).toString(16).padStart(32, 'a'), 'hex'),
    spanId: Buffer.from((i + 1).toString(16).padStart(16, 'b'), 'hex'),
    parentSpanId: Buffer.from('0123456789abcdef', 'hex'),
    name: 'chat gpt-4o-mini',
    kind: 3,
    startTimeUnixNano: '1763900000123456789',
    endTimeUnixNano: '1763900001123456789',
    attributes: [
      ...Object.entries(strings).map(([key, stringValue]) => ({ key, value: { stringValue } })),
      ...numbers.map((key, n) => ({ key: `gen_ai.usage.${key}`, value: { intValue: String(i * 37 + n) } })),
      { key: 'gen_ai.request.temperature', value: { doubleValue: 0.7 } },
      { key: 'gen_ai.response.finish_reasons', value: { arrayValue: { values: [{ stringValue: 'stop' }] } } },
    ],
    status: { code: 1 },
  };
}

function body(accents: boolean): Buffer {
  const spans = Array.from({ length: SPANS }, (_, i) => span(i, accents));
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'bench' } }] };
  return Buffer.from(
    traces.encode(traces.fromObject({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] })).finish(),
  );
}

function rate(decode: () => unknown): number {
  for (let i = 0; i < 200; i++) decode();
  const start = process.hrtime.bigint();
  let rounds = 0;
  while (process.hrtime.bigint() - start < BigInt(SECONDS * 1e9)) {
    for (let i = 0; i < 10; i++) decode();
    rounds += 10;
  }
  return (rounds * SPANS * 1e9) / Number(process.hrtime.bigint() - start);
}

console.log('text       bytes/span   ours spans/s   protobufjs   ratio');
for (const accents of [false, true]) {
  const bytes = body(accents);
  const ours = rate(() => decodeTraces(bytes));
  const theirs = rate(() => traces.decode(bytes));
  const columns = [(bytes.length / SPANS).toFixed(0), ours.toFixed(0), theirs.toFixed(0), (ours / theirs).toFixed(2)];
  console.log((accents ? 'accented' : 'ascii').padEnd(11), columns.map((c) => c.padStart(11)).join(' '));
}
