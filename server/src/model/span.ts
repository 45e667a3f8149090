import { SCORE_NAMES, SCORES, type ScoreName, scoreColumn } from './scoring.ts';

/**
 * The one noun everything stands on: a span, one timed operation, as one flat wide row.
 * `SPAN_COLUMNS` is its only description: table definition, journal encoding, filters and API fields all come from it.
 */

/** How a column is stored, encoded and compared. `?` = unknown is NULL, never 0. */
export type ColumnType =
  | 'string' // String
  | 'low' // LowCardinality(String)
  | 'bool' // UInt8 0/1
  | 'u16?' // Nullable(UInt16)
  | 'u64' // UInt64, a safe integer
  | 'u64?' // Nullable(UInt64), a safe integer
  | 'time' // DateTime64(6, 'UTC'), microseconds since the epoch
  | 'ms' // Decimal(18, 3), milliseconds with microsecond precision
  | 'share?' // Nullable(Decimal(9, 4)), 0 to 1
  | 'ms?' // Nullable(Decimal(18, 3))
  | 'usd?' // Nullable(Decimal(18, 12)), held in memory as integer pico-dollars
  | 'tags' // Array(LowCardinality(String))
  | 'map'; // Map(LowCardinality(String), String)

export interface Column {
  readonly type: ColumnType;
  /** `field`: filter, group and return it. `text`: filter by words and return it. `internal`: ours alone. */
  readonly use: 'field' | 'text' | 'internal';
  readonly doc: string;
}

const score = (doc: string) => ({ type: 'share?', use: 'internal', doc }) as const;
/** A column for each score of the detectors; the API calls them `score.<name>`. */
const scoreColumns = Object.fromEntries(SCORE_NAMES.map((name) => [scoreColumn(name), score(SCORES[name].doc)])) as {
  [N in ScoreName as `score_${N}`]: ReturnType<typeof score>;
};

export const SPAN_COLUMNS = {
  project: { type: 'low', use: 'internal', doc: 'Tenant. Every query filters on it.' },
  time: { type: 'time', use: 'field', doc: 'Start of the operation.' },
  trace_id: { type: 'string', use: 'field', doc: 'Trace; 32 lower-case hex digits from OTLP, any text from Langfuse.' },
  span_id: { type: 'string', use: 'field', doc: 'Span; 16 lower-case hex digits from OTLP, any text from Langfuse.' },
  parent_id: { type: 'string', use: 'field', doc: 'Parent span; empty for a root.' },
  kind: {
    type: 'low',
    use: 'field',
    doc: 'llm, embedding, agent, tool, retriever, chain, guardrail, evaluator or span.',
  },
  is_call: {
    type: 'bool',
    use: 'internal',
    doc: '1 for a leaf of kind llm or embedding: one request to a model. Only these count.',
  },
  name: { type: 'low', use: 'field', doc: 'Name of the operation.' },
  operation: { type: 'low', use: 'field', doc: 'gen_ai.operation.name: chat, embeddings, execute_tool, …' },
  provider: { type: 'low', use: 'field', doc: 'Canonical provider: openai, anthropic, aws.bedrock, …' },
  model: { type: 'low', use: 'field', doc: 'Model that answered; the requested one when the answer named none.' },
  requested_model: { type: 'low', use: 'field', doc: 'Model that was asked for.' },
  prompt: { type: 'low', use: 'field', doc: 'Prompt name, inherited down the trace.' },
  prompt_version: { type: 'low', use: 'field', doc: 'Prompt version, inherited together with the prompt.' },
  environment: { type: 'low', use: 'field', doc: 'Deployment environment; `default` when none was sent.' },
  rollout: { type: 'low', use: 'field', doc: 'Rollout that chose the prompt version.' },
  arm: { type: 'low', use: 'field', doc: 'Arm of that rollout.' },
  user: { type: 'string', use: 'field', doc: 'End user.' },
  session: { type: 'string', use: 'field', doc: 'Session or conversation.' },
  service: { type: 'low', use: 'field', doc: 'service.name of the sender.' },
  endpoint: { type: 'low', use: 'field', doc: 'Route of the enclosing server span.' },
  team: { type: 'low', use: 'field', doc: 'Team that pays.' },
  customer: { type: 'low', use: 'field', doc: 'Customer served.' },
  feature: { type: 'low', use: 'field', doc: 'Product feature.' },
  status: { type: 'low', use: 'field', doc: 'ok or error.' },
  status_message: { type: 'string', use: 'text', doc: 'Error message.' },
  http_status: { type: 'u16?', use: 'field', doc: 'HTTP status of the provider.' },
  error_type: { type: 'low', use: 'field', doc: 'Low-cardinality error class.' },
  finish_reason: { type: 'low', use: 'field', doc: 'stop, length, tool_calls, content_filter, …' },
  language: { type: 'low', use: 'field', doc: 'Language of the output, when a detector set it.' },
  duration_ms: { type: 'ms', use: 'field', doc: 'Duration.' },
  ttft_ms: { type: 'ms?', use: 'field', doc: 'Time to first token.' },
  input_tokens: { type: 'u64?', use: 'field', doc: 'All input tokens, cached ones included.' },
  output_tokens: { type: 'u64?', use: 'field', doc: 'All output tokens, reasoning included.' },
  cached_tokens: { type: 'u64?', use: 'field', doc: 'Input tokens read from the cache; part of input_tokens.' },
  cache_write_tokens: { type: 'u64?', use: 'field', doc: 'Input tokens written to the cache; part of input_tokens.' },
  reasoning_tokens: { type: 'u64?', use: 'field', doc: 'Reasoning tokens; part of output_tokens.' },
  cost: {
    type: 'usd?',
    use: 'field',
    doc: 'Our price of the call in US dollars; unknown when the model has no price.',
  },
  cost_sent: { type: 'usd?', use: 'field', doc: 'Cost the client sent, kept beside ours.' },
  price: {
    type: 'low',
    use: 'internal',
    doc: 'Where the price came from, e.g. genai-prices:openai/gpt-4o or override:<id>.',
  },
  tags: { type: 'tags', use: 'field', doc: 'Tags, inherited down the trace.' },
  metadata: { type: 'map', use: 'field', doc: 'Everything sent that has no column of its own.' },
  input: { type: 'string', use: 'text', doc: 'Input: text, or JSON messages as sent.' },
  output: { type: 'string', use: 'text', doc: 'Output: text, or JSON messages as sent.' },
  events: {
    type: 'string',
    use: 'internal',
    doc: 'Span events and links as JSON, without those that became fields or scores.',
  },
  flags: {
    type: 'tags',
    use: 'field',
    doc: 'What detectors called: injection, refusal, pii, …, and its kind: refusal:safety, pii:email.',
  },
  ...scoreColumns,
  findings: { type: 'string', use: 'internal', doc: 'What was called, with reasons and evidence, as JSON.' },
  unscored: {
    type: 'tags',
    use: 'internal',
    doc: 'Detectors that had something to read and did not finish, and why: adherence:time.',
  },
  detectors: { type: 'low', use: 'internal', doc: 'Version of the detectors that scored the call; empty: none did.' },
  scope: { type: 'low', use: 'internal', doc: 'Instrumentation scope that made the span.' },
  derived: {
    type: 'low',
    use: 'internal',
    doc: 'Columns taken from other rows (ancestors, log records), comma-separated; settling works them out anew.',
  },
  received: { type: 'time', use: 'internal', doc: 'When Telltale received the row. Retention goes by it.' },
  version: { type: 'u64', use: 'internal', doc: 'Microsecond stamp; of rows with one identity the highest wins.' },
  deleted: { type: 'bool', use: 'internal', doc: '1 marks a row that a later version took back.' },
} as const satisfies Record<string, Column>;

export type SpanColumn = keyof typeof SPAN_COLUMNS;

type Value<T extends ColumnType> = T extends 'string' | 'low'
  ? string
  : T extends 'bool'
    ? boolean
    : T extends 'u64' | 'time' | 'ms'
      ? number
      : T extends 'u16?' | 'u64?' | 'share?' | 'ms?' | 'usd?'
        ? number | null
        : T extends 'tags'
          ? string[]
          : Map<string, string>;

/**
 * A span in memory. `time`/`received`: microseconds since the epoch. `*_ms`: milliseconds (µs precision).
 * `cost`/`cost_sent`: integer pico-dollars (1e-12 USD). Unknown numbers are null, unknown text is ''.
 */
export type Span = { -readonly [K in SpanColumn]: Value<(typeof SPAN_COLUMNS)[K]['type']> };

export const SPAN_KINDS = [
  'llm',
  'embedding',
  'agent',
  'tool',
  'retriever',
  'chain',
  'guardrail',
  'evaluator',
  'span',
] as const;

/** Fields a span takes from its nearest ancestor that has them. */
export const INHERITED = [
  'user',
  'session',
  'environment',
  'prompt',
  'prompt_version',
  'rollout',
  'arm',
  'team',
  'customer',
  'feature',
  'endpoint',
  'tags',
] as const;

/** Columns that detectors fill. */
export type ScoredColumns = Pick<Span, `score_${ScoreName}` | 'flags' | 'findings' | 'unscored' | 'detectors'>;

/** What they hold of a span that no detector has seen. Its lists are shared: take others, never add to them. */
export const NOT_SCORED: ScoredColumns = {
  ...(Object.fromEntries(SCORE_NAMES.map((name) => [scoreColumn(name), null])) as Pick<Span, `score_${ScoreName}`>),
  flags: [],
  findings: '',
  unscored: [],
  detectors: '',
};
