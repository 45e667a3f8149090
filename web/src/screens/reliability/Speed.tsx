import { useMemo } from 'react';
import { Legend } from '../../charts/ChartTip.tsx';
import type { Line } from '../../charts/line.ts';
import type { Marker } from '../../charts/marker.ts';
import { gridOf } from '../../charts/series.ts';
import { TimeSeries } from '../../charts/TimeSeries.tsx';
import type { Sides } from '../../compare.ts';
import { exact } from '../../format.ts';
import { ExportMenu } from '../../parts/ExportMenu.tsx';
import { sheetOfLines } from '../../sheet.ts';
import { fixed } from '../../time.ts';
import { Panel } from '../../ui/Panel.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import type { MetricAnswer } from '../../useMetric.ts';
import { useView } from '../../view.ts';
import { useOpenCalls } from './useOpenCalls.ts';

const HEIGHT = 'h-49 xl:h-64';

interface Course {
  title: string;
  /** Metric, label, colour. */
  lines: [metric: string, label: string, ink: Line['ink']][];
  /** Drawn dashed from the period compared with. */
  before: string;
  unit: Line['unit'];
  basis: string;
  sort: string;
  hint: string;
  none: string;
}

const COURSES: Record<'first' | 'speed', Course> = {
  first: {
    title: 'Time to first token',
    lines: [
      ['ttft_p50', 'P50', 'series-5'],
      ['ttft_p95', 'P95', 'series-1'],
      ['ttft_p99', 'P99', 'series-2'],
    ],
    before: 'ttft_p95',
    unit: 'ms',
    basis: 'ttft_calls',
    sort: '-ttft_ms',
    hint: 'Click for the slowest to start',
    none: 'No call here says when its first token came.',
  },
  speed: {
    title: 'Output speed',
    lines: [['output_tokens_per_second', 'Tokens a second, a call', 'series-3']],
    before: 'output_tokens_per_second',
    unit: 'tokens/s',
    basis: 'n',
    sort: '-duration_ms',
    hint: 'Click for the slowest calls',
    none: 'No call here says how many tokens it wrote.',
  },
};

interface Props {
  of: keyof typeof COURSES;
  courses: MetricAnswer;
  markers: Marker[];
}

/** How fast answers begin, and how fast they are written. */
export function Speed({ of, courses, markers }: Props) {
  const { setRange, compare, sides } = useView();
  const open = useOpenCalls();
  const { title, lines: wanted, before: dashed, unit, basis, sort, hint, none } = COURSES[of];
  const { rows, before, meta, isPending } = courses;
  const grid = useMemo(() => gridOf(rows, before, meta), [rows, before, meta]);
  const lines = useMemo((): Line[] => {
    if (!grid) return [];
    const old = grid.before(dashed);
    return [
      ...(compare && old.some((value) => value !== null)
        ? [{ label: dashedLabel(sides, dashed), values: old, unit, ink: 'faint' as const, look: 'before' as const }]
        : []),
      ...wanted.map(([metric, label, ink]) => ({ label, values: grid.of(metric), unit, ink })),
    ];
  }, [grid, wanted, dashed, unit, compare, sides]);
  const n = useMemo(() => grid?.of(basis), [grid, basis]);
  const known = lines.some(({ look, values }) => look !== 'before' && values.some((value) => value !== null));
  const total = (n ?? []).reduce<number>((sum, value) => sum + (value ?? 0), 0);
  return (
    <Panel
      className="md:col-span-3"
      title={title}
      note={isPending ? <Skeleton className="h-3 w-20" /> : `n = ${exact(known ? total : 0)}`}
      actions={<ExportMenu what={title} sheet={() => grid && sheetOfLines(grid, lines, n)} lines={lines} />}
    >
      <div className="-mt-1 flex min-h-6 pb-1">{known && <Legend lines={lines} />}</div>
      {grid && n && known ? (
        <TimeSeries
          label={`${title} over time`}
          className={HEIGHT}
          {...{ grid, n, lines, hint, markers }}
          onBrush={(from, to) => setRange(fixed(from, to))}
          onPick={(from, to) => open([], { range: fixed(from, to), sort })}
        />
      ) : (
        <div className={`${HEIGHT} flex items-center justify-center text-muted`}>
          {isPending ? <Skeleton className="h-full w-full opacity-50" /> : none}
        </div>
      )}
    </Panel>
  );
}

/** `P95 before`, `P95 version 3`; the one line of a chart needs no name. */
const dashedLabel = ({ before }: Sides, metric: string): string =>
  metric.endsWith('_p95') ? `P95 ${before}` : before.charAt(0).toUpperCase() + before.slice(1);
