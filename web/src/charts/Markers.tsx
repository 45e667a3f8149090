import { HEIGHT, labelled, type Marker, markerWords, PAD, short, textWidth } from './marker.ts';

interface Props {
  markers: readonly Marker[];
  /** Pixels of a time, within the plot. */
  x: (time: number) => number;
  width: number;
  height: number;
  /** Rows of labels; 0 = rules alone. */
  rows?: number;
}

/** What happened, as labelled rules over a plot that is drawn as SVG; the same look as on the other charts. */
export function Markers({ markers, x, width, height, rows }: Props) {
  const placed = markers.map((marker) => ({ marker, x: Math.round(x(marker.time)) + 0.5 }));
  const labels = rows === 0 ? [] : labelled(placed, (text) => textWidth(text) + 2 * PAD, rows);
  return (
    <g pointerEvents="none" data-markers={placed.length}>
      {placed.map(({ marker, x: at }) => (
        <line
          key={`${marker.time} ${marker.label}`}
          x1={at}
          x2={at}
          y2={height}
          stroke={`var(--${marker.kind === 'incident' ? 'bad' : rows === 0 ? 'ink' : 'muted'})`}
          {...(marker.kind === 'price' ? { strokeDasharray: '2 2' } : {})}
        />
      ))}
      {labels.map(({ label, x: at, row }) => {
        const size = textWidth(label) + 2 * PAD;
        const start = Math.max(0, Math.min(width - size, at - size / 2));
        return (
          <g key={`${at} ${label}`} transform={`translate(${start} ${row * (HEIGHT + 2)})`}>
            <rect width={size} height={HEIGHT} rx={4} fill="var(--ink)" />
            <text x={PAD} y={HEIGHT / 2 + 3.5} fill="var(--panel)" style={{ font: '600 10.5px var(--font-sans)' }}>
              {label}
            </text>
          </g>
        );
      })}
    </g>
  );
}

/** What happened in a bucket, for a tooltip. */
export const MarkerLines = ({ markers }: { markers: readonly Marker[] }) =>
  markers.map((marker) => (
    <p key={`${marker.time} ${marker.label}`} className="max-w-60 truncate font-semibold">
      {short(markerWords(marker), 60)}
    </p>
  ));
