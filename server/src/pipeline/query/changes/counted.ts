import { metricOf } from '../catalogue.ts';
import type { Metric } from '../metrics/metric.ts';
import { metricColumn } from '../sql.ts';
import type { Counts } from './cell.ts';
import type { Found } from './read.ts';

/**
 * Where a sketch's distribution is looked at, as [quantile, share of the calls it stands for]: by 0.1 % in the slowest fifth,
 * by 1 % below. The middles of the steps, so that rounding leans to no side.
 */
const MARKS: [quantile: number, share: number][] = [
  ...Array.from({ length: 200 }, (_, i): [number, number] => [0.8 + (i + 0.5) / 1000, 0.001]),
  ...Array.from({ length: 80 }, (_, i): [number, number] => [(i + 0.5) / 100, 0.01]),
];
const LEVELS = MARKS.map(([quantile]) => quantile.toFixed(4)).join(', ');
const SHARES = MARKS.map(([, share]) => share).join(', ');

/** Calls slower than `{slow_ms:Float64}`: read off the same sketch as the percentiles, so that no row is needed for it. */
const SLOW =
  `m_n * arraySum((q, share) -> if(q > {slow_ms:Float64}, share, 0), finalizeAggregation(CAST(m_duration, ` +
  `'AggregateFunction(quantilesDD(0.01, ${LEVELS}), Float64)')), [${SHARES}])`;

const internal = (id: keyof Counts, needs: Metric['needs'], sql: string): Metric => ({
  id,
  title: id,
  unit: 'calls',
  better: 'none',
  kind: 'sum',
  description: '',
  needs,
  sql,
});

const CHEAP: readonly Metric[] = [
  internal('errors', ['errors'], 'm_errors'),
  internal('priced', ['cost_known'], 'm_cost_known'),
  internal('cost', ['cost'], 'toFloat64(m_cost)'),
  internal('tokens', ['input_tokens', 'output_tokens'], 'm_input_tokens + m_output_tokens'),
];
const SLOW_CALLS = internal('slow', ['n', 'duration'], SLOW);

/** What is read of each cell, or of each step of time. Without a threshold nothing is slow. */
export const counted = (slowMs: number | undefined): readonly Metric[] =>
  slowMs === undefined ? CHEAP : [...CHEAP, SLOW_CALLS];

export const P95 = metricOf('latency_p95')!;

/** A row's counts. */
export function countsOf(row: Found): Counts {
  const of = (name: keyof Counts): number => Number(row[metricColumn(name)] ?? 0);
  return {
    n: Number(row.n ?? 0),
    errors: of('errors'),
    slow: of('slow'),
    priced: of('priced'),
    cost: of('cost'),
    tokens: of('tokens'),
  };
}
