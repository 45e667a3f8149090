import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SPAN_COLUMNS, type Span } from '../../model/span.ts';
import type { AttributeValue, WireLog } from '../../model/wire.ts';
import { AwaitedSpans } from './awaited.ts';
import { DIALECTS } from './dialects/precedence.ts';
import { normaliseBatch } from './normalise.ts';
import {
  batchOf,
  CHAT,
  langfuseEvent,
  listPrice,
  NOW,
  normalise,
  RETENTION_DAYS,
  rowOf,
  wireSpan,
} from './testing/wire.ts';

const DAY = 86_400_000_000;
const log = (name: string, overrides: Partial<WireLog> = {}): WireLog => {
  const { trace_id, span_id, resource, scope } = wireSpan();
  return {
    time: NOW,
    name,
    severity: 9,
    body: null,
    attributes: new Map(),
    trace_id,
    span_id,
    resource,
    scope,
    ...overrides,
  };
};

describe('times', () => {
  test('are kept to the microsecond', () => {
    expect(rowOf({}, { start: NOW - 1_000_000.25, end: NOW + 0.25 })).toMatchObject({
      time: NOW - 1_000_000,
      duration_ms: 1000,
    });
  });

  test('an end before the start is no duration, and marked', () => {
    const row = rowOf({}, { start: NOW, end: NOW - 5 });
    expect(row.duration_ms).toBe(0);
    expect(row.metadata.get('telltale.end')).toBe('before start by 5 µs');
  });

  test('a missing end is no duration, a missing start is the end; both are marked', () => {
    const open = rowOf({}, { end: 0 });
    expect([open.duration_ms, open.metadata.get('telltale.end')]).toEqual([0, 'missing']);
    const headless = rowOf({}, { start: 0, end: NOW });
    expect([headless.time, headless.duration_ms, headless.metadata.get('telltale.start')]).toEqual([NOW, 0, 'missing']);
  });

  test.each([
    ['a day behind', -DAY, undefined],
    ['a day ahead', DAY, 'ahead'],
  ])('of a clock %s are stored as sent, with our own beside', (_, skew, mark) => {
    const row = rowOf({}, { start: NOW + skew, end: NOW + skew + 1000 });
    expect(row).toMatchObject({ time: NOW + skew, received: NOW, duration_ms: 1 });
    expect(row.metadata.get('telltale.clock')).toBe(mark);
  });

  test.each([
    ['no time at all', 0, 0, 'both missing'],
    ['beyond retention', NOW - 91 * DAY, NOW, 'older than the retention of 90 days'],
    ['far in the future', NOW + 3 * DAY, NOW, 'in the future'],
    ['the largest there is', 2 ** 64 / 1000, 2 ** 64 / 1000, 'in the future'],
  ])('%s refuses the span and keeps the others', (_, start, end, reason) => {
    const rows = normalise({ spans: [wireSpan({}, { start, end }), wireSpan(CHAT, { span_id: '2' })] });
    expect(rows.rejected).toEqual({ spans: 1, logs: 0, scores: 0 });
    expect(rows.errors).toEqual([expect.stringContaining(reason)]);
    expect(rows.spans).toHaveLength(1);
  });

  test('a reason is given once, and not endlessly many', () => {
    const spans = Array.from({ length: 100 }, () => wireSpan({}, { start: 0, end: 0 }));
    const { rejected, errors } = normalise({ spans });
    expect([rejected.spans, errors.length]).toEqual([100, 1]);
  });
});

describe('which traces want settling', () => {
  const dirty = (...spans: ReturnType<typeof wireSpan>[]): number => normalise({ spans }).dirty.size;

  test('a call that stands alone does not', () => {
    expect(dirty(wireSpan(CHAT))).toBe(0);
  });
  test('a parent that is elsewhere does', () => {
    expect(dirty(wireSpan(CHAT, { parent_id: 'elsewhere' }))).toBe(1);
  });
  test('a span that may be a parent does', () => {
    expect(dirty(wireSpan({ 'gen_ai.operation.name': 'invoke_agent' }))).toBe(1);
  });
  test('a whole trace does not, where nothing of it can have come before', () => {
    const root = wireSpan({ 'gen_ai.operation.name': 'invoke_agent' }, { span_id: 'root' });
    const child = wireSpan(CHAT, { span_id: 'child', parent_id: 'root' });
    const send = (awaited: AwaitedSpans, spans = [root, child]): number =>
      normaliseBatch('p1', batchOf({ spans }), { now: NOW, retentionDays: RETENTION_DAYS, price: listPrice, awaited })
        .dirty.size;
    expect(send(new AwaitedSpans({ fresh: true }))).toBe(0);
    expect(send(new AwaitedSpans())).toBe(1);
    expect(send(new AwaitedSpans({ fresh: true, shared: true }))).toBe(1);
    const awaited = new AwaitedSpans({ fresh: true });
    expect(send(awaited, [child])).toBe(1);
    expect(send(awaited, [root])).toBe(1);
  });
  test('parts do', () => {
    expect(normalise({ logs: [log('gen_ai.choice')] }).dirty.size).toBe(1);
  });
  test('a call whose child came before does', () => {
    const context = { now: NOW, retentionDays: RETENTION_DAYS, price: listPrice, awaited: new AwaitedSpans() };
    const send = (overrides: Parameters<typeof wireSpan>[1], project = 'p1'): number =>
      normaliseBatch(project, batchOf({ spans: [wireSpan(CHAT, overrides)] }), context).dirty.size;
    expect(send({ span_id: 'gateway', parent_id: 'client' })).toBe(1);
    expect(send({ span_id: 'client' }, 'p2')).toBe(0);
    expect(send({ span_id: 'client' })).toBe(1);
  });
  test('a call whose messages came before does', () => {
    const context = { now: NOW, retentionDays: RETENTION_DAYS, price: listPrice, awaited: new AwaitedSpans() };
    normaliseBatch('p1', batchOf({ logs: [log('gen_ai.choice')] }), context);
    expect(normaliseBatch('p1', batchOf({ spans: [wireSpan(CHAT)] }), context).dirty.size).toBe(1);
  });
});

describe('within one batch', () => {
  test('children inherit at once, in whatever order they stand', () => {
    const root = wireSpan({ 'gen_ai.operation.name': 'invoke_agent', 'user.id': 'ada' }, { span_id: 'root' });
    const child = wireSpan(CHAT, { span_id: 'child', parent_id: 'root' });
    for (const spans of [
      [root, child],
      [child, root],
    ]) {
      const row = normalise({ spans }).spans.find(({ span_id }) => span_id === 'child');
      expect(row).toMatchObject({ user: 'ada', is_call: true, derived: 'user' });
    }
  });

  test('the same span twice is one row', () => {
    expect(normalise({ spans: [wireSpan(CHAT), wireSpan(CHAT)] }).spans).toHaveLength(1);
  });

  test('loops of parents end', () => {
    const a = wireSpan(CHAT, { span_id: 'a', parent_id: 'b' });
    const b = wireSpan({ 'user.id': 'ada' }, { span_id: 'b', parent_id: 'a' });
    const rows = normalise({ spans: [a, b, wireSpan({}, { span_id: 'c', parent_id: 'c' })] }).spans;
    expect(rows.map(({ span_id, parent_id }) => [span_id, parent_id])).toEqual([
      ['a', 'b'],
      ['b', 'a'],
      ['c', ''],
    ]);
  });

  test('a chain of 20,000 spans is followed to its root', () => {
    const spans = Array.from({ length: 20_000 }, (_, i) =>
      wireSpan(i === 0 ? { 'session.id': 's' } : {}, { span_id: `${i}`, parent_id: i === 0 ? '' : `${i - 1}` }),
    );
    expect(normalise({ spans: spans.reverse() }).spans.every(({ session }) => session === 's')).toBe(true);
  });
});

describe('logs', () => {
  test('messages are folded into their span', () => {
    const logs = [
      log('gen_ai.user.message', { body: { content: 'Hi' } }),
      log('gen_ai.choice', { body: { index: 0, finish_reason: 'stop', message: { content: 'Hello' } } }),
    ];
    const [row] = normalise({ spans: [wireSpan(CHAT)], logs }).spans;
    expect(row).toMatchObject({
      input: '[{"role":"user","content":"Hi"}]',
      output: '[{"role":"assistant","content":"Hello"}]',
      finish_reason: 'stop',
    });
  });

  test('an exception makes its span fail', () => {
    const attributes = new Map([
      ['exception.type', 'RateLimitError'],
      ['exception.message', '429 slow down'],
    ]);
    const [row] = normalise({
      spans: [wireSpan(CHAT)],
      logs: [log('gen_ai.client.operation.exception', { attributes })],
    }).spans;
    expect(row).toMatchObject({
      status: 'error',
      error_type: 'RateLimitError',
      status_message: '429 slow down',
      http_status: 429,
    });
  });

  test('the same record sent again is the same part; another is not', () => {
    const sent = log('gen_ai.user.message', { body: { content: 'Hi' } });
    const ids = normalise({ logs: [sent, sent, { ...sent, body: { content: 'Ho' } }] }).parts.map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
    expect(normalise({ logs: [sent] }).parts[0]?.id).toBe(ids[0]);
  });

  test('that belong to no span are refused', () => {
    const rows = normalise({
      logs: [log('gen_ai.choice', { span_id: '' }), log('gen_ai.evaluation.result', { trace_id: '' })],
    });
    expect([rows.rejected.logs, rows.parts.length, rows.scores.length]).toEqual([2, 0, 0]);
  });
});

describe('Langfuse events', () => {
  test('beyond retention are refused by id, the rest goes on', () => {
    const old = langfuseEvent('span-create', { id: 's', traceId: 't', startTime: '2020-01-01T00:00:00Z' });
    const rows = normalise({ langfuse: [old, langfuseEvent('trace-create', { id: 't' })] });
    expect([...rows.langfuse]).toEqual([[old.id, 'older than the retention of 90 days']]);
    expect(rows.parts).toHaveLength(1);
  });

  test('an update alone makes no half row; it waits for its beginning', () => {
    const rows = normalise({ langfuse: [langfuseEvent('generation-update', { id: 'g', traceId: 't', output: 'x' })] });
    expect([rows.spans.length, rows.parts.length, [...rows.dirty]]).toEqual([0, 1, ['t']]);
  });

  test('with hostile keys are kept like any other', () => {
    const body = JSON.parse(
      '{"id":"s","traceId":"t","startTime":"2026-11-24T15:00:00Z","constructor":"x","__proto__":{"endTime":1}}',
    );
    const [row] = normalise({ langfuse: [langfuseEvent('span-create', body as Record<string, unknown>)] }).spans;
    expect(row?.metadata.get('constructor')).toBe('x');
    expect(row?.metadata.get('telltale.end')).toBe('missing');
  });

  test('lone surrogates in ids are the same id everywhere', () => {
    const rows = normalise({
      langfuse: [langfuseEvent('trace-create', { id: 't\ud800', name: 'n', timestamp: '2026-11-24T15:00:00Z' })],
    });
    expect([rows.parts[0]?.trace_id, rows.spans[0]?.trace_id, [...rows.dirty][0]]).toEqual([
      't\ufffd',
      't\ufffd',
      't\ufffd',
    ]);
  });
});

describe('whatever is sent', () => {
  const keys = DIALECTS.flatMap(({ fields, expand = {}, trees = {}, metadata = [] }) => [
    ...Object.values(fields).flatMap((sources) =>
      sources.map((source) => (typeof source === 'string' ? source : source[0])),
    ),
    ...Object.keys(expand),
    ...Object.keys(trees).flatMap((prefix) => [`${prefix}0.role`, `${prefix}0`, `${prefix}1.message.tool_calls.0`]),
    ...metadata.map((prefix) => `${prefix}x`),
    'constructor',
    'annotations.0.annotation.name',
  ]);
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.constantFrom('-1', '1e999', '\ud800', '\0', '[', '{}', 'constructor', '__proto__'),
  );
  const leaf = fc.oneof(
    text,
    fc.double(),
    fc.maxSafeInteger(),
    fc.bigInt(-(2n ** 63n), 2n ** 64n),
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array({ maxLength: 4 }),
  );
  const value: fc.Arbitrary<AttributeValue> = fc.oneof(
    leaf,
    fc.array(leaf, { maxLength: 3 }),
    fc.dictionary(fc.string(), leaf, { maxKeys: 3 }),
  );
  const attributes = fc.dictionary(fc.constantFrom(...keys), value, { maxKeys: 12 });

  test('becomes a row that can be stored', () => {
    fc.assert(
      fc.property(
        attributes,
        fc.constantFrom('exception', 'gen_ai.choice', 'gen_ai.user.message', 'gen_ai.evaluation.result'),
        (sent, name) => {
          const events = [{ time: NOW, name, attributes: new Map(Object.entries(sent)) }];
          const { spans, scores } = normalise({ spans: [wireSpan(sent, { events })] });
          expect(unstorable(spans[0] as Span)).toEqual([]);
          for (const score of scores)
            expect([typeof score.name, typeof score.label, typeof score.reason]).toEqual([
              'string',
              'string',
              'string',
            ]);
        },
      ),
      { numRuns: 2000 },
    );
  });

  const FITS: Record<string, (value: unknown) => boolean> = {
    string: (held) => typeof held === 'string',
    low: (held) => typeof held === 'string' && held.length <= 4096,
    bool: (held) => typeof held === 'boolean',
    'share?': (held) => held === null || ((held as number) >= 0 && (held as number) <= 1),
    'u16?': (held) => held === null || (Number.isInteger(held) && (held as number) >= 0 && (held as number) < 65_536),
    u64: (held) => Number.isSafeInteger(held) && (held as number) >= 0,
    'u64?': (held) => held === null || (Number.isSafeInteger(held) && (held as number) >= 0),
    time: (held) => Number.isSafeInteger(held),
    ms: (held) => Number.isFinite(held) && (held as number) >= 0 && (held as number) < 1e12,
    'ms?': (held) => held === null || (Number.isFinite(held) && (held as number) >= 0 && (held as number) < 1e12),
    'usd?': (held) => held === null || (Number.isSafeInteger(held) && (held as number) >= 0),
    tags: (held) => Array.isArray(held) && held.every((tag) => typeof tag === 'string'),
    map: (held) => held instanceof Map && [...held].flat().every((text_) => typeof text_ === 'string'),
  };
  const unstorable = (span: Span): string[] =>
    Object.entries(SPAN_COLUMNS)
      .filter(([column, { type }]) => !FITS[type]?.(span[column as keyof Span]))
      .map(([column]) => column);
});
