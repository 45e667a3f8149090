import './chart.css';
import { type KeyboardEvent, useRef, useState } from 'react';
import { ChartTip } from './ChartTip.tsx';
import { type Cursor, inWords, pick, stepTo } from './cursor.ts';
import type { Line } from './line.ts';
import { type Marker, markersIn } from './marker.ts';
import type { Grid } from './series.ts';
import { usePlot } from './usePlot.ts';
import { useSize } from './useSize.ts';
import { useTouchBrush } from './useTouchBrush.ts';

interface Props {
  /** What the chart shows, in words. */
  label: string;
  grid: Grid;
  lines: Line[];
  /** Calls behind each bucket. */
  n?: (number | null)[];
  /** Sets the height, e.g. `h-50`. */
  className: string;
  /** A stretch of time was dragged over, epoch milliseconds, whole buckets. */
  onBrush?: (from: number, to: number) => void;
  /** A bucket was clicked. */
  onPick?: (from: number, to: number) => void;
  /** A stretch to compare with the rest was chosen, by dragging, a click or Enter: with Shift, or with `comparing` without. */
  onCompare?: (from: number, to: number) => void;
  comparing?: boolean;
  /** What a click does, told in the tooltip. */
  hint?: string;
  /** What happened, as labelled rules. */
  markers?: Marker[];
}

const NONE: Marker[] = [];

/** Lines and bars over time: crosshair shared by the page, drag (with a finger: sideways) to zoom, click or arrow keys and Enter to pick. */
export function TimeSeries({ label, grid, lines, n, className, hint, markers = NONE, ...on }: Props) {
  const { onBrush, onPick, onCompare, comparing } = on;
  const [frame, { width, height }] = useSize();
  const holder = useRef<HTMLDivElement>(null);
  const [cursor, setCursor] = useState<Cursor>();
  const plot = usePlot({
    holder,
    grid,
    lines,
    width,
    height,
    onBrush,
    onPick,
    onCompare,
    comparing,
    markers,
    onCursor: setCursor,
  });

  const touch = useTouchBrush(plot);

  const move = (event: KeyboardEvent) => {
    const at = stepTo(event.key, cursor?.at, grid.times.length);
    if (at !== undefined && plot.current) {
      event.preventDefault();
      const left = plot.current.valToPos((grid.times[at] ?? 0) + grid.step / 2, 'x');
      plot.current.setCursor({ left, top: 0 });
      setCursor({ at, left: left + plot.current.over.offsetLeft, own: true });
    }
    if (event.key === 'Enter' && cursor)
      pick({ grid, onBrush, onPick, onCompare, comparing }, cursor.at, event.shiftKey);
  };
  const time = cursor === undefined ? undefined : grid.times[cursor.at];
  return (
    <div ref={frame} className={`relative ${className}`}>
      <div
        ref={holder}
        role="slider"
        tabIndex={0}
        aria-label={`${label}. Arrow keys move through time${onPick ? ', Enter opens the calls' : ''}${onCompare ? ', Shift and Enter shows what differs' : ''}.`}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, grid.times.length - 1)}
        aria-valuenow={cursor?.at ?? 0}
        aria-valuetext={
          cursor && time !== undefined ? inWords(cursor.at, time, grid.step, lines, n, markers) : 'No point chosen'
        }
        onKeyDown={move}
        onBlur={() => setCursor(undefined)}
        {...(onBrush || onCompare ? touch : {})}
        className={`absolute inset-0 touch-pan-y rounded-control ${onPick ? '[&_.u-over]:cursor-pointer' : ''}`}
      />
      {cursor?.own && time !== undefined && (
        <ChartTip
          lines={lines}
          {...(n === undefined ? {} : { n })}
          at={cursor.at}
          time={time}
          step={grid.step}
          left={cursor.left}
          width={width}
          markers={markersIn(markers, time, grid.step)}
          {...(hint === undefined ? {} : { hint })}
        />
      )}
    </div>
  );
}
