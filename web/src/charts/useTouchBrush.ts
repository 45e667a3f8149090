import { type PointerEvent, type RefObject, useRef } from 'react';
import type uPlot from 'uplot';

/** A finger that went this far sideways draws; less may still become a scroll of the page. */
export const SIDEWAYS = 10;

/** Lets a finger that moves sideways over a chart brush it, as a mouse does; up and down it scrolls the page (`touch-pan-y`). */
export function useTouchBrush(plot: RefObject<uPlot | null>) {
  const start = useRef<number>(undefined);
  const drawing = useRef(false);
  const place = (event: PointerEvent): number => {
    const { left = 0, width = 0 } = plot.current?.over.getBoundingClientRect() ?? {};
    return Math.max(0, Math.min(width, event.clientX - left));
  };
  const select = (u: uPlot, to: number, done: boolean): void => {
    const from = start.current ?? to;
    const box = { left: Math.min(from, to), width: Math.abs(to - from), top: 0, height: u.over.clientHeight };
    u.setCursor({ left: to, top: 0 });
    // Its hook, called when it is done, takes the stretch as a mouse's and clears it.
    u.setSelect(box, done);
  };
  const cancel = () => {
    if (drawing.current) plot.current?.setSelect({ left: 0, width: 0, top: 0, height: 0 }, false);
    start.current = undefined;
    drawing.current = false;
  };
  return {
    onPointerDown: (event: PointerEvent) => {
      if (event.pointerType === 'touch' && event.isPrimary) start.current = place(event);
      else cancel();
    },
    onPointerMove: (event: PointerEvent) => {
      const u = plot.current;
      if (event.pointerType !== 'touch' || start.current === undefined || !u) return;
      const to = place(event);
      if (!drawing.current && Math.abs(to - start.current) < SIDEWAYS) return;
      if (!drawing.current) event.currentTarget.setPointerCapture(event.pointerId);
      drawing.current = true;
      select(u, to, false);
    },
    onPointerUp: (event: PointerEvent) => {
      const u = plot.current;
      if (drawing.current && u) select(u, place(event), true);
      start.current = undefined;
      drawing.current = false;
    },
    onPointerCancel: cancel,
  };
}
