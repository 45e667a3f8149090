import { exact, plural, text, tick } from '../format.ts';
import { bucketTime } from '../time.ts';
import { MARGIN, valueMarks } from './axes.ts';
import { TimeLabels } from './HeatAxes.tsx';
import { MarkerLines, Markers } from './Markers.tsx';
import { happenedIn, type Marker, markersIn } from './marker.ts';
import type { Grid } from './series.ts';
import type { Ink } from './theme.ts';
import { useBucketCursor } from './useBucketCursor.ts';
import { useSize } from './useSize.ts';

/** One layer of a pile: counts by bucket of the grid. */
export interface Layer {
  label: string;
  ink: Ink;
  values: number[];
}

interface Props {
  /** What the picture shows, in words. */
  label: string;
  grid: Grid;
  /** From the bottom up. */
  layers: Layer[];
  /** Calls by bucket, which the layers are a part of. */
  n: (number | null)[];
  /** Sets the height, e.g. `h-64`. */
  className: string;
  onBrush: (from: number, to: number) => void;
  onPick: (from: number, to: number) => void;
  /** What a click does. */
  hint: string;
  /** What happened, as labelled rules. */
  markers?: Marker[];
  /** What the layers say of calls: `failed`. */
  verb?: string;
}

const NONE: Marker[] = [];

/** Counts over time, piled up by kind: drag to zoom, click or arrow keys and Enter to pick. */
export function Stack({
  label,
  grid,
  layers,
  n,
  className,
  onBrush,
  onPick,
  hint,
  markers = NONE,
  verb = 'failed',
}: Props) {
  const [holder, { width, height }] = useSize();
  const frame = {
    width: Math.max(0, width - MARGIN.left - MARGIN.right),
    height: Math.max(0, height - MARGIN.top - MARGIN.bottom),
  };
  const plot = { left: MARGIN.left, width: frame.width };
  const { at, anchor, handlers, range } = useBucketCursor({ ...grid, ...plot, onPick, onBrush });
  const chosen = at === undefined ? undefined : grid.times[at];
  const when = chosen === undefined ? '' : bucketTime(chosen, grid.step);
  const x = (time: number): number =>
    ((Math.max(grid.from, Math.min(grid.to, time)) - grid.from) / (grid.to - grid.from)) * frame.width;
  return (
    <div ref={holder} className={`relative select-none ${className}`}>
      <div
        role="slider"
        tabIndex={0}
        aria-label={`${label}. Arrow keys move through time, Enter opens the calls.`}
        {...range}
        aria-valuenow={at ?? 0}
        aria-valuetext={
          at === undefined
            ? 'No point chosen'
            : `${when}: ${inWords(layers, n, at)}${happenedIn(markers, chosen ?? 0, grid.step)}`
        }
        className="absolute inset-0 touch-pan-y cursor-pointer rounded-control"
        {...handlers}
      >
        {frame.width > 0 && (
          <svg width={width} height={height} aria-hidden="true" className="block">
            <Piles {...{ grid, layers, frame, x }} {...(at === undefined ? {} : { wash: [anchor ?? at, at] })} />
            <g transform={`translate(${MARGIN.left} ${MARGIN.top})`}>
              <Markers markers={markers} {...frame} x={x} />
            </g>
          </svg>
        )}
      </div>
      {at !== undefined && chosen !== undefined && anchor === undefined && (
        <Tip
          {...{ layers, at, hint, n, when, width, verb }}
          markers={markersIn(markers, chosen, grid.step)}
          left={MARGIN.left + x(chosen + grid.step / 2)}
        />
      )}
    </div>
  );
}

const totalAt = (layers: readonly Layer[], at: number): number =>
  layers.reduce((sum, { values }) => sum + (values[at] ?? 0), 0);

const inWords = (layers: readonly Layer[], n: Props['n'], at: number): string =>
  `${layers.map(({ label, values }) => `${label} ${exact(values[at] ?? 0)}`).join(', ')} of ${plural(n[at] ?? 0, 'call')}`;

interface PilesProps {
  grid: Grid;
  layers: Layer[];
  frame: Frame;
  x: (time: number) => number;
  /** First and last bucket under the pointer, in any order. */
  wash?: number[];
}

function Piles({ grid, layers, frame, x, wash }: PilesProps) {
  const { times, step } = grid;
  const most = Math.max(1, ...times.map((_, at) => totalAt(layers, at))) * 1.06;
  return (
    <>
      <g transform={`translate(${MARGIN.left} ${MARGIN.top})`}>
        {wash && <Wash {...{ grid, x }} height={frame.height} from={Math.min(...wash)} to={Math.max(...wash)} />}
      </g>
      <Scale most={most} frame={frame} />
      <g className="text-note" fill="var(--muted)">
        <TimeLabels from={grid.from} to={grid.to} frame={frame} />
      </g>
      <g transform={`translate(${MARGIN.left} ${MARGIN.top})`}>
        {times.map((time, index) => (
          <Pile key={time} {...{ layers, index, most }} height={frame.height} left={x(time)} right={x(time + step)} />
        ))}
      </g>
    </>
  );
}

interface Frame {
  width: number;
  height: number;
}

const Scale = ({ most, frame }: { most: number; frame: Frame }) =>
  valueMarks(most, Math.max(1, Math.floor(frame.height / 44))).map((value) => {
    const y = MARGIN.top + frame.height * (1 - value / most);
    return (
      <g key={value}>
        <line x1={MARGIN.left} x2={MARGIN.left + frame.width} y1={y} y2={y} stroke="var(--grid)" />
        {Number.isInteger(value) && (
          <text x={MARGIN.left - 6} y={y + 4} textAnchor="end" className="text-note" fill="var(--muted)">
            {tick(value, most, 'calls')}
          </text>
        )}
      </g>
    );
  });

function Wash({
  grid,
  x,
  height,
  from,
  to,
}: {
  grid: Grid;
  x: (time: number) => number;
  height: number;
  from: number;
  to: number;
}) {
  const left = x(grid.times[from] ?? grid.from);
  return (
    <rect
      x={left}
      width={Math.max(1, x((grid.times[to] ?? grid.from) + grid.step) - left)}
      height={height}
      fill="var(--hover)"
    />
  );
}

function Pile({
  layers,
  index,
  most,
  height,
  left,
  right,
}: {
  layers: Layer[];
  index: number;
  most: number;
  height: number;
  left: number;
  right: number;
}) {
  const gap = right - left > 5 ? 1 : 0;
  let y = height;
  return layers.map(({ label, ink, values }) => {
    const value = values[index] ?? 0;
    if (value === 0) return null;
    const size = (value / most) * height;
    y -= size;
    return (
      <rect
        key={label}
        x={left}
        width={Math.max(1, right - left - gap)}
        y={y}
        height={Math.max(0.75, size)}
        fill={`var(--${ink})`}
      />
    );
  });
}

interface TipProps {
  layers: Layer[];
  at: number;
  n: (number | null)[];
  when: string;
  hint: string;
  left: number;
  width: number;
  markers: Marker[];
  verb: string;
}

function Tip({ layers, at, n, when, hint, left, width, markers, verb }: TipProps) {
  const calls = n[at];
  const total = totalAt(layers, at);
  return (
    <div
      aria-hidden="true"
      className="pointer-events-none absolute top-1 z-10 min-w-48 rounded-control bg-panel px-2.5 py-2 text-small shadow-float"
      style={left > width / 2 ? { right: width - left + 12 } : { left: left + 12 }}
    >
      <p className="flex justify-between gap-4 whitespace-nowrap text-muted">
        <span>{when}</span>
        <span>{calls == null ? 'no calls' : `n = ${exact(calls)}`}</span>
      </p>
      {layers
        .filter(({ values }) => (values[at] ?? 0) > 0)
        .toReversed()
        .map(({ label, ink, values }) => (
          <p key={label} className="flex items-center gap-2 whitespace-nowrap">
            <Dot ink={ink} />
            <span className="flex-1 text-muted">{label}</span>
            <span className="pl-4 font-semibold">{exact(values[at] ?? 0)}</span>
          </p>
        ))}
      {calls != null && (
        <p className="whitespace-nowrap text-muted">
          {total === 0 ? `none ${verb}` : `${exact(total)} ${verb}, ${text(total / Math.max(calls, total), 'ratio')}`}
        </p>
      )}
      <MarkerLines markers={markers} />
      {total > 0 && <p className="pt-0.5 text-note text-muted">{hint}</p>}
    </div>
  );
}

const Dot = ({ ink }: { ink: Ink }) => (
  <span className="size-2 shrink-0 rounded-[2px]" style={{ background: `var(--${ink})` }} aria-hidden="true" />
);

/** The layers by name, with how many each holds in all. */
export function StackLegend({ layers }: { layers: Layer[] }) {
  return (
    <ul className="flex flex-wrap items-center gap-x-3.5 text-small text-muted">
      {layers.map(({ label, ink, values }) => (
        <li key={label} className="flex items-center gap-1.5">
          <Dot ink={ink} />
          {label} <span className="text-ink">{exact(values.reduce((sum, value) => sum + value, 0))}</span>
        </li>
      ))}
    </ul>
  );
}
