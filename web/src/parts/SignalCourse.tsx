import { useMemo } from 'react';
import { Legend } from '../charts/ChartTip.tsx';
import type { Line } from '../charts/line.ts';
import type { Marker } from '../charts/marker.ts';
import { gridOf } from '../charts/series.ts';
import { TimeSeries } from '../charts/TimeSeries.tsx';
import { exact } from '../format.ts';
import type { Filter } from '../model.ts';
import { useOpenCalls } from '../screens/reliability/useOpenCalls.ts';
import { sheetOfLines } from '../sheet.ts';
import { fixed } from '../time.ts';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Panel } from '../ui/Panel.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import type { MetricAnswer } from '../useMetric.ts';
import { useView } from '../view.ts';
import { ExportMenu } from './ExportMenu.tsx';

const HEIGHT = 'h-49 xl:h-64';

interface Props {
  title: string;
  note?: string;
  courses: MetricAnswer;
  /** Metric, label, colour; the first is also drawn dashed from the period compared with. */
  lines: readonly [metric: string, label: string, ink: Line['ink']][];
  unit: Line['unit'];
  basis: string;
  /** What leaves the calls that a click is after. */
  filter: Filter[];
  sort?: string | undefined;
  markers: Marker[];
  none: string;
  className?: string;
}

/** How numbers of detectors moved. */
export function SignalCourse({
  title,
  note,
  courses,
  lines: wanted,
  unit,
  basis,
  filter,
  sort,
  markers,
  none,
  className = '',
}: Props) {
  const { setRange, compare, sides } = useView();
  const open = useOpenCalls();
  const { rows, before, meta, isPending, isStale, error, retry } = courses;
  const grid = useMemo(() => gridOf(rows, before, meta), [rows, before, meta]);
  const lines = useMemo((): Line[] => {
    const first = wanted[0];
    if (!grid || !first) return [];
    const old = grid.before(first[0]);
    return [
      ...(compare && old.some((value) => value !== null)
        ? [{ label: `${first[1]} ${sides.before}`, values: old, unit, ink: 'faint' as const, look: 'before' as const }]
        : []),
      ...wanted.map(([metric, label, ink]) => ({ label, values: grid.of(metric), unit, ink })),
    ];
  }, [grid, wanted, unit, compare, sides]);
  const n = useMemo(() => grid?.of(basis), [grid, basis]);
  const known = lines.some(({ look, values }) => look !== 'before' && values.some((value) => value !== null));
  const total = (n ?? []).reduce<number>((sum, value) => sum + (value ?? 0), 0);
  return (
    <Panel
      className={className}
      title={title}
      note={isPending ? <Skeleton className="h-3 w-20" /> : [note, `n = ${exact(total)}`].filter(Boolean).join(' · ')}
      actions={<ExportMenu what={title} sheet={() => grid && sheetOfLines(grid, lines, n)} lines={lines} />}
    >
      {error && <ErrorNote error={error} retry={retry} compact />}
      <div className="-mt-1 flex min-h-6 pb-1">{known && <Legend lines={lines} />}</div>
      {grid && n && known ? (
        <TimeSeries
          label={`${title} over time`}
          className={`${HEIGHT} ${isStale ? 'opacity-60' : ''}`}
          {...{ grid, n, lines, markers }}
          hint="Click for the calls"
          onBrush={(from, to) => setRange(fixed(from, to))}
          onPick={(from, to) => open(filter, { range: fixed(from, to), ...(sort && { sort }) })}
        />
      ) : (
        <div className={`${HEIGHT} flex items-center justify-center text-muted`}>
          {isPending ? <Skeleton className="h-full w-full opacity-50" /> : error ? null : none}
        </div>
      )}
    </Panel>
  );
}
