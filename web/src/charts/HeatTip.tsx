import { exact, text } from '../format.ts';
import { bucketTime, fixed, rangeWords } from '../time.ts';
import { MARGIN } from './axes.ts';
import { Swatch } from './ChartTip.tsx';
import type { Frame } from './HeatMap.tsx';
import { type Box, type HeatGrid, within } from './heatGrid.ts';
import type { Line } from './line.ts';
import { MarkerLines } from './Markers.tsx';
import { type Marker, markersIn } from './marker.ts';
import { type At, latencyWords } from './useHeatCursor.ts';

interface Props {
  grid: HeatGrid;
  cursor: At;
  lines: Line[];
  markers: Marker[];
  frame: Frame;
  about: boolean;
  drawing: Box | undefined;
}

/** What the cell below the pointer holds, or the box being drawn. */
export function HeatTip({ grid, cursor, lines, markers, frame, about, drawing }: Props) {
  const time = grid.times[cursor.at];
  const bin = grid.bins[cursor.bin];
  if (time === undefined || !bin) return null;
  const cell = drawing ? within(grid, drawing) : (grid.cell(cursor.at, cursor.bin) ?? { n: 0, errors: 0 });
  const total = drawing ? grid.n : grid.total(cursor.at);
  const x = MARGIN.left + ((time + grid.step / 2 - grid.from) / (grid.to - grid.from)) * frame.width;
  const whole = frame.width + MARGIN.left + MARGIN.right;
  const beyond = x > whole / 2;
  const latency = drawing
    ? latencyWords({ from: drawing.low, ...(drawing.high === undefined ? {} : { to: drawing.high }) })
    : latencyWords(bin);
  return (
    <div
      aria-hidden="true"
      className="pointer-events-none absolute top-1 z-10 min-w-44 rounded-control bg-panel px-2.5 py-2 text-small shadow-float"
      style={beyond ? { right: whole - x + 14 } : { left: x + 14 }}
    >
      <p className="whitespace-nowrap text-muted">
        {drawing ? rangeWords(fixed(drawing.from, drawing.to)) : bucketTime(time, grid.step)}
      </p>
      <p className="whitespace-nowrap">
        <span className="font-semibold">{latency}</span>
      </p>
      <p className="flex justify-between gap-4 whitespace-nowrap">
        <span>
          {about && cell.n > 0 && 'about '}
          <span className="font-semibold">{exact(cell.n)}</span> {cell.n === 1 ? 'call' : 'calls'}
        </span>
        {total > 0 && (
          <span className="text-muted">
            {text(cell.n / total, 'ratio')} of {drawing ? 'all' : 'these'}
          </span>
        )}
      </p>
      {!drawing && <MarkerLines markers={markersIn(markers, time, grid.step)} />}
      {cell.errors > 0 && <p className="text-bad">{exact(cell.errors)} failed</p>}
      {!drawing &&
        lines.map((line) => {
          const value = line.values[cursor.at];
          return value == null ? null : (
            <p key={line.label} className="flex items-center gap-2 whitespace-nowrap text-muted">
              <Swatch line={line} />
              <span className="flex-1">{line.label}</span>
              <span className="pl-4">{text(value, line.unit)}</span>
            </p>
          );
        })}
    </div>
  );
}
