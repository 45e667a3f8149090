import { useNavigate } from '@tanstack/react-router';
import { GitCompareArrows, Maximize2, Minimize2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import { Legend } from '../../charts/ChartTip.tsx';
import type { Marker } from '../../charts/marker.ts';
import { gridOf } from '../../charts/series.ts';
import { TimeSeries } from '../../charts/TimeSeries.tsx';
import type { Sides } from '../../compare.ts';
import { encodeFilter, withFilter } from '../../filter.ts';
import { exact } from '../../format.ts';
import type { MetricInfo } from '../../model.ts';
import { ExportMenu } from '../../parts/ExportMenu.tsx';
import { useDiffers } from '../../parts/useDiffers.ts';
import { sheetOfLines } from '../../sheet.ts';
import { fixed, stepWords } from '../../time.ts';
import { IconButton } from '../../ui/Button.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { Segmented } from '../../ui/Tabs.tsx';
import type { MetricAnswer } from '../../useMetric.ts';
import { useView } from '../../view.ts';
import { CHARTS, type ChartId } from './measures.ts';
import { type Picture, pictureOf } from './pictures.ts';

interface Props {
  metrics: Map<string, MetricInfo> | undefined;
  courses: MetricAnswer;
  markers: Marker[];
}

/** The courses of all numbers, crosshair in step; one of them may be large. */
export function Charts({ metrics, courses, markers }: Props) {
  const { search } = useView();
  const large = CHARTS.find((id) => id === search.chart);
  const order = large ? [large, ...CHARTS.filter((id) => id !== large)] : CHARTS;
  return (
    <div id="charts" className="grid scroll-mt-16 gap-3.5 md:grid-cols-6">
      {order.map((id) => (
        <ChartPanel
          key={id}
          id={id}
          size={id === large ? 'large' : large ? 'small' : 'normal'}
          metrics={metrics}
          courses={courses}
          markers={markers}
        />
      ))}
    </div>
  );
}

function ChartPanel({ id, size, metrics, courses, markers }: Props & { id: ChartId; size: Size }) {
  const { setRange, compare, sides } = useView();
  const [until, setUntil] = useState<Until>('whole');
  const open = useOpenBucket();
  const differs = useDiffers();
  const [comparing, setComparing] = useState(false);
  const { rows, before, meta, isPending } = courses;
  const grid = useMemo(() => gridOf(rows, before, meta), [rows, before, meta]);
  const [compared, first] = [compare !== undefined, until === 'first'];
  const picture = useMemo(
    () => grid && metrics && pictureOf(id, grid, metrics, { compared, sides, first }),
    [id, grid, metrics, compared, sides, first],
  );
  const n = useMemo(() => (grid && picture ? grid.of(picture.basis) : undefined), [grid, picture]);
  const title = titleOf(id, sides);
  const summed = id === 'traffic' || (id !== 'latency' && !sides.apart);
  const step = grid && summed ? ` · per ${stepWords(grid.step)}` : '';
  return (
    <Panel
      className={SPANS[size]}
      title={title}
      note={
        <span className="flex flex-wrap items-center gap-x-2.5">
          {isPending ? <Skeleton className="h-3 w-20" /> : `n = ${exact(totalOf(n ?? []))}${step}`}
          {id === 'latency' && picture?.firstToken && (
            <Segmented label="Measured until" value={until} onChange={setUntil} options={UNTIL} />
          )}
        </span>
      }
      actions={
        <>
          <IconButton
            label="What differs: choose a stretch of the chart"
            aria-pressed={comparing}
            className={comparing ? 'bg-accent-wash text-accent' : ''}
            onClick={() => setComparing(!comparing)}
          >
            <GitCompareArrows size={14} aria-hidden="true" />
          </IconButton>
          <ExportMenu
            what={title}
            sheet={() => grid && picture && sheetOfLines(grid, picture.lines, n)}
            lines={picture?.lines ?? []}
          />
          <SizeButton id={id} size={size} />
        </>
      }
    >
      <div className="-mt-1 flex min-h-6 pb-1">{picture && <Legend lines={picture.lines} />}</div>
      {grid && picture && n ? (
        <TimeSeries
          label={`${title} over time`}
          className={HEIGHTS[size]}
          {...{ grid, n, lines: picture.lines, comparing, markers }}
          hint={comparing ? 'Drag or click: what differs here' : `${picture.hint}. Shift + drag: what differs`}
          onBrush={(from, to) => setRange(fixed(from, to))}
          onCompare={(from, to) => {
            setComparing(false);
            differs({ filter: [], range: fixed(from, to) });
          }}
          onPick={(from, to) => open(picture, from, to, grid.times.indexOf(from))}
        />
      ) : (
        <div className={HEIGHTS[size]}>{isPending && <Skeleton className="h-full w-full opacity-50" />}</div>
      )}
    </Panel>
  );
}

const totalOf = (counts: (number | null)[]): number => counts.reduce<number>((sum, n) => sum + (n ?? 0), 0);

function SizeButton({ id, size }: { id: ChartId; size: Size }) {
  const { patch, sides } = useView();
  const title = titleOf(id, sides);
  const large = size === 'large';
  const Picture = large ? Minimize2 : Maximize2;
  return (
    <IconButton
      label={large ? `Make ${title} small` : `Enlarge ${title}`}
      onClick={() => patch({ chart: large ? undefined : id })}
    >
      <Picture size={14} aria-hidden="true" />
    </IconButton>
  );
}

const TITLES: Record<ChartId, string> = {
  latency: 'Latency',
  traffic: 'Calls and errors',
  cost: 'Cost',
  tokens: 'Tokens',
};
const PER_CALL: Partial<Record<ChartId, string>> = { cost: 'Cost per call', tokens: 'Tokens per call' };
const titleOf = (id: ChartId, { apart }: Sides): string => (apart ? PER_CALL[id] : undefined) ?? TITLES[id];
type Size = 'normal' | 'large' | 'small';
const SPANS: Record<Size, string> = {
  normal: 'md:col-span-3',
  large: 'md:col-span-6',
  small: 'md:col-span-3 lg:col-span-2',
};
const HEIGHTS: Record<Size, string> = { normal: 'h-49 xl:h-64', large: 'h-80 xl:h-100', small: 'h-40 xl:h-49' };

type Until = 'whole' | 'first';
const UNTIL: { value: Until; label: string }[] = [
  { value: 'whole', label: 'Whole answer' },
  { value: 'first', label: 'First token' },
];

/** Opens the calls of a bucket, those first that made it what it is. */
function useOpenBucket() {
  const { chips } = useView();
  const navigate = useNavigate();
  return ({ sort, onlyErrors }: Picture, from: number, to: number, at: number) => {
    const f = onlyErrors(at)
      ? withFilter(chips, { field: 'status', op: 'eq', value: 'error' }).map(encodeFilter)
      : undefined;
    void navigate({
      to: '/traces',
      search: (before) => ({ ...before, ...fixed(from, to), live: undefined, sort, ...(f ? { f } : {}) }),
    });
  };
}
