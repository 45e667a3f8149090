import { type RefObject, useCallback, useLayoutEffect, useState } from 'react';

export interface Window {
  /** Rows to draw, by their place: `last` is not among them. */
  first: number;
  last: number;
  /** Never more rows are drawn: with its place modulo this as its key, a row that comes takes the elements of one that goes. */
  slots: number;
  /** Scrolls no further than needed. */
  show(at: number): void;
}

/**
 * Which rows of equal height are in sight, and some around them. It knows nothing of each row, so that 100,000 of them cost
 * no more than 100.
 */
export function useRows(
  frame: RefObject<HTMLElement | null>,
  { count, height, around }: { count: number; height: number; around: number },
): Window {
  const [{ top, seen }, setSight] = useState({ top: 0, seen: 0 });
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    const look = (): void =>
      setSight((before) => {
        const now = { top: Math.floor(element.scrollTop / height), seen: Math.ceil(element.clientHeight / height) };
        return before.top === now.top && before.seen === now.seen ? before : now;
      });
    look();
    const size = new ResizeObserver(look);
    size.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      size.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [frame, height]);
  const show = useCallback(
    (at: number) => {
      const element = frame.current;
      if (!element) return;
      const from = at * height;
      if (from < element.scrollTop) element.scrollTop = from;
      else if (from + height > element.scrollTop + element.clientHeight)
        element.scrollTop = from + height - element.clientHeight;
    },
    [frame, height],
  );
  return {
    first: Math.max(0, Math.min(top, count) - around),
    last: Math.min(count, top + seen + 1 + around),
    slots: seen + 1 + 2 * around,
    show,
  };
}
