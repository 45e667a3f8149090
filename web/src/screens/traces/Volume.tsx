import { type PointerEvent, useState } from 'react';
import { MarkerLines, Markers } from '../../charts/Markers.tsx';
import { markersIn, markerWords } from '../../charts/marker.ts';
import { gridOf } from '../../charts/series.ts';
import { useSize } from '../../charts/useSize.ts';
import { exact, plural } from '../../format.ts';
import { ExportMenu } from '../../parts/ExportMenu.tsx';
import { MarkersToggle } from '../../parts/MarkersToggle.tsx';
import { useDiffers } from '../../parts/useDiffers.ts';
import { sheetOfRows } from '../../sheet.ts';
import { bucketTime, clockTime, dayTime, fixed } from '../../time.ts';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { useMarkers } from '../../useMarkers.ts';
import { useMetric } from '../../useMetric.ts';
import { useView } from '../../view.ts';

const HEIGHT = 52;
const LEGEND = [
  { label: 'Calls', ink: 'series-1', look: 'bars' },
  { label: 'Failed', ink: 'bad', look: 'bars' },
] as const;

interface Bucket {
  time: number;
  calls: number;
  failed: number;
}

/** How many calls there were, bucket by bucket, failures in red; dragging over it zooms, with Shift it shows what differs. */
export function Volume() {
  const { setRange, search } = useView();
  const differs = useDiffers();
  const { rows, meta, error, retry } = useMetric({
    metrics: ['calls', 'error_rate'],
    interval: 'auto',
    compare: false,
    text: search.q,
  });
  const happened = useMarkers();
  const { markers } = happened;
  const [frame, { width }] = useSize();
  const [at, setAt] = useState<number>();
  const [from, setFrom] = useState<number>();
  const grid = gridOf(rows, undefined, meta);
  const calls = grid?.of('calls') ?? [];
  const rates = grid?.of('error_rate') ?? [];
  const buckets: Bucket[] = (grid?.times ?? []).map((time, index) => ({
    time,
    calls: calls[index] ?? 0,
    failed: Math.round((calls[index] ?? 0) * (rates[index] ?? 0)),
  }));
  const step = grid?.step ?? 0;
  const most = buckets.reduce((max, bucket) => Math.max(max, bucket.calls), 0);
  const pitch = buckets.length > 0 ? width / buckets.length : 0;
  const total = buckets.reduce((sum, bucket) => sum + bucket.calls, 0);
  const failed = buckets.reduce((sum, bucket) => sum + bucket.failed, 0);

  const indexOf = ({ clientX, currentTarget }: PointerEvent) =>
    Math.max(
      0,
      Math.min(buckets.length - 1, Math.floor((clientX - currentTarget.getBoundingClientRect().left) / pitch)),
    );
  const choose = (to: number, compare: boolean) => {
    const [first, last] = [Math.min(from ?? to, to), Math.max(from ?? to, to)];
    const start = buckets[first]?.time;
    const end = buckets[last]?.time;
    if (start === undefined || end === undefined) return;
    const range = fixed(start, end + step);
    if (compare) differs({ filter: [], range });
    else setRange(range);
  };

  const shown = at === undefined ? undefined : buckets[at];
  const first = buckets[0]?.time;
  return (
    <section ref={frame} aria-label="Volume of calls" className="relative select-none" style={{ height: HEIGHT + 18 }}>
      {error && <ErrorNote error={error} retry={retry} compact />}
      {!error && width > 0 && (
        <svg
          width={width}
          height={HEIGHT}
          role="img"
          aria-label={`${plural(total, 'call')} in this range, ${exact(failed)} failed${markers.map((marker) => `, ${markerWords(marker)}`).join('')}`}
          className="block touch-pan-y cursor-crosshair"
          onPointerMove={(event) => pitch > 0 && setAt(indexOf(event))}
          onPointerLeave={() => setAt(undefined)}
          onPointerDown={(event) => {
            if (event.button !== 0 || pitch === 0) return;
            event.currentTarget.setPointerCapture(event.pointerId);
            setFrom(indexOf(event));
          }}
          onPointerUp={(event) => {
            if (from !== undefined) choose(indexOf(event), event.shiftKey);
            setFrom(undefined);
          }}
          onPointerCancel={() => setFrom(undefined)}
        >
          {from !== undefined && at !== undefined && (
            <rect
              x={Math.min(from, at) * pitch}
              width={(Math.abs(at - from) + 1) * pitch}
              height={HEIGHT}
              fill="var(--accent-wash)"
            />
          )}
          {at !== undefined && from === undefined && (
            <rect x={at * pitch} width={pitch} height={HEIGHT} fill="var(--hover)" />
          )}
          {buckets.map((bucket, index) => (
            <Column key={bucket.time} bucket={bucket} most={most} x={index * pitch} pitch={pitch} />
          ))}
          {grid && (
            <Markers
              markers={markers}
              x={(time) => ((time - (buckets[0]?.time ?? 0)) / step) * pitch}
              {...{ width, height: HEIGHT, rows: 1 }}
            />
          )}
          <line x1={0} x2={width} y1={HEIGHT - 0.5} y2={HEIGHT - 0.5} stroke="var(--line)" />
        </svg>
      )}
      {first !== undefined && (
        <div className="flex items-center gap-1">
          <p
            className="flex min-w-0 flex-1 justify-between gap-2 pt-0.5 text-note whitespace-nowrap text-muted"
            aria-hidden="true"
          >
            <span>{edge(first, step)}</span>
            <span className="min-w-0 truncate max-sm:hidden">
              {plural(total, 'call')}
              {failed > 0 && `, ${exact(failed)} failed`}
              {search.q !== undefined && ', with the words searched for'}
            </span>
            <span>{edge((buckets.at(-1)?.time ?? first) + step, step)}</span>
          </p>
          <MarkersToggle of={happened} className="-my-1 size-6" />
          <span className="-my-1.5">
            <ExportMenu
              what="Volume of calls"
              sheet={() => sheetOfRows(buckets.map(dated), ['time', 'calls', 'failed'])}
              lines={LEGEND}
            />
          </span>
        </div>
      )}
      {shown && (
        <div
          aria-hidden="true"
          className="pointer-events-none absolute top-0 z-10 rounded-control bg-panel px-2 py-1 text-small whitespace-nowrap shadow-float"
          style={
            (at ?? 0) * pitch > width / 2
              ? { right: width - (at ?? 0) * pitch + 8 }
              : { left: ((at ?? 0) + 1) * pitch + 8 }
          }
        >
          <span className="text-muted">{bucketTime(shown.time, step)}</span>{' '}
          <span className="font-semibold">{plural(shown.calls, 'call')}</span>
          {shown.failed > 0 && <span className="text-bad"> {exact(shown.failed)} failed</span>}
          <MarkerLines markers={markersIn(markers, shown.time, step)} />
        </div>
      )}
    </section>
  );
}

const dated = (bucket: Bucket) => ({ ...bucket, time: new Date(bucket.time).toISOString() });

const edge = (time: number, step: number): string =>
  step >= 864e5 ? dayTime(time) : `${dayTime(time)}, ${clockTime(time)}`;

function Column({ bucket, most, x, pitch }: { bucket: Bucket; most: number; x: number; pitch: number }) {
  if (bucket.calls === 0) return null;
  const gap = pitch > 4 ? 1 : 0;
  // The smallest number must be seen, but never above its share of a failure.
  const height = Math.max(1.5, (bucket.calls / most) * (HEIGHT - 4));
  const bad = bucket.failed === 0 ? 0 : Math.max(1.5, (bucket.failed / bucket.calls) * height);
  return (
    <>
      <rect x={x} width={pitch - gap} y={HEIGHT - height} height={height} fill="var(--series-1)" opacity={0.55} />
      {bad > 0 && <rect x={x} width={pitch - gap} y={HEIGHT - bad} height={bad} fill="var(--bad)" />}
    </>
  );
}
