import { type KeyboardEvent, type MouseEvent, type PointerEvent, useState } from 'react';
import { exact, tick } from '../format.ts';
import { bucketTime, fixed, rangeWords } from '../time.ts';
import { MARGIN } from './axes.ts';
import type { Frame } from './HeatMap.tsx';
import { type Box, boxOf, type HeatGrid, within } from './heatGrid.ts';
import { happenedIn, type Marker } from './marker.ts';
import { useFinger } from './useFinger.ts';

/** A cell by its bucket and bin. */
export interface At {
  at: number;
  bin: number;
}

interface Wanted {
  grid: HeatGrid;
  frame: Frame;
  markers: readonly Marker[];
  onBox: (box: Box | undefined) => void;
}

/** What pointer and keys do to a heat map: the cell they stand on, and the box being drawn. */
export function useHeatCursor({ grid, frame, markers, onBox }: Wanted) {
  const [cursor, setCursor] = useState<At>();
  const [anchor, setAnchor] = useState<At>();
  const drawing = cursor && anchor && (cursor.at !== anchor.at || cursor.bin !== anchor.bin);
  const box = cursor && anchor ? boxOf(grid, { from: anchor, to: cursor }) : undefined;
  const clear = () => {
    setCursor(undefined);
    setAnchor(undefined);
  };
  const finger = useFinger(setAnchor);
  const finish = (chosen: Box | undefined) => {
    setAnchor(undefined);
    onBox(chosen);
  };
  const key = (event: KeyboardEvent) => {
    const next = moved(event.key, cursor, grid);
    if (next) {
      event.preventDefault();
      setAnchor(event.shiftKey ? (anchor ?? cursor ?? next) : undefined);
      setCursor(next);
    }
    if (event.key === 'Enter' && cursor) finish(box ?? boxOf(grid, { from: cursor, to: cursor }));
    if (event.key === 'Escape') {
      if (anchor) setAnchor(undefined);
      else finish(undefined);
    }
  };
  const handlers = {
    onKeyDown: key,
    onBlur: clear,
    onPointerDown: (event: PointerEvent) => {
      const start = event.button === 0 ? cellAt(event, grid, frame) : undefined;
      if (!start) return;
      setCursor(start);
      // A finger may be about to scroll the page; the cell it taps is shown.
      if (event.pointerType === 'touch') return finger.down(event, start);
      event.currentTarget.setPointerCapture(event.pointerId);
      setAnchor(start);
    },
    onPointerMove: (event: PointerEvent) => {
      finger.move(event);
      setCursor(cellAt(event, grid, frame, anchor !== undefined));
    },
    onPointerUp: (event: PointerEvent) => {
      finger.up();
      const end = cellAt(event, grid, frame, true);
      if (!anchor || !end) return;
      // A click on a cell is a box of one.
      finish(boxOf(grid, { from: anchor, to: end }));
    },
    onPointerCancel: () => {
      finger.up();
      clear();
    },
    onPointerLeave: (event: PointerEvent) => {
      if (anchor === undefined && event.pointerType !== 'touch') setCursor(undefined);
    },
    // What browsers offer to a finger that rests.
    onContextMenu: (event: MouseEvent) => finger.isDown() && event.preventDefault(),
  };
  return {
    cursor,
    drawing: drawing ? box : undefined,
    words: wordsOf(grid, markers, cursor, drawing ? box : undefined),
    handlers,
  };
}

/** The cell below the pointer; `near` = the nearest one, when it is outside. */
function cellAt(event: PointerEvent, grid: HeatGrid, { width, height }: Frame, near = false): At | undefined {
  const area = event.currentTarget.getBoundingClientRect();
  const x = event.clientX - area.left - MARGIN.left;
  const y = event.clientY - area.top - MARGIN.top;
  const outside = x < 0 || y < 0 || x >= width || y >= height;
  if (grid.bins.length === 0 || (outside && !near)) return undefined;
  const time = grid.from + (Math.max(0, Math.min(width - 1, x)) / width) * (grid.to - grid.from);
  const clamp = (value: number, count: number): number => Math.max(0, Math.min(count - 1, Math.floor(value)));
  return {
    at: clamp((time - (grid.times[0] ?? 0)) / grid.step, grid.times.length),
    bin: clamp((1 - y / height) * grid.bins.length, grid.bins.length),
  };
}

const MOVES: Record<string, [at: number, bin: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** Where a key leads; the first one leads to the fullest cell of the last bucket that has calls. */
function moved(key: string, cursor: At | undefined, grid: HeatGrid): At | undefined {
  const move = MOVES[key];
  if (!move || grid.bins.length === 0) return undefined;
  if (!cursor) return busiest(grid);
  return {
    at: Math.max(0, Math.min(grid.times.length - 1, cursor.at + move[0])),
    bin: Math.max(0, Math.min(grid.bins.length - 1, cursor.bin + move[1])),
  };
}

function busiest({ times, bins, total, cell }: HeatGrid): At {
  const at = Math.max(
    0,
    times.findLastIndex((_, index) => total(index) > 0),
  );
  const counts = bins.map((_, bin) => cell(at, bin)?.n ?? 0);
  return { at, bin: counts.indexOf(Math.max(...counts)) };
}

/** A latency range: `1 s – 1.25 s`, `from 2.2 h`. */
export const latencyWords = ({ from, to }: { from: number; to?: number }): string =>
  to === undefined ? `from ${tick(from, from, 'ms')}` : `${tick(from, from, 'ms')} – ${tick(to, to, 'ms')}`;

function wordsOf(grid: HeatGrid, markers: readonly Marker[], cursor: At | undefined, box: Box | undefined): string {
  if (box) {
    const { high } = box;
    const latency = latencyWords({ from: box.low, ...(high === undefined ? {} : { to: high }) });
    return `${rangeWords(fixed(box.from, box.to))}, ${latency}: ${exact(within(grid, box).n)} calls`;
  }
  const [time, bin] = [cursor && grid.times[cursor.at], cursor && grid.bins[cursor.bin]];
  if (!cursor || time === undefined || !bin) return '';
  const cell = grid.cell(cursor.at, cursor.bin);
  return `${bucketTime(time, grid.step)}, ${latencyWords(bin)}: ${exact(cell?.n ?? 0)} calls${happenedIn(markers, time, grid.step)}`;
}
