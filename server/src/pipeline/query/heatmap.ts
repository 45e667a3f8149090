import { elapsedMs } from '../../lib/clock.ts';
import type { Filter } from '../../model/filter.ts';
import type { Range } from '../../model/query.ts';
import { drawn, estimateRows } from './estimate.ts';
import { bucketSql, pictureStep } from './interval.ts';
import { resolveRange, toldRange } from './range.ts';
import { type RowsContext, rowsGate } from './rows-gate.ts';
import { formatTime } from './time.ts';
import { whereOf } from './where.ts';

export const HEATMAP_MEASURES = ['duration_ms', 'ttft_ms'] as const;

export interface HeatmapQuery {
  range: Range;
  filter: Filter[];
  interval: string;
  measure: (typeof HEATMAP_MEASURES)[number];
}

/** Calls by bucket of time and bin of latency. Cells without calls are not there. */
export interface Heatmap {
  interval: string;
  /** From the lowest that holds a call to the highest, without gaps; ms. The topmost of all has no `to`. */
  bins: { from: number; to?: number }[];
  /** `bin` = position in `bins`; `errors` of the `n` calls failed. */
  cells: { time: string; bin: number; n: number; errors: number }[];
  /** Calls counted; those whose measure is unknown are not. */
  n: number;
  /** Share of the calls that was looked at, when not all were; counts are scaled up by it. */
  sampled?: number;
  meta: { elapsed_ms: number; range: { from: string; to: string } };
}

const MAX_ROWS = 6_000_000;

/** Preferred numbers of ISO 3, series R10: ten even steps a decade whose values are easy to say. */
const R10 = [1, 1.25, 1.6, 2, 2.5, 3.15, 4, 5, 6.3, 8];
/** Lower edges of all bins, ms: 0, then ten a decade from 1 ms to 2.2 hours. */
const EDGES: readonly number[] = [
  0,
  ...Array.from({ length: 70 }, (_, i) => Math.round((R10[i % 10] ?? 1) * 10 ** Math.floor(i / 10) * 1000) / 1000),
];

/** The latency of calls as a picture: how many took how long, when. Throws `InvalidInput`. */
export async function heatmap(context: RowsContext, query: HeatmapQuery): Promise<Heatmap> {
  const begun = performance.now();
  const { engine, project, now, signal, maxRows = MAX_ROWS } = context;
  const range = resolveRange(query.range, now);
  const step = pictureStep(query.interval, range);
  const where = whereOf(query.filter);
  const draw = drawn(await estimateRows(context, range), maxRows);
  const known = query.measure === 'ttft_ms' ? 'ttft_ms IS NOT NULL' : '1';
  const ask = (): Promise<Cell[]> =>
    engine.query<Cell>(
      `SELECT ${bucketSql('toUnixTimestamp64Micro(time)', step)} AS bucket, ` +
        `roundDown(toFloat64(assumeNotNull(ifNull(${query.measure}, 0))), {edges:Array(Float64)}) AS low, ` +
        "count() AS n, countIf(status = 'error') AS errors FROM telltale.spans FINAL WHERE project = {project:String} " +
        'AND time >= {from:DateTime64(6)} AND time < {to:DateTime64(6)} AND is_call = 1 ' +
        `AND ${known} AND ${draw.sql} AND ${where.sql} GROUP BY bucket, low ORDER BY bucket, low`,
      { ...where.params, project, ...range, edges: EDGES },
      signal ? { signal } : {},
    );
  const cells = await rowsGate.run(ask, signal);
  return {
    interval: step.name,
    ...laidOut(cells, draw.rate),
    ...(draw.rate < 1 ? { sampled: draw.rate } : {}),
    meta: {
      elapsed_ms: elapsedMs(begun),
      range: toldRange(range),
    },
  };
}

interface Cell {
  bucket: number;
  low: number;
  n: number;
  errors: number;
}

function laidOut(found: readonly Cell[], rate: number): Pick<Heatmap, 'bins' | 'cells' | 'n'> {
  const positions = found.map(({ low }) => EDGES.indexOf(low));
  const lowest = Math.min(...positions);
  const highest = Math.max(...positions);
  const bins = found.length
    ? EDGES.slice(lowest, highest + 1).map((from, i) => {
        const to = EDGES[lowest + i + 1];
        return to === undefined ? { from } : { from, to };
      })
    : [];
  const cells = found.map(({ bucket, n, errors }, i) => ({
    time: formatTime(bucket),
    bin: (positions[i] ?? 0) - lowest,
    n: Math.round(n / rate),
    errors: Math.round(errors / rate),
  }));
  return { bins, cells, n: cells.reduce((sum, { n }) => sum + n, 0) };
}
