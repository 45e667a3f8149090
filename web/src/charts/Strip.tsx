import { exact, plural, text } from '../format.ts';
import { bucketTime } from '../time.ts';
import { Markers } from './Markers.tsx';
import { happenedIn, type Marker } from './marker.ts';
import { useBucketCursor } from './useBucketCursor.ts';
import { useSize } from './useSize.ts';

/** A bucket of a strip; undefined = no calls, about which nothing is known. */
export interface StripCell {
  n: number;
  /** Of these calls, how many failed so. */
  bad: number;
}

interface Props {
  label: string;
  times: number[];
  step: number;
  cells: (StripCell | undefined)[];
  onPick: (from: number, to: number, cell: StripCell) => void;
  /** What happened, as rules; the bucket says what. */
  markers?: Marker[];
}

const NONE: Marker[] = [];

const HEIGHT = 22;

/** Share of failures from which a bucket is told in the next tone. */
const TONES: { from: number; fill: string; label: string }[] = [
  { from: 0.2, fill: 'var(--bad)', label: '20 % or more' },
  { from: 0.05, fill: 'color-mix(in oklab, var(--bad) 55%, var(--warn))', label: '5 – 20 %' },
  { from: 0.01, fill: 'var(--lamp)', label: '1 – 5 %' },
  { from: 0.000_001, fill: 'color-mix(in oklab, var(--ok) 55%, var(--lamp))', label: 'below 1 %' },
  { from: 0, fill: 'color-mix(in oklab, var(--ok) 60%, transparent)', label: 'none' },
];

const toneOf = (share: number): string => TONES.find(({ from }) => share >= from)?.fill ?? 'var(--line)';

/**
 * What became of calls bucket by bucket. Tone and a dent tell the share that failed, so that it is seen without its colour too;
 * a bucket without calls is only a hairline.
 */
export function Strip({ label, times, step, cells, onPick, markers = NONE }: Props) {
  const [holder, { width }] = useSize();
  const from = times[0] ?? 0;
  const { at, handlers, range } = useBucketCursor({
    ...{ times, step, from, width, left: 0 },
    to: from + times.length * step,
    onPick: (start, end, index) => {
      const cell = cells[index];
      if (cell) onPick(start, end, cell);
    },
  });
  const pitch = times.length > 0 ? width / times.length : 0;
  const x = (time: number): number => ((time - from) / Math.max(1, times.length * step)) * width;
  const happened = at === undefined ? '' : happenedIn(markers, times[at] ?? 0, step);
  const when = at === undefined ? '' : bucketTime(times[at] ?? 0, step);
  return (
    <div ref={holder} className="relative" style={{ height: HEIGHT }}>
      <div
        role="slider"
        tabIndex={0}
        aria-label={`${label}. Arrow keys move through time, Enter opens the calls.`}
        {...range}
        aria-valuenow={at ?? 0}
        aria-valuetext={at === undefined ? 'No point chosen' : `${when}: ${cellWords(cells[at])}${happened}`}
        className="absolute inset-0 cursor-pointer touch-pan-y rounded-tag"
        {...handlers}
      >
        {width > 0 && (
          <svg width={width} height={HEIGHT} className="block" aria-hidden="true">
            {times.map((time, index) => (
              <Segment key={time} cell={cells[index]} x={index * pitch} width={pitch - (pitch > 4 ? 1 : 0)} />
            ))}
            <Markers markers={markers} x={x} width={width} height={HEIGHT} rows={0} />
            {at !== undefined && (
              <rect
                x={at * pitch + 0.5}
                width={Math.max(1, pitch - 1)}
                y={0.5}
                height={HEIGHT - 1}
                fill="none"
                stroke="var(--ink)"
              />
            )}
          </svg>
        )}
      </div>
      {at !== undefined && (
        <p
          aria-hidden="true"
          className="pointer-events-none absolute bottom-full z-10 mb-1 rounded-control bg-panel px-2 py-1 text-small whitespace-nowrap shadow-float"
          style={at * pitch > width / 2 ? { right: width - (at + 1) * pitch } : { left: at * pitch }}
        >
          <span className="text-muted">{when}</span> {cellWords(cells[at])}
          {happened}
        </p>
      )}
    </div>
  );
}

const cellWords = (cell: StripCell | undefined): string =>
  !cell
    ? 'no calls'
    : cell.bad === 0
      ? `available, ${plural(cell.n, 'call')}`
      : `${exact(cell.bad)} of ${plural(cell.n, 'call')} unavailable (${text(cell.bad / cell.n, 'ratio')})`;

function Segment({ cell, x, width }: { cell: StripCell | undefined; x: number; width: number }) {
  if (!cell) return <rect x={x} width={width} y={HEIGHT / 2} height={1} fill="var(--strong)" />;
  const share = cell.bad / cell.n;
  // The dent grows with the square root: one per cent is to be seen, all of it leaves a rest of tone.
  const dent = share === 0 ? 0 : Math.max(3, Math.sqrt(share) * (HEIGHT - 4));
  return (
    <>
      <rect x={x} width={width} height={HEIGHT} fill={toneOf(share)} />
      {dent > 0 && <rect x={x} width={width} height={dent} fill="var(--panel)" opacity={0.55} />}
    </>
  );
}

/** What the tones stand for. */
export const StripLegend = () => (
  <ul
    className="flex flex-wrap items-center gap-x-3 text-small text-muted"
    aria-label="Share of calls that were unavailable"
  >
    {TONES.toReversed().map(({ fill, label }) => (
      <li key={label} className="flex items-center gap-1.5">
        <span className="size-2.5 rounded-[2px]" style={{ background: fill }} aria-hidden="true" />
        {label}
      </li>
    ))}
    <li className="flex items-center gap-1.5">
      <span className="h-px w-2.5 bg-strong" aria-hidden="true" />
      no calls
    </li>
  </ul>
);
