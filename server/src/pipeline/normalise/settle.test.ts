import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Part } from '../../model/part.ts';
import type { Span } from '../../model/span.ts';
import type { WireBatch } from '../../model/wire.ts';
import { normaliseBatch } from './normalise.ts';
import { createSettle } from './settle.ts';
import { batchOf, CHAT, langfuseEvent, listPrice, NOW, RETENTION_DAYS, type Sent, wireSpan } from './testing/wire.ts';

const settle = createSettle({ price: () => listPrice, retentionDays: RETENTION_DAYS });
const OVER = { project: 'p1', now: NOW };

/** What the store would hold: rows by identity, the last written wins. */
class Store {
  readonly spans = new Map<string, Span>();
  readonly parts = new Map<string, Part>();

  receive(batch: Partial<WireBatch>): this {
    const rows = normaliseBatch('p1', batchOf(batch), { now: NOW, retentionDays: RETENTION_DAYS, price: listPrice });
    this.write(rows.spans);
    for (const part of rows.parts) this.parts.set(`${part.span_id} ${part.id}`, part);
    return this;
  }

  write(spans: readonly Span[]): void {
    for (const span of spans) {
      const key = `${span.span_id} ${span.time}`;
      if (span.deleted) this.spans.delete(key);
      else this.spans.set(key, span);
    }
  }

  settle(): Span[] {
    const changed = settle([...this.spans.values()], [...this.parts.values()], OVER);
    this.write(changed);
    return changed;
  }

  rows(): Record<string, unknown>[] {
    return [...this.spans.values()]
      .sort((a, b) => (a.span_id < b.span_id ? -1 : a.span_id > b.span_id ? 1 : a.time - b.time))
      .map(({ received: _, version: __, ...row }) => ({
        ...row,
        metadata: Object.fromEntries([...row.metadata].sort()),
      }));
  }

  row(spanId: string): Span {
    const rows = [...this.spans.values()].filter(({ span_id }) => span_id === spanId);
    expect(rows, `rows of ${spanId}`).toHaveLength(1);
    return rows[0] as Span;
  }
}

const agent: Sent = { 'gen_ai.operation.name': 'invoke_agent' };
const span = (span_id: string, parent_id: string, attributes: Sent, overrides = {}): Partial<WireBatch> => ({
  spans: [wireSpan(attributes, { span_id, parent_id, ...overrides })],
});
const settled = (...pieces: Partial<WireBatch>[]): Store => {
  const store = new Store();
  for (const piece of pieces) store.receive(piece);
  store.settle();
  return store;
};

describe('inheritance', () => {
  test('takes the nearest ancestor that says something', () => {
    const store = settled(
      span('call', 'step', CHAT),
      span('step', 'root', { 'user.id': 'near' }),
      span('root', '', {
        'user.id': 'far',
        'session.id': 's',
        'telltale.team': 'support',
        'langfuse.trace.tags': ['a'],
      }),
    );
    expect(store.row('call')).toMatchObject({ user: 'near', session: 's', team: 'support', tags: ['a'] });
  });

  test('a value inherited too early gives way to a nearer one that comes later', () => {
    const store = settled(span('root', '', { 'user.id': 'far' }), span('call', 'step', CHAT));
    expect(store.row('call').user, 'an orphan takes what the trace says').toBe('far');
    store.receive(span('step', 'root', { 'user.id': 'near' })).settle();
    expect(store.row('call').user).toBe('near');
  });

  test('a version belongs to its prompt', () => {
    const store = settled(
      span('own', 'root', { ...CHAT, 'gen_ai.prompt.name': 'b' }),
      span('none', 'root', CHAT),
      span('root', '', { 'gen_ai.prompt.name': 'a', 'gen_ai.prompt.version': '7' }),
    );
    expect(store.row('own')).toMatchObject({ prompt: 'b', prompt_version: '' });
    expect(store.row('none')).toMatchObject({ prompt: 'a', prompt_version: '7' });
  });

  test('the endpoint is the route of the enclosing server span', () => {
    const route = { 'http.route': '/ask/:id' };
    const store = settled(
      span('call', 'client', CHAT),
      span('client', 'server', { 'http.route': '/not/a/server' }, { kind: 3 }),
      span('server', 'edge', route, { kind: 2 }),
      span('edge', '', { 'http.route': '/outer' }, { kind: 2 }),
    );
    expect(store.row('call').endpoint).toBe('/ask/:id');
  });

  test('never leaves the default environment for another unless an ancestor has one', () => {
    const store = settled(span('call', 'root', CHAT), span('root', '', { 'telltale.environment': 'production' }));
    expect(store.row('call').environment).toBe('production');
  });
});

describe('what counts as a call', () => {
  const calls = (store: Store): string[] =>
    [...store.spans.values()]
      .filter(({ is_call }) => is_call)
      .map(({ span_id }) => span_id)
      .sort();

  test("a client's span round the gateway's: the innermost counts, whichever came first", () => {
    const [outer, inner] = [span('client', '', CHAT), span('gateway', 'http', CHAT)];
    const between = span('http', 'client', {});
    for (const order of [
      [outer, between, inner],
      [inner, between, outer],
    ]) {
      const store = settled(...order);
      expect(calls(store)).toEqual(['gateway']);
      expect(store.row('client')).toMatchObject({ cost: null, price: '', input_tokens: 1000 });
    }
  });

  test("a tool's or an agent's own calls do not make the call above them a wrapper", () => {
    const store = settled(
      span('outer', '', CHAT),
      span('tool', 'outer', { 'gen_ai.operation.name': 'execute_tool' }),
      span('inner', 'tool', CHAT),
    );
    expect(calls(store)).toEqual(['inner', 'outer']);
  });

  test('the two embedding spans of the AI SDK are one call', () => {
    const embeddings = { 'gen_ai.operation.name': 'embeddings', 'gen_ai.request.model': 'text-embedding-3-small' };
    const store = settled(
      span('outer', '', embeddings),
      span('inner', 'outer', { ...embeddings, 'gen_ai.usage.input_tokens': 7 }),
    );
    expect(calls(store)).toEqual(['inner']);
  });

  test('an embedding below a chat (a semantic cache) is a call beside it', () => {
    const store = settled(span('chat', '', CHAT), span('embed', 'chat', { 'gen_ai.operation.name': 'embeddings' }));
    expect(calls(store)).toEqual(['chat', 'embed']);
  });
});

const TIME = (second: number): string => new Date(NOW / 1000 - 60_000 + second * 1000).toISOString();
const LANGFUSE = [
  langfuseEvent(
    'trace-create',
    { id: 't', name: 'ask', userId: 'ada', timestamp: TIME(0), metadata: { a: 1 } },
    NOW - 50_000_000,
  ),
  langfuseEvent('trace-create', { id: 't', output: 'done', timestamp: TIME(3), metadata: { b: 2 } }, NOW - 40_000_000),
  langfuseEvent('span-create', { id: 's', traceId: 't', name: 'step', startTime: TIME(1) }, NOW - 49_000_000),
  langfuseEvent(
    'generation-create',
    {
      id: 'g',
      traceId: 't',
      parentObservationId: 's',
      name: 'answer',
      model: 'gpt-4o',
      startTime: TIME(2),
      completionStartTime: TIME(2.5),
    },
    NOW - 48_000_000,
  ),
  langfuseEvent('generation-update', { id: 'g', traceId: 't', output: 'first' }, NOW - 47_000_000),
  langfuseEvent(
    'generation-update',
    { id: 'g', traceId: 't', output: 'hi', endTime: TIME(4), usage: { promptTokens: 1000, completionTokens: 100 } },
    NOW - 46_000_000,
  ),
];

describe('Langfuse v3 events', () => {
  test('merge into a tree below their trace', () => {
    const store = settled(...LANGFUSE.map((event) => ({ langfuse: [event] })));
    expect(store.row('t')).toMatchObject({
      name: 'ask',
      parent_id: '',
      output: 'done',
      duration_ms: 4000,
      kind: 'span',
    });
    expect(Object.fromEntries(store.row('t').metadata)).toEqual({ a: '1', b: '2' });
    expect(store.row('s')).toMatchObject({ parent_id: 't', user: 'ada' });
    expect(store.row('g')).toMatchObject({
      parent_id: 's',
      kind: 'llm',
      is_call: true,
      user: 'ada',
      output: 'hi',
      input_tokens: 1000,
      output_tokens: 100,
      cost: 3_500_000_000,
      ttft_ms: 500,
      duration_ms: 2000,
    });
  });

  test('a corrected start time moves the row and takes the old one back', () => {
    const store = settled({ langfuse: LANGFUSE });
    const before = store.row('g').time;
    const moved = langfuseEvent('generation-update', { id: 'g', traceId: 't', startTime: TIME(1.5) }, NOW - 1_000_000);
    const changed = store.receive({ langfuse: [moved] }).settle();
    expect(changed.find(({ deleted }) => deleted)).toMatchObject({ span_id: 'g', time: before });
    expect(store.row('g').time).toBe(before - 500_000);
  });

  test('without their trace stand on their own', () => {
    const store = settled({ langfuse: LANGFUSE.slice(2) });
    expect(store.row('s').parent_id).toBe('');
  });

  test('updates that never had a beginning are a row all the same, once settled', () => {
    const store = settled({ langfuse: [langfuseEvent('span-update', { id: 'x', traceId: 't', output: 'o' })] });
    expect(store.row('x')).toMatchObject({ output: 'o', time: NOW });
  });
});

test('a span sent again with another start is one row: the newest', () => {
  const store = new Store().receive(span('a', '', CHAT)).receive(span('a', '', CHAT, { start: NOW - 11_000_000 }));
  store.settle();
  expect(store.row('a').time).toBe(NOW - 11_000_000);
});

const said = (name: string, body: Record<string, string>, time: number): Partial<WireBatch> => {
  const { trace_id, resource, scope } = wireSpan();
  return {
    logs: [{ time, name, severity: 9, body, attributes: new Map(), trace_id, span_id: 'call', resource, scope }],
  };
};

const PIECES: Partial<WireBatch>[] = [
  span('call', 'step', CHAT),
  span('step', 'root', { 'user.id': 'near', 'gen_ai.prompt.name': 'p' }),
  span('root', 'server', {
    ...agent,
    'user.id': 'far',
    'session.id': 's',
    'gen_ai.prompt.name': 'q',
    'gen_ai.prompt.version': '2',
  }),
  span('server', '', { 'http.route': '/ask' }, { kind: 2 }),
  span('wrapper', 'root', CHAT),
  span('wrapped', 'wrapper', { ...CHAT, 'gen_ai.usage.output_tokens': 5 }),
  said('gen_ai.user.message', { content: 'one' }, NOW - 9_000_000),
  said('gen_ai.assistant.message', { content: 'two' }, NOW - 8_000_000),
  said('gen_ai.choice', { message: 'three', finish_reason: 'stop' }, NOW - 7_000_000),
  said('gen_ai.client.inference.operation.details', { 'gen_ai.usage.reasoning.output_tokens': '7' }, NOW - 6_000_000),
];
const LANGFUSE_PIECES = LANGFUSE.map((event) => ({ langfuse: [event] }));

const joined = (pieces: readonly Partial<WireBatch>[]): WireBatch => ({
  spans: pieces.flatMap(({ spans = [] }) => spans),
  logs: pieces.flatMap(({ logs = [] }) => logs),
  langfuse: pieces.flatMap(({ langfuse = [] }) => langfuse),
  scores: [],
});

describe.each([
  ['OpenTelemetry', PIECES],
  ['Langfuse', LANGFUSE_PIECES],
])('pieces of an %s trace', (_, pieces) => {
  const expected = settled(joined(pieces)).rows();

  test('in any order, split and repeated, with settling between, end in the same rows', () => {
    const index = fc.nat(pieces.length - 1);
    const arrival = fc.record({
      order: fc.shuffledSubarray(pieces, { minLength: pieces.length, maxLength: pieces.length }),
      repeated: fc.array(index, { maxLength: 4 }),
      cuts: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 20 }),
      settles: fc.array(fc.boolean(), { minLength: 1, maxLength: 20 }),
    });
    fc.assert(
      fc.property(arrival, ({ order, repeated, cuts, settles }) => {
        const stream = [...order, ...repeated.map((i) => pieces[i] as Partial<WireBatch>)];
        const store = new Store();
        for (let at = 0, turn = 0; at < stream.length; turn++) {
          const size = cuts[turn % cuts.length] as number;
          store.receive(joined(stream.slice(at, at + size)));
          if (settles[turn % settles.length]) store.settle();
          at += size;
        }
        store.settle();
        expect(store.rows()).toEqual(expected);
        expect(store.settle(), 'a settled trace stays as it is').toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
