import { SCORE_NAMES, SCORES, type ScoreName, scoreColumn } from '../../model/scoring.ts';

/**
 * What is counted about calls, in a form that adds up: over rows, over groups, over time. Roll-ups keep these, metrics are
 * expressions over them, and the same text runs over raw rows and over kept states, so both give the same numbers.
 */
export interface Measure {
  /** Aggregate over rows of `telltale.spans`. */
  readonly raw: string;
  /** Type of that aggregate: the column of the roll-ups. */
  readonly type: string;
  /** Aggregate over a column (or alias) that holds `raw` results; gives a value of `type` again. */
  readonly merge: (column: string) => string;
}

const count = (condition: string): Measure => ({
  raw: `countIf(${condition})`,
  type: 'UInt64',
  merge: (column) => `sum(${column})`,
});

const sum = (
  value: string,
  type: 'UInt64' | 'Decimal(38, 3)' | 'Decimal(38, 4)' | 'Decimal(38, 12)',
  condition = '1',
): Measure => ({
  raw: condition === '1' ? `sum(${value})` : `sumIf(${value}, ${condition})`,
  type,
  merge: (column) => `sum(${column})`,
});

/** Relative error 1 %; merged sketches equal the sketch of all rows. */
const SKETCH = 'quantilesDD(0.01, 0.5, 0.95, 0.99)';
const state = (suffix: string): string => SKETCH.replace('(', `${suffix}(`);

const sketch = (value: string, condition = '1'): Measure => ({
  raw: `${state('StateIf')}(toFloat64(${value}), ${condition})`,
  type: `AggregateFunction(${SKETCH}, Float64)`,
  merge: (column) => `${state('MergeState')}(${column})`,
});

/** The value of a merged sketch column: `[p50, p95, p99]`, NaN when it is empty. */
export const sketchQuantiles = (column: string): string => `finalizeAggregation(${column})`;

const known = (column: string): string => `${column} IS NOT NULL`;
const value = (column: string): string => `assumeNotNull(ifNull(${column}, 0))`;

const RATE_LIMITED = `(ifNull(http_status, 0) = 429 OR match(lower(error_type), 'rate.?limit|throttl|too.?many.?requests|^429$'))`;
const SERVER_ERROR = `(ifNull(http_status, 0) BETWEEN 500 AND 599 OR match(lower(error_type), '^5[0-9][0-9]$|server.?error|service.?unavailable|overloaded|bad.?gateway'))`;
const TIMEOUT = `(ifNull(http_status, 0) IN (408, 504) OR match(lower(error_type), 'time.?d?.?out|deadline'))`;
const CONNECTION = `match(lower(error_type), 'connect|econn|socket|network|dns|enotfound')`;
const FAILED = "status = 'error'";
/** Why a call failed, most telling first: the first that holds is a failure's class; none = another failure. Over rows of `telltale.spans`. */
export const ERROR_CLASSES = {
  rate_limited: RATE_LIMITED,
  timeout: TIMEOUT,
  server_error: SERVER_ERROR,
  connection: CONNECTION,
  client_error: 'ifNull(http_status, 0) BETWEEN 400 AND 499',
} as const;
/** Calls whose speed of writing is known. */
const TIMED = `${known('output_tokens')} AND duration_ms > 0`;

type ScoreMeasure = `scored_${ScoreName}` | `called_${ScoreName}`;
/** Of each score of the detectors: calls that have it, and those it called. */
const scores = Object.fromEntries(
  SCORE_NAMES.flatMap((name) => [
    [`scored_${name}`, count(known(scoreColumn(name)))],
    [`called_${name}`, count(`has(flags, '${SCORES[name].flag}')`)],
  ]),
) as Record<ScoreMeasure, Measure>;
const TOXIC = "['toxicity_input', 'toxicity_output']";

export const MEASURES = {
  n: { raw: 'count()', type: 'UInt64', merge: (column: string) => `sum(${column})` },
  errors: count(FAILED),
  rate_limited: count(`${FAILED} AND ${RATE_LIMITED}`),
  server_errors: count(`${FAILED} AND ${SERVER_ERROR}`),
  timeouts: count(`${FAILED} AND ${TIMEOUT}`),
  /** Failures of the provider or the way to it: 5xx, timeouts, connections. Each call once. */
  unavailable: count(`${FAILED} AND (${SERVER_ERROR} OR ${TIMEOUT} OR ${CONNECTION})`),
  duration_ms: sum('duration_ms', 'Decimal(38, 3)'),
  duration: sketch('duration_ms'),
  ttft_known: count(known('ttft_ms')),
  ttft_ms: sum(value('ttft_ms'), 'Decimal(38, 3)'),
  ttft: sketch(value('ttft_ms'), known('ttft_ms')),
  input_tokens: sum(value('input_tokens'), 'UInt64'),
  input_tokens_known: count(known('input_tokens')),
  output_tokens: sum(value('output_tokens'), 'UInt64'),
  output_tokens_known: count(known('output_tokens')),
  cached_tokens: sum(value('cached_tokens'), 'UInt64'),
  cached_tokens_known: count(known('cached_tokens')),
  cache_write_tokens: sum(value('cache_write_tokens'), 'UInt64'),
  cache_write_tokens_known: count(known('cache_write_tokens')),
  reasoning_tokens: sum(value('reasoning_tokens'), 'UInt64'),
  reasoning_tokens_known: count(known('reasoning_tokens')),
  /** Both token counts of the calls where both are known. */
  both_input_tokens: sum(value('input_tokens'), 'UInt64', `${known('input_tokens')} AND ${known('output_tokens')}`),
  both_output_tokens: sum(value('output_tokens'), 'UInt64', `${known('input_tokens')} AND ${known('output_tokens')}`),
  timed_output_tokens: sum(value('output_tokens'), 'UInt64', TIMED),
  timed_duration_ms: sum('duration_ms', 'Decimal(38, 3)', TIMED),
  cost: sum(value('cost'), 'Decimal(38, 12)'),
  cost_known: count(known('cost')),
  ...scores,
  scored_toxicity: count(`${known('score_toxicity_input')} OR ${known('score_toxicity_output')}`),
  called_toxicity: count(`hasAny(flags, ${TOXIC})`),
  groundedness: sum(value('score_groundedness'), 'Decimal(38, 4)'),
  adherence: sum(value('score_adherence'), 'Decimal(38, 4)'),
} as const satisfies Record<string, Measure>;

export type MeasureId = keyof typeof MEASURES;
