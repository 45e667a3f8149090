import uPlot from 'uplot';
import { tick } from '../format.ts';
import { clockTime, dayTime, secondsTime } from '../time.ts';
import type { Line } from './line.ts';
import type { Theme } from './theme.ts';

const FONT = '11px "Inter Variable", system-ui, sans-serif';
const DAY = 864e5;

/** Charts of one page share their crosshair. */
const SYNC = 'time';
const FOLLOWED = new Set(['mousemove', 'mouseleave']);

interface Wanted {
  lines: Line[];
  theme: Theme;
  width: number;
  height: number;
  /** The x scale, epoch milliseconds; read anew on each draw. */
  range: () => [number, number];
  hooks: uPlot.Hooks.Arrays;
}

/** A chart in uPlot's words. */
export function chartOptions({ lines, theme, width, height, range, hooks }: Wanted): uPlot.Options {
  const right = lines.find((line) => line.right);
  const left = lines.find((line) => !line.right);
  return {
    width,
    height,
    ms: 1,
    padding: [8, right ? 0 : 16, 0, 0],
    legend: { show: false },
    hooks,
    scales: {
      x: { time: true, range },
      y: { range: fromZero },
      ...(right ? { right: { range: fromZero } } : {}),
    },
    cursor: {
      y: false,
      sync: { key: SYNC, filters: { pub: (type) => FOLLOWED.has(type) } },
      drag: { x: true, y: false, setScale: false, dist: 4 },
      points: { size: 6, width: 1.5, fill: theme.panel, stroke: (u, index) => String(strokeOf(u, index)) },
    },
    axes: [
      {
        stroke: theme.muted,
        font: FONT,
        size: 26,
        gap: 6,
        space: 64,
        grid: { show: false },
        ticks: { show: false },
        values: timeTicks,
      },
      { ...valueAxis(theme, left), scale: 'y', grid: { stroke: theme.grid, width: 1 } },
      ...(right ? [{ ...valueAxis(theme, right), scale: 'right', side: 1, grid: { show: false } } as uPlot.Axis] : []),
    ],
    series: [{}, ...lines.map((line) => seriesOf(line, theme))],
  };
}

const strokeOf = (u: uPlot, index: number): unknown => {
  const stroke = u.series[index]?.stroke;
  return typeof stroke === 'function' ? stroke(u, index) : stroke;
};

function seriesOf({ look = 'line', ink, right }: Line, theme: Theme): uPlot.Series {
  const scale = right ? 'right' : 'y';
  if (look === 'bars')
    return {
      scale,
      stroke: theme[ink],
      fill: faded(theme[ink]),
      width: 0,
      ...(uPlot.paths.bars ? { paths: uPlot.paths.bars({ size: [0.72, 28], align: 0 }) } : {}),
      points: { show: false },
    };
  const stroke = look === 'before' ? theme.faint : theme[ink];
  return {
    scale,
    stroke,
    width: 1.5,
    ...(look === 'before' ? { dash: [3, 3], width: 1 } : {}),
    // A value between two gaps has no line; without a dot it would not be there at all.
    points: { show: true, size: 4, width: 0, fill: stroke, filter: alone },
  };
}

/** Bars are many and wide: at full strength they would shout the lines down. */
const faded = (color: string): string => color.replace(/^rgb\((.*)\)$/, 'rgba($1, 0.4)');

function alone(u: uPlot, index: number): number[] {
  const values = u.data[index] ?? [];
  const found: number[] = [];
  for (let at = 0; at < values.length; at++)
    if (values[at] != null && values[at - 1] == null && values[at + 1] == null) found.push(at);
  return found;
}

/** Zero is always in sight; a debt goes below it. */
const fromZero: uPlot.Range.Function = (_u, min, max) => [min < 0 ? min * 1.06 : 0, max > 0 ? max * 1.06 : 1];

function valueAxis(theme: Theme, line: Line | undefined): uPlot.Axis {
  return {
    stroke: theme.muted,
    font: FONT,
    // Wide enough for most, so that charts above one another share their left edge.
    size: (_u, values) => Math.max(46, 14 + 6.4 * Math.max(0, ...(values ?? []).map((value) => value?.length ?? 0))),
    gap: 6,
    space: 28,
    ticks: { show: false },
    values: (_u, splits) => {
      const max = Math.max(...splits.map(Number));
      return splits.map((split) => (line === undefined ? '' : tick(split, max, line.unit)));
    },
  };
}

function timeTicks(_u: uPlot, splits: number[], _axis: number, _space: number, increment: number): string[] {
  return splits.map((split) => {
    const midnight = new Date(split).getHours() === 0 && new Date(split).getMinutes() === 0;
    if (increment >= DAY || (midnight && increment >= 36e5)) return dayTime(split);
    return increment < 60_000 ? secondsTime(split) : clockTime(split);
  });
}
