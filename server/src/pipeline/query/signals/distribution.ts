import { elapsedMs } from '../../../lib/clock.ts';
import type { Filter } from '../../../model/filter.ts';
import type { Range } from '../../../model/query.ts';
import { type ScoreName, scoreColumn } from '../../../model/scoring.ts';
import { drawn, estimateRows } from '../estimate.ts';
import { resolveRange, toldRange } from '../range.ts';
import { type RowsContext, rowsGate } from '../rows-gate.ts';
import { whereOf } from '../where.ts';

export interface DistributionQuery {
  range: Range;
  filter: Filter[];
  score: ScoreName;
}

/** Calls by the value a detector gave them. Bins without calls are not there. */
export interface Distribution {
  /** `bin` b holds values from b/100 up to, not including, (b+1)/100; bin 100 those that are 1. */
  bins: { bin: number; n: number }[];
  /** Calls with a value, calls in all, and the mean of the values. */
  n: number;
  calls: number;
  mean?: number;
  /** What reviewers said of calls, by the value those have: how many the detector is right about, and wrong. */
  reviews: { bin: number; right: number; wrong: number }[];
  /** Share of the calls that was looked at, when not all were; counts are scaled up by it. */
  sampled?: number;
  meta: { elapsed_ms: number; range: { from: string; to: string } };
}

const MAX_ROWS = 6_000_000;
const MAX_REVIEWS = 100_000;

/** How the values of a score are distributed, in hundredths, so that any threshold can be tried. Throws `InvalidInput`. */
export async function distribution(context: RowsContext, query: DistributionQuery): Promise<Distribution> {
  const begun = performance.now();
  const { engine, project, now, signal, maxRows = MAX_ROWS } = context;
  const range = resolveRange(query.range, now);
  const where = whereOf(query.filter);
  const draw = drawn(await estimateRows(context, range), maxRows);
  const value = scoreColumn(query.score);
  const calls =
    'FROM telltale.spans FINAL WHERE project = {project:String} AND time >= {from:DateTime64(6)} ' +
    `AND time < {to:DateTime64(6)} AND is_call = 1 AND ${where.sql}`;
  const params = { ...where.params, project, ...range, score: query.score };
  const options = signal ? { signal } : {};
  const bin = `toInt32(floor(${value} * 100))`;
  const [rows, reviews] = await rowsGate.run(
    async () => [
      await engine.query<{ bin: number | null; n: number; sum: number | null }>(
        `SELECT ${bin} AS bin, count() AS n, sum(toFloat64(${value})) AS sum ${calls} AND ${draw.sql} GROUP BY bin ORDER BY bin`,
        params,
        options,
      ),
      // The newest word of reviewers on each call.
      await engine.query<{ bin: number; right: number; wrong: number }>(
        `SELECT bin, countIf(verdict = 1) AS right, countIf(verdict = 0) AS wrong FROM (SELECT ${bin} AS bin, span_id ${calls} ` +
          `AND ${value} IS NOT NULL AND span_id IN (${reviewed('span_id')})) AS called ` +
          `INNER JOIN (${reviewed('span_id, argMax(value, time) AS verdict')} GROUP BY span_id LIMIT ${MAX_REVIEWS}) AS said ` +
          'USING (span_id) GROUP BY bin ORDER BY bin',
        params,
        options,
      ),
    ],
    signal,
  );
  const scored = rows.filter(({ bin }) => bin !== null) as { bin: number; n: number; sum: number }[];
  const scaled = (n: number): number => Math.round(n / draw.rate);
  const n = scored.reduce((sum, row) => sum + row.n, 0);
  return {
    bins: scored.map(({ bin, n }) => ({ bin, n: scaled(n) })),
    n: scaled(n),
    calls: scaled(rows.reduce((sum, row) => sum + row.n, 0)),
    ...(n > 0 ? { mean: scored.reduce((sum, row) => sum + row.sum, 0) / n } : {}),
    reviews,
    ...(draw.rate < 1 ? { sampled: draw.rate } : {}),
    meta: { elapsed_ms: elapsedMs(begun), range: toldRange(range) },
  };
}

const reviewed = (columns: string): string =>
  `SELECT ${columns} FROM telltale.scores FINAL WHERE project = {project:String} AND name = {score:String} ` +
  "AND source = 'reviewer' AND span_id != '' AND value IN (0, 1)";
