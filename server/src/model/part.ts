import type { Column } from './span.ts';

/**
 * A part: a piece of a span that arrived on its own (an OTLP log record with message content, a Langfuse v3 event).
 * Parts are kept as sent; settling a trace folds them into its spans.
 */
export const PART_COLUMNS = {
  project: { type: 'low', use: 'internal', doc: 'Tenant.' },
  trace_id: { type: 'string', use: 'internal', doc: 'Trace.' },
  span_id: { type: 'string', use: 'internal', doc: 'Span.' },
  time: { type: 'time', use: 'internal', doc: "The sender's time of the event." },
  id: { type: 'string', use: 'internal', doc: 'Identity within the span: the same id again is the same part.' },
  name: { type: 'low', use: 'internal', doc: 'Event name: gen_ai.choice, langfuse:generation-update, …' },
  body: { type: 'string', use: 'internal', doc: 'JSON of the event.' },
  received: { type: 'time', use: 'internal', doc: 'When Telltale received the row.' },
  version: { type: 'u64', use: 'internal', doc: 'Of rows with one identity the highest wins.' },
} as const satisfies Record<string, Column>;

/** A part in memory. Times in microseconds since the epoch. */
export interface Part {
  project: string;
  trace_id: string;
  span_id: string;
  time: number;
  id: string;
  name: string;
  body: string;
  received: number;
  version: number;
}
