import { gzipSync } from 'node:zlib';

/** A tiny protobuf writer: enough to make OTLP trace requests for load. */
class Writer {
  #buffer = Buffer.alloc(4096);
  #at = 0;

  #room(n: number): void {
    if (this.#at + n <= this.#buffer.length) return;
    const grown = Buffer.alloc(Math.max(this.#buffer.length * 2, this.#at + n));
    this.#buffer.copy(grown, 0, 0, this.#at);
    this.#buffer = grown;
  }

  varint(value: number): void {
    this.#room(10);
    let v = value;
    while (v > 127) {
      this.#buffer[this.#at++] = (v % 128) | 128;
      v = Math.floor(v / 128);
    }
    this.#buffer[this.#at++] = v;
  }

  bytes(field: number, value: Buffer): void {
    this.varint(field * 8 + 2);
    this.varint(value.length);
    this.#room(value.length);
    this.#at += value.copy(this.#buffer, this.#at);
  }

  text(field: number, value: string): void {
    this.bytes(field, Buffer.from(value));
  }

  fixed64(field: number, value: bigint): void {
    this.varint(field * 8 + 1);
    this.#room(8);
    this.#at = this.#buffer.writeBigUInt64LE(value, this.#at);
  }

  integer(field: number, value: number): void {
    this.varint(field * 8);
    this.varint(value);
  }

  done(): Buffer {
    return Buffer.from(this.#buffer.subarray(0, this.#at));
  }
}

const message = (fill: (w: Writer) => void): Buffer => {
  const w = new Writer();
  fill(w);
  return w.done();
};

export type Attribute = string | number;

const attribute = (key: string, value: Attribute): Buffer =>
  message((w) => {
    w.text(1, key);
    w.bytes(
      2,
      message((v) => (typeof value === 'number' ? v.integer(3, value) : v.text(1, value))),
    );
  });

export interface LoadSpan {
  traceId: Buffer;
  spanId: Buffer;
  parentId?: Buffer;
  name: string;
  kind: number;
  /** Nanoseconds. */
  start: bigint;
  end: bigint;
  attributes: Record<string, Attribute>;
  error?: string;
}

const span = (s: LoadSpan): Buffer =>
  message((w) => {
    w.bytes(1, s.traceId);
    w.bytes(2, s.spanId);
    if (s.parentId) w.bytes(4, s.parentId);
    w.text(5, s.name);
    w.integer(6, s.kind);
    w.fixed64(7, s.start);
    w.fixed64(8, s.end);
    for (const [key, value] of Object.entries(s.attributes)) w.bytes(9, attribute(key, value));
    if (s.error !== undefined) {
      w.bytes(
        15,
        message((m) => {
          m.text(2, s.error ?? '');
          m.integer(3, 2);
        }),
      );
    }
  });

/** An ExportTraceServiceRequest with one resource and one scope. */
export function traceRequest(service: string, spans: LoadSpan[]): Buffer {
  const scopeSpans = message((w) => {
    w.bytes(
      1,
      message((m) => m.text(1, 'telltale-bench')),
    );
    for (const s of spans) w.bytes(2, span(s));
  });
  return message((w) =>
    w.bytes(
      1,
      message((r) => {
        r.bytes(
          1,
          message((m) => m.bytes(1, attribute('service.name', service))),
        );
        r.bytes(2, scopeSpans);
      }),
    ),
  );
}

/** xoshiro128**, seeded: the same load each time, and no short cycles that would flatter compression. */
export function random(seed: number): () => number {
  let [a, b, c, d] = [seed ^ 0x9e3779b9, seed ^ 0x243f6a88, seed ^ 0xb7e15162, seed | 1];
  return () => {
    const r = Math.imul(rotate(Math.imul(b, 5), 7), 9);
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = rotate(d, 11);
    return (r >>> 0) / 0x1_0000_0000;
  };
}
const rotate = (x: number, n: number): number => (x << n) | (x >>> (32 - n));

/** Text of Zipf-distributed pseudo-words. */
export function zipfText(next: () => number, vocabulary: string[], characters: number): string {
  let text = '';
  while (text.length < characters) {
    const rank = Math.floor(vocabulary.length ** next()) - 1;
    text += `${vocabulary[Math.min(rank, vocabulary.length - 1)]} `;
  }
  return text.slice(0, characters);
}

export function words(next: () => number, count: number): string[] {
  const letters = 'etaoinshrdlucmfwypvbgkjqxz';
  return Array.from({ length: count }, () =>
    Array.from({ length: 2 + Math.floor(next() * 9) }, () => letters[Math.floor(next() ** 1.6 * 26)]).join(''),
  );
}

const MODELS = ['gpt-4o', 'gpt-4o-mini', 'claude-sonnet-4-5', 'claude-haiku-4-5', 'gemini-2.5-flash'];

/** One gzip body of `count` GenAI spans of about 2.3 KB each (18 attributes, 1.5 KB text), in traces of ten. */
export function genAiBody(
  next: () => number,
  vocabulary: string[],
  count: number,
  atMs: number,
): { gzip: Buffer; raw: number; ids: string[] } {
  const id = (n: number): Buffer => Buffer.from(Array.from({ length: n }, () => Math.floor(next() * 256)));
  const spans: LoadSpan[] = [];
  let traceId = id(16);
  let root = id(8);
  for (let i = 0; i < count; i++) {
    if (i % 10 === 0) traceId = id(16);
    const spanId = id(8);
    if (i % 10 === 0) root = spanId;
    const start = BigInt(Math.floor(atMs - next() * 5000)) * 1_000_000n + BigInt(Math.floor(next() * 1e6));
    const duration = BigInt(Math.floor(200e6 * Math.exp(next() * 3)));
    const model = MODELS[Math.floor(MODELS.length * next() ** 2)] ?? 'gpt-4o';
    const input = Math.floor(200 + 3000 * next() ** 2);
    const failed = next() < 0.03;
    spans.push({
      traceId,
      spanId,
      ...(i % 10 === 0 ? {} : { parentId: root }),
      name: i % 10 === 0 ? 'invoke_agent support' : `chat ${model}`,
      kind: 3,
      start,
      end: start + duration,
      attributes: {
        'gen_ai.operation.name': i % 10 === 0 ? 'invoke_agent' : 'chat',
        'gen_ai.provider.name': model.startsWith('gpt')
          ? 'openai'
          : model.startsWith('claude')
            ? 'anthropic'
            : 'gcp.gemini',
        'gen_ai.request.model': model,
        'gen_ai.response.model': model,
        'gen_ai.response.id': `chatcmpl-${spanId.toString('hex')}`,
        'gen_ai.usage.input_tokens': input,
        'gen_ai.usage.output_tokens': Math.floor(20 + 600 * next() ** 2),
        'gen_ai.usage.cache_read.input_tokens': Math.floor(input * next() * 0.5),
        'gen_ai.request.max_tokens': 1024,
        'gen_ai.conversation.id': `session-${Math.floor(next() * 1e5)}`,
        'user.id': `user-${Math.floor(20_000 * next() ** 3)}`,
        'gen_ai.prompt.name': `prompt-${Math.floor(40 * next() ** 2)}`,
        'gen_ai.prompt.version': String(1 + Math.floor(5 * next())),
        'deployment.environment.name': next() < 0.8 ? 'production' : 'staging',
        'gen_ai.system_instructions': zipfText(next, vocabulary, 150),
        'gen_ai.input.messages': JSON.stringify([
          { role: 'user', parts: [{ type: 'text', content: zipfText(next, vocabulary, 800) }] },
        ]),
        'gen_ai.output.messages': JSON.stringify([
          { role: 'assistant', parts: [{ type: 'text', content: zipfText(next, vocabulary, 550) }] },
        ]),
        ...(failed ? { 'error.type': '429' } : { 'server.address': 'api.example.test' }),
      },
      ...(failed ? { error: '429 Rate limit reached' } : {}),
    });
  }
  const raw = traceRequest('bench', spans);
  return { gzip: gzipSync(raw, { level: 6 }), raw: raw.length, ids: spans.map((s) => s.spanId.toString('hex')) };
}
