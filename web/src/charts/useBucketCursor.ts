import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { stepTo } from './cursor.ts';

interface Wanted {
  /** Start of each bucket, epoch milliseconds. */
  times: number[];
  step: number;
  /** What the plot shows, and where in its element: pixels. */
  from: number;
  to: number;
  left: number;
  width: number;
  onPick: (from: number, to: number, at: number) => void;
  /** A stretch was dragged over; absent = every drag is a click. */
  onBrush?: (from: number, to: number) => void;
}

/** Pointer and keys on a chart of buckets: hover or arrow keys choose one, click or Enter picks it, a drag brushes over several. */
export function useBucketCursor({ times, step, from, to, left, width, onPick, onBrush }: Wanted) {
  const [at, setAt] = useState<number>();
  const [anchor, setAnchor] = useState<number>();
  const tapped = useRef<number>(undefined);
  const bucketAt = ({ clientX, currentTarget }: PointerEvent): number => {
    const x = clientX - currentTarget.getBoundingClientRect().left - left;
    const time = from + (x / Math.max(1, width)) * (to - from);
    return Math.max(0, Math.min(times.length - 1, Math.floor((time - (times[0] ?? 0)) / step)));
  };
  const pick = (index: number) => {
    const time = times[index];
    if (time !== undefined) onPick(time, time + step, index);
  };
  const release = (end: number, touched: boolean) => {
    const [first, last] = [times[Math.min(anchor ?? end, end)], times[Math.max(anchor ?? end, end)]];
    if (anchor !== end && onBrush && first !== undefined && last !== undefined) onBrush(first, last + step);
    // A finger can't hover: its first tap shows the bucket, its second opens it.
    else if (!touched || tapped.current === end) pick(end);
    tapped.current = end;
    setAnchor(undefined);
  };
  const handlers = {
    onKeyDown: (event: KeyboardEvent) => {
      const next = stepTo(event.key, at, times.length);
      if (next !== undefined) {
        event.preventDefault();
        setAt(next);
      }
      if (event.key === 'Enter' && at !== undefined) pick(at);
    },
    onBlur: () => setAt(undefined),
    onPointerMove: (event: PointerEvent) => setAt(bucketAt(event)),
    onPointerLeave: (event: PointerEvent) => {
      if (anchor === undefined && event.pointerType !== 'touch') setAt(undefined);
    },
    onPointerDown: (event: PointerEvent) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      setAnchor(bucketAt(event));
      setAt(bucketAt(event));
    },
    onPointerUp: (event: PointerEvent) =>
      anchor !== undefined && release(bucketAt(event), event.pointerType === 'touch'),
    onPointerCancel: () => setAnchor(undefined),
  };
  const range = { 'aria-valuemin': 0, 'aria-valuemax': Math.max(0, times.length - 1), 'aria-valuenow': at ?? 0 };
  return { at, anchor, handlers, range };
}
