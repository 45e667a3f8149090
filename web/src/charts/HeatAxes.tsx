import { tick } from '../format.ts';
import { durationMarks, MARGIN, timeMarks } from './axes.ts';
import type { Frame } from './HeatMap.tsx';
import { type HeatGrid, position } from './heatGrid.ts';

/** Hairlines and labels of a heat map: time below, latency at the left, by its logarithm. */
export function HeatAxes({ grid, frame }: { grid: HeatGrid; frame: Frame }) {
  const { bins, from, to } = grid;
  const low = bins.find((bin) => bin.from > 0)?.from ?? 1;
  const top = bins.at(-1);
  const high = top?.to ?? top?.from ?? low * 10;
  const y = (value: number): number =>
    MARGIN.top + frame.height * (1 - position(bins, value) / Math.max(1, bins.length));
  return (
    <g className="text-note" fill="var(--muted)">
      {bins.length > 0 &&
        durationMarks(low, high, y).map((value) => (
          <g key={value}>
            <line
              x1={MARGIN.left}
              x2={MARGIN.left + frame.width}
              y1={y(value)}
              y2={y(value)}
              stroke="var(--strong)"
              strokeOpacity={0.45}
            />
            <text x={MARGIN.left - 6} y={y(value) + 4} textAnchor="end">
              {tick(value, value, 'ms')}
            </text>
          </g>
        ))}
      <TimeLabels from={from} to={to} frame={frame} />
    </g>
  );
}

/** Labels of a time axis, below a plot. */
export const TimeLabels = ({ from, to, frame }: { from: number; to: number; frame: Frame }) =>
  timeMarks(from, to, frame.width).map(({ at, label }) => {
    const x = MARGIN.left + ((at - from) / (to - from)) * frame.width;
    return (
      <text
        key={at}
        x={Math.max(MARGIN.left + 14, Math.min(MARGIN.left + frame.width - 4, x))}
        y={MARGIN.top + frame.height + 18}
        textAnchor="middle"
      >
        {label}
      </text>
    );
  });
