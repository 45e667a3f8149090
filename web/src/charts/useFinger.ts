import { type PointerEvent, useEffect, useRef } from 'react';
import type { At } from './useHeatCursor.ts';
import { SIDEWAYS } from './useTouchBrush.ts';

/** How long a finger must rest before what it drags is a box whichever way it goes. */
const HOLD_MS = 350;

interface Press {
  start: At;
  x: number;
  y: number;
  element: Element;
  pointerId: number;
  timer: ReturnType<typeof setTimeout>;
  drawing: boolean;
}

/**
 * Tells a finger that draws from one that scrolls the page: it draws when it first goes sideways, or rests before it moves.
 * `begin` is given the cell where it came down. The element must have `touch-action: pan-y`.
 */
export function useFinger(begin: (start: At) => void) {
  const press = useRef<Press>(undefined);
  // Once a box is being drawn the page must stay where it is; React's own listeners may not say so.
  useEffect(() => {
    const stay = (event: TouchEvent) => press.current?.drawing && event.cancelable && event.preventDefault();
    document.addEventListener('touchmove', stay, { passive: false });
    return () => {
      clearTimeout(press.current?.timer);
      document.removeEventListener('touchmove', stay);
    };
  }, []);
  const up = () => {
    clearTimeout(press.current?.timer);
    press.current = undefined;
  };
  const draw = () => {
    const own = press.current;
    if (!own || own.drawing) return;
    own.drawing = true;
    clearTimeout(own.timer);
    own.element.setPointerCapture(own.pointerId);
    begin(own.start);
  };
  return {
    down: ({ clientX: x, clientY: y, currentTarget: element, pointerId, isPrimary }: PointerEvent, start: At) => {
      up();
      // Two fingers zoom the page.
      if (isPrimary)
        press.current = { start, x, y, element, pointerId, drawing: false, timer: setTimeout(draw, HOLD_MS) };
    },
    move: ({ clientX, clientY }: PointerEvent) => {
      const own = press.current;
      if (!own || own.drawing) return;
      const [across, along] = [Math.abs(clientX - own.x), Math.abs(clientY - own.y)];
      if (across >= SIDEWAYS && across > along) draw();
      else if (along >= SIDEWAYS) up();
    },
    up,
    isDown: (): boolean => press.current !== undefined,
  };
}
