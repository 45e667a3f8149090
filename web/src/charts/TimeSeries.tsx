import './chart.css';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import uPlot from 'uplot';
import { exact, text } from '../format.ts';
import { bucketTime } from '../time.ts';
import { ChartTip } from './ChartTip.tsx';
import type { Line } from './line.ts';
import { chartOptions } from './options.ts';
import type { Grid } from './series.ts';
import { useTheme } from './theme.ts';
import { useSize } from './useSize.ts';

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
  /** What a click does, told in the tooltip. */
  hint?: string;
}

interface Cursor {
  at: number;
  left: number;
  /** Under the pointer or in the keyboard's focus, not merely following another chart. */
  own: boolean;
}

/** Lines and bars over time: crosshair shared by the page, drag to zoom, click or arrow keys and Enter to pick. */
export function TimeSeries({ label, grid, lines, n, className, onBrush, onPick, hint }: Props) {
  const theme = useTheme();
  const [frame, { width, height }] = useSize();
  const holder = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const [cursor, setCursor] = useState<Cursor>();
  const half = grid.step / 2;
  const data = useMemo(
    () => [grid.times.map((time) => time + half), ...lines.map(({ values }) => values)] as uPlot.AlignedData,
    [grid, lines, half],
  );
  // uPlot keeps its options for life; what changes under it is read through this.
  const now = useRef({ grid, onBrush, onPick, data });
  now.current = { grid, onBrush, onPick, data };
  const shape = JSON.stringify(lines.map(({ label: name, look, ink, right, unit }) => [name, look, ink, right, unit]));
  const wanted = useRef(lines);
  wanted.current = lines;

  // biome-ignore lint/correctness/useExhaustiveDependencies: rebuilt when the kinds of lines change, not on each new value
  useEffect(() => {
    if (!holder.current || width === 0) return;
    const range = (): [number, number] => [now.current.grid.from, now.current.grid.to];
    const hooks = cursorHooks(now, setCursor);
    const options = chartOptions({ lines: wanted.current, theme, width, height, range, hooks });
    const made = new uPlot(options, now.current.data, holder.current);
    plot.current = made;
    return () => {
      made.destroy();
      plot.current = null;
    };
  }, [theme, shape, width === 0]);
  useEffect(() => {
    plot.current?.setData(data);
  }, [data]);
  useEffect(() => {
    if (width > 0) plot.current?.setSize({ width, height });
  }, [width, height]);

  const move = (event: KeyboardEvent) => {
    const at = stepTo(event.key, cursor?.at, grid.times.length);
    if (at !== undefined && plot.current) {
      event.preventDefault();
      const left = plot.current.valToPos((grid.times[at] ?? 0) + half, 'x');
      plot.current.setCursor({ left, top: 0 });
      setCursor({ at, left: left + plot.current.over.offsetLeft, own: true });
    }
    if (event.key === 'Enter' && cursor) pick(now.current, cursor.at);
  };
  const time = cursor === undefined ? undefined : grid.times[cursor.at];
  return (
    <div ref={frame} className={`relative ${className}`}>
      <div
        ref={holder}
        role="slider"
        tabIndex={0}
        aria-label={`${label}. Arrow keys move through time${onPick ? ', Enter opens the calls' : ''}.`}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, grid.times.length - 1)}
        aria-valuenow={cursor?.at ?? 0}
        aria-valuetext={
          cursor && time !== undefined ? inWords(cursor.at, time, grid.step, lines, n) : 'No point chosen'
        }
        onKeyDown={move}
        onBlur={() => setCursor(undefined)}
        className={`absolute inset-0 rounded-control ${onPick ? '[&_.u-over]:cursor-pointer' : ''}`}
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
          {...(hint === undefined ? {} : { hint })}
        />
      )}
    </div>
  );
}

type Now = { current: { grid: Grid; onBrush: Props['onBrush'] | undefined; onPick: Props['onPick'] | undefined } };

/** What the pointer does to the chart. */
function cursorHooks(now: Now, setCursor: (cursor: Cursor | undefined) => void): uPlot.Hooks.Arrays {
  return {
    setCursor: [
      (u) => {
        const { idx, left = -1, event } = u.cursor;
        const own = u.over.matches(':hover');
        if (idx == null || left < 0) setCursor(undefined);
        else if (own || event) setCursor({ at: idx, left: left + u.over.offsetLeft, own });
      },
    ],
    setSelect: [
      (u) => {
        const { left, width } = u.select;
        if (width < 4) return;
        const { grid, onBrush } = now.current;
        u.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
        const snap = (position: number) => Math.round((u.posToVal(position, 'x') - (grid.times[0] ?? 0)) / grid.step);
        const first = snap(left);
        const start = (grid.times[0] ?? 0) + first * grid.step;
        onBrush?.(start, start + Math.max(1, snap(left + width) - first) * grid.step);
      },
    ],
    ready: [
      (u) => {
        let tapped: number | undefined;
        // uPlot swallows the click that ends a drag, so every click that arrives is one.
        u.over.addEventListener('click', (event) => {
          const { idx } = u.cursor;
          if (idx == null) return;
          // A finger can't hover: its first tap shows the bucket, its second opens it.
          const shows = event instanceof PointerEvent && event.pointerType === 'touch' && tapped !== idx;
          tapped = idx;
          if (!shows) pick(now.current, idx);
        });
      },
    ],
  };
}

function pick({ grid, onPick }: Now['current'], at: number): void {
  const from = grid.times[at];
  if (from !== undefined) onPick?.(from, from + grid.step);
}

function stepTo(key: string, at: number | undefined, count: number): number | undefined {
  if (count === 0) return undefined;
  const last = count - 1;
  if (key === 'ArrowLeft') return Math.max(0, (at ?? count) - 1);
  if (key === 'ArrowRight') return Math.min(last, (at ?? -1) + 1);
  return key === 'Home' ? 0 : key === 'End' ? last : undefined;
}

function inWords(at: number, time: number, step: number, lines: Line[], n: Props['n']): string {
  const values = lines.map(({ label, values, unit }) => {
    const value = values[at];
    return `${label} ${value == null ? 'unknown' : text(value, unit)}`;
  });
  const count = n?.[at];
  return `${bucketTime(time, step)}: ${values.join(', ')}${n ? `, ${count == null ? 'no' : exact(count)} calls` : ''}`;
}
