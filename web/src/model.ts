/** What the API speaks, as the browser sees it. Unknown is absent, never 0. */

export type FilterOp = 'eq' | 'ne' | 'in' | 'not_in' | 'lt' | 'lte' | 'gt' | 'gte' | 'contains' | 'exists';
type Scalar = string | number | boolean;

/** One condition on calls: the same shape in the API, in the URL and in the filter bar. */
export interface Filter {
  field: string;
  op: FilterOp;
  /** A list for `in` and `not_in`; absent with `exists` means true. */
  value?: Scalar | Scalar[];
}

/** RFC 3339, or relative to now: `now`, `now-24h`. `to` is exclusive. */
export interface Range {
  from: string;
  to: string;
}

/** The range before, the same a week earlier, or the same range under another filter. */
export type Compare = 'previous' | 'week' | { filter: Filter[] };
export type Unit = 'calls' | 'calls/s' | 'tokens' | 'tokens/s' | 'ms' | 'ratio' | 'usd' | 'users' | 'sessions';
export type Better = 'higher' | 'lower' | 'none';

export interface MetricInfo {
  id: string;
  title: string;
  unit: Unit;
  better: Better;
  kind: string;
  description: string;
}

export interface MetricQuery {
  metrics: string[];
  filter: Filter[];
  group_by: string[];
  range: Range;
  /** `auto`, `none`, or a step such as `5m`. */
  interval: string;
  compare?: Compare;
  /** Words that the calls must hold. */
  text?: string;
  /** A metric, group field, `n` or `time`; a leading `-` sorts downwards. */
  order_by?: string;
  limit?: number;
}

/** One row of numbers: group fields as text, metrics as numbers, `n` = calls behind it, `time` with an interval. */
export interface Row {
  n: number;
  time?: string;
  [field: string]: string | number | undefined;
}

/** What a metric rests on where that is not every call of its row; ask for it along with the metric. */
export const BASIS: Record<string, string> = {
  ttft_p50: 'ttft_calls',
  ttft_p95: 'ttft_calls',
  ttft_p99: 'ttft_calls',
  cost: 'priced_calls',
  cost_per_call: 'priced_calls',
  groundedness: 'groundedness_calls',
  hallucination_rate: 'groundedness_calls',
  adherence: 'adherence_calls',
  off_instructions_rate: 'adherence_calls',
  refusal_rate: 'refusal_calls',
  repetition_rate: 'repetition_calls',
  injection_rate: 'injection_calls',
  indirect_injection_rate: 'indirect_injection_calls',
  jailbreak_rate: 'jailbreak_calls',
  toxicity_rate: 'toxicity_calls',
  toxicity_input_rate: 'toxicity_input_calls',
  toxicity_output_rate: 'toxicity_output_calls',
  pii_rate: 'pii_calls',
  leak_rate: 'leak_calls',
};

/** Calls behind one metric of a row. */
export function callsBehind(row: Row, metric: string): number {
  const basis = row[BASIS[metric] ?? 'n'];
  return typeof basis === 'number' ? basis : row.n;
}

export interface QueryResult {
  rows: Row[];
  compare?: { rows: Row[]; range: Range };
  /** `interval`: the step of the buckets; `range`: what the question resolved to, RFC 3339. */
  meta: { interval: string; elapsed_ms: number; source: 'rollup' | 'raw' | 'mixed'; range: Range };
}

/** A span; a call when `is_call`. `input` and `output` are text, or JSON messages as the client sent them. */
export interface Call {
  time: string;
  trace_id: string;
  span_id: string;
  parent_id?: string;
  kind?: string;
  name?: string;
  operation?: string;
  provider?: string;
  model?: string;
  requested_model?: string;
  prompt?: string;
  prompt_version?: string;
  environment?: string;
  rollout?: string;
  arm?: string;
  user?: string;
  session?: string;
  service?: string;
  endpoint?: string;
  team?: string;
  customer?: string;
  feature?: string;
  status: 'ok' | 'error';
  status_message?: string;
  flags?: string[];
  http_status?: number;
  error_type?: string;
  finish_reason?: string;
  language?: string;
  duration_ms?: number;
  ttft_ms?: number;
  input_tokens?: number;
  output_tokens?: number;
  cached_tokens?: number;
  cache_write_tokens?: number;
  reasoning_tokens?: number;
  /** US dollars: ours, and what the client claimed. */
  cost?: number;
  cost_sent?: number;
  tags?: string[];
  metadata?: Record<string, string>;
  input?: string;
  output?: string;
  is_call: boolean;
  /** Texts that were cut for this answer. */
  truncated?: ('input' | 'output' | 'status_message' | 'metadata')[];
}

export interface CallPage {
  calls: Call[];
  next_cursor?: string;
}

/** A named value somebody gave: a detector, a judge, a user, a reviewer. */
export interface Score {
  id?: string;
  name: string;
  /** Given to the trace or session as a whole; stands on the root span. */
  of?: 'trace' | 'session';
  value: Scalar;
  /** A word beside the number. */
  label?: string;
  source: 'detector' | 'judge' | 'user' | 'reviewer' | 'api';
  evaluator?: string;
  version?: string;
  reason?: string;
  evidence?: unknown;
  /** Of a detector: beyond the threshold that was in force. */
  called?: true;
  time: string;
}

export interface ScoredSpan extends Call {
  scores: Score[];
  /** Detectors that had something to read and did not finish, and why: `adherence:time`. */
  unscored?: string[];
  /** Span events and links; on a single span only. */
  events?: unknown[];
}

export interface TracePage {
  trace_id: string;
  spans: ScoredSpan[];
  next_cursor?: string;
}

/** What every call is scored for: flagged from `threshold` on; when `low`, below it. */
export interface Detector {
  name: string;
  title: string;
  description: string;
  flag: string;
  threshold: number;
  default_threshold: number;
  low: boolean;
}

/** How a cost came about, class by class; or `reason`, why there is none. */
export interface CostExplained {
  span_id: string;
  model?: string;
  provider?: string;
  currency: 'USD';
  cost?: number;
  cost_sent?: number;
  lines: { class: string; tokens: number; usd_per_million: number; cost: number }[];
  source?: string;
  effective_from?: string;
  reason?: string;
}

export interface FieldInfo {
  name: string;
  type: 'string' | 'number' | 'time' | 'tags' | 'map' | 'boolean';
  use: 'field' | 'text';
  description: string;
}

export interface FieldValue {
  value: string;
  n: number;
}

export interface Named {
  id: string;
  name: string;
}

/** Who asks, and for which project. */
export interface Me {
  principal: { kind: 'key' | 'user' | 'local'; name: string; scopes: string[] };
  project: Named;
  projects: Named[];
  /** `open`: no owner; this machine needs no credentials. */
  mode: 'open' | 'owner';
  version: string;
}

export interface System {
  version: string;
  uptime_s: number;
  open: boolean;
  /** Whether this project has any call yet. */
  calls: boolean;
  /** Items since start, of all projects: received = accepted + rejected. */
  ingest: Record<'received' | 'accepted' | 'rejected' | 'duplicate', number>;
  stored: { spans: number; scores: number };
  queryable: { spans: number; scores: number };
  journal: Record<'backlog_bytes' | 'backlog_segments' | 'oldest_ms' | 'sync_p50_ms' | 'sync_p99_ms', number>;
  /** Why nothing can be stored now. */
  trouble?: string;
  engine: { healthy: boolean; restarts: number };
  disk: { free_bytes: number; total_bytes: number };
  retention_days: number;
  rollup_retention_days: number;
  /** Models called lately that have no price. */
  unpriced?: number;
  ports: { http: number; grpc: number | null };
}

export interface ApiKey {
  id: string;
  name: string;
  scopes: string[];
  created_at: string;
  last_used_at?: string;
}

/** A key in the one moment in which its secret is known. */
export type NewKey = ApiKey & { key: string };

/** A project's own price of a model: US dollars per million tokens, as decimal text. */
export interface PriceOverride {
  id: string;
  provider?: string;
  model: string;
  input: string;
  output: string;
  cached?: string;
  cache_write?: string;
  effective_from?: string;
}

export interface Prices {
  overrides: PriceOverride[];
  /** Models that were called and have no price. */
  unknown: { provider: string; model: string; calls: number; last_seen: string }[];
}

/** How far loading the demo is. */
export interface DemoProgress {
  state: 'idle' | 'loading' | 'done' | 'failed';
  sent: number;
  /** 0 until it is known. */
  total: number;
  seconds?: number;
  error?: string;
}
