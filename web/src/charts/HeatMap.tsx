import { useId, useMemo } from 'react';
import { MARGIN } from './axes.ts';
import { HeatAxes } from './HeatAxes.tsx';
import { HeatTip } from './HeatTip.tsx';
import { type Box, type HeatGrid, position } from './heatGrid.ts';
import type { Line } from './line.ts';
import { Markers } from './Markers.tsx';
import type { Marker } from './marker.ts';
import { useHeatCanvas } from './useHeatCanvas.ts';
import { useHeatCursor } from './useHeatCursor.ts';
import { useSize } from './useSize.ts';

export interface HeatMapProps {
  /** What the picture shows, in words. */
  label: string;
  /** The same told to those who don't see it: how many, how long. */
  summary: string;
  grid: HeatGrid;
  /** Drawn over it: latencies by bucket of the grid. */
  lines?: Line[];
  /** What happened, as labelled rules. */
  markers?: Marker[];
  /** Counts are estimates from a sample. */
  about?: boolean;
  /** The box that is chosen. */
  box?: Box | undefined;
  /** A box was drawn, or taken back. */
  onBox: (box: Box | undefined) => void;
  /** Sets the height, e.g. `h-80`. */
  className: string;
}

/** Pixels of the plot, without its axes. */
export interface Frame {
  width: number;
  height: number;
}

/** Calls by time and latency: the darker the more. Drag a box, or arrow keys, Shift to widen and Enter. */
export function HeatMap({ label, summary, grid, lines = [], markers = NONE, ...rest }: HeatMapProps) {
  const { about = false, box, onBox, className } = rest;
  const [holder, { width, height }] = useSize();
  const frame: Frame = {
    width: Math.max(0, width - MARGIN.left - MARGIN.right),
    height: Math.max(0, height - MARGIN.top - MARGIN.bottom),
  };
  const canvas = useHeatCanvas(grid, frame);
  const { cursor, drawing, words, handlers } = useHeatCursor({ grid, frame, markers, onBox });
  const described = useId();
  const shown = drawing ?? box;
  return (
    <div ref={holder} className={`relative select-none ${className}`}>
      <div
        role="application"
        aria-roledescription="heat map"
        aria-label={`${label}. Arrow keys move, Shift and arrow keys widen, Enter selects, Escape takes it back.`}
        aria-describedby={described}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it is moved about in by keys
        tabIndex={0}
        className="absolute inset-0 touch-pan-y cursor-crosshair rounded-control"
        {...handlers}
      >
        <canvas ref={canvas} className="absolute" style={{ left: MARGIN.left, top: MARGIN.top }} />
        {frame.width > 0 && (
          <svg width={width} height={height} className="absolute inset-0" aria-hidden="true">
            <HeatAxes grid={grid} frame={frame} />
            <g transform={`translate(${MARGIN.left} ${MARGIN.top})`}>
              {lines.map((line) => (
                <Course key={line.label} line={line} grid={grid} frame={frame} />
              ))}
              <Markers markers={markers} {...frame} x={(time) => timeX(time, grid, frame)} />
              {shown && <Chosen box={shown} grid={grid} frame={frame} />}
              {cursor && !drawing && <Here at={cursor} grid={grid} frame={frame} />}
            </g>
          </svg>
        )}
      </div>
      <p id={described} className="sr-only">
        {summary}
      </p>
      <p className="sr-only" aria-live="polite">
        {words}
      </p>
      {cursor && <HeatTip {...{ grid, cursor, lines, markers, frame, about, drawing }} />}
    </div>
  );
}

interface Placed {
  grid: HeatGrid;
  frame: Frame;
}

/** A line over the cells, with a rim in the colour of the paper so that it is seen on any of them. */
function Course({ line, grid, frame }: Placed & { line: Line }) {
  const path = useMemo(() => {
    const { times, step, from, to, bins } = grid;
    let pen = 'M';
    const points: string[] = [];
    for (const [at, value] of line.values.entries()) {
      const time = times[at];
      if (value === null || time === undefined) {
        pen = 'M';
        continue;
      }
      const x = ((time + step / 2 - from) / (to - from)) * frame.width;
      const y = frame.height * (1 - position(bins, value) / bins.length);
      points.push(`${pen}${x.toFixed(1)} ${y.toFixed(1)}`);
      // A value between two gaps is a line of no length, which a round cap makes a dot.
      if (pen === 'M') points.push(`L${x.toFixed(1)} ${y.toFixed(1)}`);
      pen = 'L';
    }
    return points.join('');
  }, [line.values, grid, frame.width, frame.height]);
  const shared = { d: path, fill: 'none', strokeLinejoin: 'round', strokeLinecap: 'round' } as const;
  return (
    <>
      <path {...shared} stroke="var(--panel)" strokeWidth={4.5} opacity={0.85} />
      <path
        {...shared}
        stroke={`var(--${line.ink})`}
        strokeWidth={1.75}
        {...(line.look === 'before' ? { strokeDasharray: '4 3', strokeLinecap: 'butt' } : {})}
      />
    </>
  );
}

const NONE: Marker[] = [];

const timeX = (time: number, { from, to }: HeatGrid, { width }: Frame): number =>
  Math.max(0, Math.min(1, (time - from) / (to - from))) * width;

function Chosen({ box, grid, frame }: Placed & { box: Box }) {
  const x = (time: number): number => timeX(time, grid, frame);
  const y = (value: number): number => frame.height * (1 - position(grid.bins, value) / grid.bins.length);
  const top = box.high === undefined ? 0 : y(box.high);
  return (
    <rect
      x={x(box.from)}
      y={top}
      width={Math.max(2, x(box.to) - x(box.from))}
      height={Math.max(2, y(box.low) - top)}
      fill="var(--series-2)"
      fillOpacity={0.12}
      stroke="var(--series-2)"
      strokeWidth={1.5}
      rx={2}
    />
  );
}

function Here({ at: { at, bin }, grid, frame }: Placed & { at: { at: number; bin: number } }) {
  const time = grid.times[at] ?? grid.from;
  const x = (moment: number): number => timeX(moment, grid, frame);
  const row = frame.height / grid.bins.length;
  return (
    <rect
      x={x(time)}
      width={Math.max(1, x(time + grid.step) - x(time))}
      y={frame.height - (bin + 1) * row}
      height={row}
      fill="none"
      stroke="var(--ink)"
      strokeWidth={1.5}
    />
  );
}
