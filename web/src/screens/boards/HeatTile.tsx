import { useMemo } from 'react';
import { HeatMap } from '../../charts/HeatMap.tsx';
import { type HeatGrid, heatGridOf } from '../../charts/heatGrid.ts';
import type { Line } from '../../charts/line.ts';
import { gridOf } from '../../charts/series.ts';
import { exact, text } from '../../format.ts';
import { useDiffers } from '../../parts/useDiffers.ts';
import { fixed, rangeWords } from '../../time.ts';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { type MetricAnswer, useMetric, useMetricCatalogue } from '../../useMetric.ts';
import { useView } from '../../view.ts';
import { useRows } from '../reliability/answers.ts';
import { metricInks } from './inks.ts';
import { tileTitle } from './shapes.ts';
import { Nothing, TileFrame } from './TileFrame.tsx';
import type { TileProps } from './useTile.ts';

/** Calls by time and latency, percentiles over them; a box shows what sets its calls apart. */
export function HeatTile({ tile, filter }: TileProps) {
  const { range, filter: viewed } = useView();
  const differs = useDiffers();
  const catalogue = useMetricCatalogue();
  const measure = tile.metrics[0]?.startsWith('ttft') ? 'ttft_ms' : 'duration_ms';
  const { interval } = tile;
  const { data, isPending, isStale, error, retry } = useRows('/heatmap', {
    measure,
    interval,
    filter: [...viewed, ...filter],
  });
  const courses = useMetric({
    metrics: tile.metrics.length > 0 ? tile.metrics : ['calls'],
    ...{ interval, filter, compare: false },
    enabled: tile.metrics.length > 0,
  });
  const grid = useMemo(() => data && heatGridOf(data), [data]);
  const lines = useMemo(
    () => (grid ? linesOf(grid, courses, tile.metrics, (id) => catalogue?.get(id)?.title ?? id) : []),
    [grid, courses, tile.metrics, catalogue],
  );
  const title = tileTitle(tile, catalogue);
  const about = data?.sampled !== undefined;
  const note =
    data &&
    (about ? `n ≈ ${exact(data.n)}, from ${text(data.sampled ?? 1, 'ratio')} of the calls` : `n = ${exact(data.n)}`);
  return (
    <TileFrame
      title={title}
      note={note ?? <Skeleton className="h-3 w-16" />}
      sheet={() => grid && sheetOf(grid)}
      lines={lines}
      legend={tile.height !== 'small' && tile.metrics.length > 0}
      {...{ error, retry, isStale }}
    >
      {grid && grid.n > 0 ? (
        <HeatMap
          label={`${title} by time`}
          summary={`${exact(grid.n)} calls, ${rangeWords(range)}. A box shows what differs.`}
          className="h-full"
          {...{ grid, lines, about }}
          onBox={(box) =>
            box &&
            differs({
              range: fixed(box.from, box.to),
              filter: [
                ...filter,
                { field: measure, op: 'gte', value: box.low },
                ...(box.high === undefined ? [] : [{ field: measure, op: 'lt' as const, value: box.high }]),
              ],
            })
          }
        />
      ) : isPending ? (
        <Skeleton className="h-full w-full opacity-50" />
      ) : (
        !error && (
          <Nothing>{measure === 'ttft_ms' ? 'No call here says when its first token came.' : 'No calls here.'}</Nothing>
        )
      )}
    </TileFrame>
  );
}

/** Percentiles on the buckets of the heat map. */
function linesOf(
  grid: HeatGrid,
  { rows, meta }: MetricAnswer,
  metrics: readonly string[],
  titleOf: (id: string) => string,
): Line[] {
  const course = gridOf(rows, undefined, meta);
  if (!course || course.step !== grid.step) return [];
  const shift = Math.round(((grid.times[0] ?? 0) - (course.times[0] ?? 0)) / grid.step);
  const inks = metricInks(metrics);
  return metrics.map((id, at) => {
    const known = course.of(id);
    const values = grid.times.map((_, bucket) => known[bucket + shift] ?? null);
    return { label: titleOf(id), values, unit: 'ms', ink: inks[at] ?? 'series-1' };
  });
}

const sheetOf = (grid: HeatGrid) => ({
  columns: ['time', 'from (ms)', 'to (ms)', 'n', 'errors'],
  rows: grid.times.flatMap((time, at) =>
    grid.bins.flatMap(({ from, to }, bin) => {
      const cell = grid.cell(at, bin);
      return cell ? [[new Date(time).toISOString(), from, to, cell.n, cell.errors]] : [];
    }),
  ),
});
