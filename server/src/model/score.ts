import type { Column } from './span.ts';

export const SCORE_SOURCES = ['detector', 'judge', 'user', 'reviewer', 'api'] as const;
export type ScoreSource = (typeof SCORE_SOURCES)[number];

/** A named value on a span, trace or session, with who said so and why. One row; `id` identifies it within a project. */
export const SCORE_COLUMNS = {
  project: { type: 'low', use: 'internal', doc: 'Tenant.' },
  id: { type: 'string', use: 'field', doc: 'Identity: the same id again replaces the score.' },
  time: { type: 'time', use: 'field', doc: 'When it was given.' },
  trace_id: { type: 'string', use: 'field', doc: 'Trace it is about, or empty.' },
  span_id: { type: 'string', use: 'field', doc: 'Span it is about, or empty.' },
  session: { type: 'string', use: 'field', doc: 'Session it is about, or empty.' },
  name: { type: 'low', use: 'field', doc: 'Name of the score.' },
  value: { type: 'f64?', use: 'field', doc: 'Numeric value; booleans are 0 and 1; unknown for a pure label.' },
  label: { type: 'string', use: 'field', doc: 'Categorical or text value.' },
  source: { type: 'low', use: 'field', doc: 'detector, judge, user, reviewer or api.' },
  evaluator: { type: 'low', use: 'field', doc: 'Who or what scored.' },
  evaluator_version: { type: 'low', use: 'field', doc: 'Version of the evaluator.' },
  reason: { type: 'string', use: 'field', doc: 'Explanation or comment.' },
  evidence: { type: 'string', use: 'field', doc: 'JSON: what the score rests on.' },
  metadata: { type: 'map', use: 'field', doc: 'Anything else that was sent.' },
  received: { type: 'time', use: 'internal', doc: 'When Telltale received the row.' },
  version: { type: 'u64', use: 'internal', doc: 'Of rows with one identity the highest wins.' },
  deleted: { type: 'bool', use: 'internal', doc: '1 marks a deleted score.' },
} as const satisfies Record<string, Omit<Column, 'type'> & { type: Column['type'] | 'f64?' }>;

/** A score in memory. Times in microseconds since the epoch. */
export interface Score {
  project: string;
  id: string;
  time: number;
  trace_id: string;
  span_id: string;
  session: string;
  name: string;
  value: number | null;
  label: string;
  source: ScoreSource;
  evaluator: string;
  evaluator_version: string;
  reason: string;
  evidence: string;
  metadata: Map<string, string>;
  received: number;
  version: number;
  deleted: boolean;
}
