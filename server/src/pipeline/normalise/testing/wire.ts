import type { Score } from '../../../model/score.ts';
import type { Span } from '../../../model/span.ts';
import {
  type AttributeValue,
  emptyBatch,
  type LangfuseEvent,
  type WireBatch,
  type WireSpan,
} from '../../../model/wire.ts';
import { type Normalised, normaliseBatch } from '../normalise.ts';
import { createPricer, type Pricer } from '../price.ts';

/** Microseconds since the epoch: 2026-11-24T16:00:00Z. */
export const NOW = Date.UTC(2026, 10, 24, 16) * 1000;
export const RETENTION_DAYS = 90;
export const listPrice: Pricer = createPricer([]);

export type Sent = Record<string, AttributeValue>;

/** A span as the wire decodes it: a second long, ten seconds ago. */
export function wireSpan(attributes: Sent = {}, overrides: Partial<WireSpan> = {}): WireSpan {
  return {
    trace_id: '0af7651916cd43dd8448eb211c80319c',
    span_id: 'b7ad6b7169203331',
    parent_id: '',
    name: 'operation',
    kind: 3,
    start: NOW - 10_000_000,
    end: NOW - 9_000_000,
    attributes: new Map(Object.entries(attributes)),
    events: [],
    links: [],
    status: 0,
    status_message: '',
    resource: new Map([['service.name', 'shop']]),
    scope: { name: 'test', version: '' },
    ...overrides,
  };
}

export const batchOf = (parts: Partial<WireBatch>): WireBatch => ({ ...emptyBatch(), ...parts });

export const normalise = (parts: Partial<WireBatch>): Normalised =>
  normaliseBatch('p1', batchOf(parts), { now: NOW, retentionDays: RETENTION_DAYS, price: listPrice });

/** The row of one span that came alone. */
export function rowOf(attributes: Sent, overrides: Partial<WireSpan> = {}): Span {
  const [row] = normalise({ spans: [wireSpan(attributes, overrides)] }).spans;
  if (!row) throw new Error('the span was refused');
  return row;
}

export function scoresOf(attributes: Sent, overrides: Partial<WireSpan> = {}): Score[] {
  return normalise({ spans: [wireSpan(attributes, overrides)] }).scores;
}

/** A plain chat call of the GenAI conventions. */
export const CHAT: Sent = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': 'gpt-4o',
  'gen_ai.response.model': 'gpt-4o-2024-08-06',
  'gen_ai.usage.input_tokens': 1000,
  'gen_ai.usage.output_tokens': 100,
};

let events = 0;
export const langfuseEvent = (type: string, body: LangfuseEvent['body'], time = NOW): LangfuseEvent => ({
  id: `event-${++events}`,
  type,
  time,
  body,
});
