import { exact, text } from '../format.ts';
import { bucketTime } from '../time.ts';
import type { Line } from './line.ts';
import { MarkerLines } from './Markers.tsx';
import type { Marker } from './marker.ts';

interface Props {
  lines: Line[];
  /** Calls behind each bucket. */
  n?: (number | null)[];
  at: number;
  time: number;
  step: number;
  /** Pixels of the crosshair, and of the chart it must stay within. */
  left: number;
  width: number;
  hint?: string;
  /** What happened in the bucket. */
  markers?: Marker[];
}

/** What the crosshair stands on, beside it. */
export function ChartTip({ lines, n, at, time, step, left, width, hint, markers = [] }: Props) {
  const count = n?.[at];
  const beyond = left > width / 2;
  return (
    <div
      aria-hidden="true"
      className="pointer-events-none absolute top-1 z-10 min-w-44 rounded-control bg-panel px-2.5 py-2 text-small shadow-float"
      style={beyond ? { right: width - left + 12 } : { left: left + 12 }}
    >
      <p className="flex justify-between gap-4 whitespace-nowrap text-muted">
        <span>{bucketTime(time, step)}</span>
        <span>{count == null ? 'no calls' : `n = ${exact(count)}`}</span>
      </p>
      {lines.map((line) => {
        const value = line.values[at];
        return (
          <p key={line.label} className="flex items-center gap-2 whitespace-nowrap">
            <Swatch line={line} />
            <span className="flex-1 text-muted">{line.label}</span>
            <span className="pl-4 font-semibold">{value == null ? '–' : text(value, line.unit)}</span>
          </p>
        );
      })}
      <MarkerLines markers={markers} />
      {hint && count != null && <p className="pt-0.5 text-note text-muted">{hint}</p>}
    </div>
  );
}

/** The look of a line, small. */
export function Swatch({ line }: { line: Line }) {
  if (line.look === 'bars')
    return (
      <span
        className="size-2 shrink-0 rounded-[2px]"
        style={{ background: `color-mix(in srgb, var(--${line.ink}) 50%, transparent)` }}
      />
    );
  return (
    <svg width="10" height="2" className="shrink-0" aria-hidden="true">
      <line
        x2="10"
        y1="1"
        y2="1"
        strokeWidth="2"
        stroke={`var(--${line.look === 'before' ? 'faint' : line.ink})`}
        {...(line.look === 'before' ? { strokeDasharray: '3 2' } : {})}
      />
    </svg>
  );
}

export function Legend({ lines }: { lines: Line[] }) {
  return (
    <ul className="flex flex-wrap items-center gap-x-3.5 text-small text-muted">
      {lines.map((line) => (
        <li key={line.label} className="flex items-center gap-1.5">
          <Swatch line={line} />
          {line.label}
        </li>
      ))}
    </ul>
  );
}
