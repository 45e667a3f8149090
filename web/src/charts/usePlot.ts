import { type RefObject, useEffect, useMemo, useRef } from 'react';
import uPlot from 'uplot';
import { type Cursor, cursorHooks, type Live } from './cursor.ts';
import type { Line } from './line.ts';
import { drawMarkers, type Marker } from './marker.ts';
import { chartOptions } from './options.ts';
import { useTheme } from './theme.ts';

interface Wanted extends Live {
  holder: RefObject<HTMLElement | null>;
  lines: Line[];
  markers: Marker[];
  width: number;
  height: number;
  onCursor: (cursor: Cursor | undefined) => void;
}

/** Keeps a uPlot in `holder` in step with its data, size and theme. */
export function usePlot({ holder, lines, markers, width, height, onCursor, ...live }: Wanted): RefObject<uPlot | null> {
  const theme = useTheme();
  const plot = useRef<uPlot>(null);
  const { times, step } = live.grid;
  const data = useMemo(
    () => [times.map((time) => time + step / 2), ...lines.map(({ values }) => values)] as uPlot.AlignedData,
    [times, step, lines],
  );
  const now = useRef({ ...live, lines, markers, data });
  now.current = { ...live, lines, markers, data };
  const shape = JSON.stringify(lines.map(({ label, look, ink, right, unit }) => [label, look, ink, right, unit]));
  const laidOut = width > 0;

  // biome-ignore lint/correctness/useExhaustiveDependencies: made anew when the kinds of lines change, not on each value
  useEffect(() => {
    if (!holder.current || !laidOut) return;
    const range = (): [number, number] => [now.current.grid.from, now.current.grid.to];
    const hooks: uPlot.Hooks.Arrays = {
      ...cursorHooks(now, onCursor),
      draw: [(u) => drawMarkers(u, now.current.markers, theme)],
    };
    const options = chartOptions({ lines: now.current.lines, theme, width, height, range, hooks });
    const made = new uPlot(options, now.current.data, holder.current);
    plot.current = made;
    return () => {
      made.destroy();
      plot.current = null;
    };
  }, [theme, shape, laidOut]);
  useEffect(() => {
    plot.current?.setData(data);
  }, [data]);
  const happened = JSON.stringify(markers);
  // biome-ignore lint/correctness/useExhaustiveDependencies: drawn anew when what happened is another
  useEffect(() => {
    plot.current?.redraw(false);
  }, [happened]);
  useEffect(() => {
    if (laidOut) plot.current?.setSize({ width, height });
  }, [laidOut, width, height]);
  return plot;
}
