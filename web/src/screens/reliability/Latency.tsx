import { useMemo } from 'react';
import { Legend } from '../../charts/ChartTip.tsx';
import { HeatLegend } from '../../charts/HeatLegend.tsx';
import { HeatMap } from '../../charts/HeatMap.tsx';
import { decodeBox, encodeBox, type HeatAnswer, type HeatGrid, heatGridOf } from '../../charts/heatGrid.ts';
import type { Line } from '../../charts/line.ts';
import type { Marker } from '../../charts/marker.ts';
import { gridOf } from '../../charts/series.ts';
import type { Sides } from '../../compare.ts';
import { exact, text } from '../../format.ts';
import { ExportMenu } from '../../parts/ExportMenu.tsx';
import { rangeWords } from '../../time.ts';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { Segmented } from '../../ui/Tabs.tsx';
import type { MetricAnswer } from '../../useMetric.ts';
import { useView } from '../../view.ts';
import { useRows } from './answers.ts';
import { Selected } from './Selected.tsx';

const HEIGHT = 'h-80 max-sm:h-64 xl:h-96';
const UNTIL = [
  { value: 'whole', label: 'Whole answer' },
  { value: 'first', label: 'First token' },
] as const;

/** Every call by when it began and how long it took, percentiles over it; a box of it can be asked about. */
export function Latency({ courses, markers }: { courses: MetricAnswer; markers: Marker[] }) {
  const { search, patch, range, sides } = useView();
  const first = search.tab === 'first';
  const measure = first ? 'ttft_ms' : 'duration_ms';
  const { data, isPending, isStale, error, retry } = useRows('/heatmap', { measure });
  const grid = useMemo(() => data && heatGridOf(data), [data]);
  const lines = useMemo(
    () => (grid ? linesOf(grid, courses, first ? 'ttft' : 'latency', sides) : []),
    [grid, courses, first, sides],
  );
  const box = useMemo(() => decodeBox(search.box), [search.box]);
  const about = data?.sampled !== undefined;
  return (
    <Panel
      title="Latency"
      note={
        <span className="flex items-center gap-x-2.5 gap-y-1 max-sm:flex-col max-sm:items-start">
          {data ? <Extent data={data} /> : <Skeleton className="h-3 w-20 max-sm:h-5" />}
          <Segmented
            label="Measured until"
            value={first ? 'first' : 'whole'}
            onChange={(until) => patch({ tab: until === 'first' ? 'first' : undefined, box: undefined })}
            options={UNTIL}
          />
        </span>
      }
      actions={<ExportMenu what="Latency heat map" sheet={() => grid && sheetOf(grid)} lines={lines} />}
    >
      {error && <ErrorNote error={error} retry={retry} compact />}
      <div className="-mt-1 flex min-h-6 max-sm:min-h-12 flex-wrap items-center justify-between gap-x-4 pb-1">
        {grid && <Legend lines={lines} />}
        {grid && grid.most > 0 && <HeatLegend most={grid.most} about={about} />}
      </div>
      {grid && grid.n > 0 ? (
        <HeatMap
          label={first ? 'Time to first token by time' : 'Latency by time'}
          summary={summaryOf(grid, rangeWords(range), lines)}
          className={`${HEIGHT} transition-opacity ${isStale ? 'opacity-60' : ''}`}
          {...{ grid, lines, markers, about, box }}
          onBox={(chosen) => patch({ box: chosen && encodeBox(chosen) })}
        />
      ) : (
        <div className={`${HEIGHT} flex items-center justify-center text-muted`}>
          {isPending ? (
            <Skeleton className="h-full w-full opacity-50" />
          ) : error ? null : first ? (
            'No call here says when its first token came.'
          ) : (
            'No calls here.'
          )}
        </div>
      )}
      <Selected grid={grid} box={box} measure={measure} about={about} />
    </Panel>
  );
}

const Extent = ({ data: { n, sampled } }: { data: HeatAnswer }) => (
  <span>
    {sampled === undefined ? `n = ${exact(n)}` : `n ≈ ${exact(n)}, from ${text(sampled, 'ratio')} of the calls`}
  </span>
);

/** Percentiles on the buckets of the heat map; of another version its P95, dashed. */
function linesOf(
  grid: HeatGrid,
  { rows, before, meta }: MetricAnswer,
  of: 'latency' | 'ttft',
  { apart, before: other }: Sides,
): Line[] {
  const course = gridOf(rows, apart ? before : undefined, meta);
  if (!course || course.step !== grid.step) return [];
  const shift = Math.round((grid.times[0]! - (course.times[0] ?? 0)) / grid.step);
  const placed = (known: (number | null)[]) => grid.times.map((_, at) => known[at + shift] ?? null);
  const line = (metric: string, label: string, ink: Line['ink']): Line => ({
    label,
    ink,
    values: placed(course.of(metric)),
    unit: 'ms',
  });
  const dashed = placed(course.before(`${of}_p95`));
  return [
    ...(dashed.some((value) => value !== null)
      ? [{ label: `P95 ${other}`, ink: 'faint' as const, values: dashed, unit: 'ms' as const, look: 'before' as const }]
      : []),
    line(`${of}_p50`, 'P50', 'series-5'),
    line(`${of}_p95`, 'P95', 'series-1'),
    line(`${of}_p99`, 'P99', 'series-2'),
  ];
}

/** What the picture says, for those who don't see it. */
function summaryOf(grid: HeatGrid, when: string, lines: readonly Line[]): string {
  const counts = grid.bins.map((_, bin) =>
    grid.times.reduce((sum, _time, at) => sum + (grid.cell(at, bin)?.n ?? 0), 0),
  );
  const fullest = grid.bins[counts.indexOf(Math.max(...counts))];
  const last = lines.flatMap(({ label, values }) => {
    const value = values.findLast((one) => one !== null);
    return value == null ? [] : [`${label} ${text(value, 'ms')}`];
  });
  return (
    `${exact(grid.n)} calls, ${when}.` +
    (fullest
      ? ` Most took from ${text(fullest.from, 'ms')}${fullest.to ? ` to ${text(fullest.to, 'ms')}` : ''}.`
      : '') +
    (last.length > 0 ? ` At the end: ${last.join(', ')}.` : '')
  );
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
