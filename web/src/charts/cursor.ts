import type uPlot from 'uplot';
import { exact, text } from '../format.ts';
import { bucketTime } from '../time.ts';
import type { Line } from './line.ts';
import { happenedIn, type Marker } from './marker.ts';
import type { Grid } from './series.ts';

/** The bucket the crosshair stands on. */
export interface Cursor {
  at: number;
  /** Pixels from the left edge of the chart. */
  left: number;
  /** Under the pointer or in the keyboard's focus, not merely following another chart. */
  own: boolean;
}

type Stretch = (from: number, to: number) => void;
/** What changes while a chart lives; uPlot keeps its options for life and reads this anew. */
export interface Live {
  grid: Grid;
  onBrush: Stretch | undefined;
  onPick: Stretch | undefined;
  /** A stretch was chosen to be compared with the rest: dragged over, clicked or entered with Shift. */
  onCompare?: Stretch | undefined;
  /** Shift is not needed. */
  comparing?: boolean | undefined;
}

/** What the pointer does to the chart. */
export function cursorHooks(
  now: { current: Live },
  setCursor: (cursor: Cursor | undefined) => void,
): uPlot.Hooks.Arrays {
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
        const { grid, onBrush, onCompare, comparing } = now.current;
        u.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
        const snap = (position: number) => Math.round((u.posToVal(position, 'x') - (grid.times[0] ?? 0)) / grid.step);
        const first = snap(left);
        const start = (grid.times[0] ?? 0) + first * grid.step;
        const chosen = onCompare && (comparing || u.cursor.event?.shiftKey) ? onCompare : onBrush;
        chosen?.(start, start + Math.max(1, snap(left + width) - first) * grid.step);
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
          if (!shows) pick(now.current, idx, event.shiftKey);
        });
      },
    ],
  };
}

export function pick({ grid, onPick, onCompare, comparing }: Live, at: number, shift: boolean): void {
  const from = grid.times[at];
  const chosen = onCompare && (comparing || shift) ? onCompare : onPick;
  if (from !== undefined) chosen?.(from, from + grid.step);
}

/** Where a key leads from a bucket, if anywhere. */
export function stepTo(key: string, at: number | undefined, count: number): number | undefined {
  if (count === 0) return undefined;
  const last = count - 1;
  if (key === 'ArrowLeft') return Math.max(0, (at ?? count) - 1);
  if (key === 'ArrowRight') return Math.min(last, (at ?? -1) + 1);
  return key === 'Home' ? 0 : key === 'End' ? last : undefined;
}

/** A bucket for those who listen. */
export function inWords(
  at: number,
  time: number,
  step: number,
  lines: Line[],
  n: (number | null)[] | undefined,
  markers: readonly Marker[] = [],
): string {
  const values = lines.map(({ label, values, unit }) => {
    const value = values[at];
    return `${label} ${value == null ? 'unknown' : text(value, unit)}`;
  });
  const count = n?.[at];
  return `${bucketTime(time, step)}: ${values.join(', ')}${n ? `, ${count == null ? 'no' : exact(count)} calls` : ''}${happenedIn(markers, time, step)}`;
}
