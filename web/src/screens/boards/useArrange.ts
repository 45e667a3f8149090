import { type KeyboardEvent, type PointerEvent, type RefObject, useRef, useState } from 'react';
import type { Tile } from '../../boards.ts';
import { COLUMNS, dropIndex, HEIGHTS, moved, sized } from './draft.ts';

/** Where a dragged tile would come to stand. */
export interface Drop {
  over: string;
  after: boolean;
  /** Which edge of `over` it is. */
  edge: 'left' | 'right' | 'top' | 'bottom';
}

interface Arrange {
  grid: RefObject<HTMLElement | null>;
  tiles: readonly Tile[];
  onChange: (tiles: Tile[]) => void;
  /** Tells those who don't see it what became of a tile. */
  say: (words: string) => void;
  titleOf: (tile: Tile) => string;
}

type Size = Pick<Tile, 'width' | 'height'>;

/** Tiles moved and resized by pointer and by keyboard: props for their handles, and what is under way. */
export function useArrange(arrange: Arrange) {
  return { ...useMove(arrange), ...useResize(arrange) };
}

function useMove({ grid, tiles, onChange, say, titleOf }: Arrange) {
  const [dragged, setDragged] = useState<{ id: string; drop: Drop | undefined }>();
  const move = (tile: Tile, to: number) => {
    const next = moved(tiles, tile.id, to);
    const at = next.indexOf(tile);
    if (at === tiles.indexOf(tile)) return say(`${titleOf(tile)} stays at ${at + 1} of ${tiles.length}`);
    onChange(next);
    say(`${titleOf(tile)} is ${at + 1} of ${tiles.length} now`);
    focusAgain(grid, tile.id);
  };
  const handleProps = (tile: Tile) => ({
    onKeyDown: (event: KeyboardEvent) => {
      const to = MOVES[event.key]?.(tiles.indexOf(tile), tiles.length);
      if (to === undefined) return;
      event.preventDefault();
      move(tile, to);
    },
    onPointerDown: (event: PointerEvent) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      setDragged({ id: tile.id, drop: undefined });
    },
    onPointerMove: (event: PointerEvent) => {
      if (dragged?.id !== tile.id) return;
      scrollAtEdge(event.clientY);
      setDragged({ id: tile.id, drop: dropAt(grid.current, tile.id, event.clientX, event.clientY) });
    },
    onPointerUp: () => {
      if (dragged?.id === tile.id && dragged.drop)
        move(tile, dropIndex(tiles, tile.id, dragged.drop.over, dragged.drop.after));
      setDragged(undefined);
    },
    onPointerCancel: () => setDragged(undefined),
  });
  return { dragged, handleProps };
}

function useResize({ grid, tiles, onChange, say, titleOf }: Arrange) {
  const [sizing, setSizing] = useState<{ id: string } & Size>();
  const start = useRef({ x: 0, y: 0 });
  const resize = (tile: Tile, { width, height }: Size) => {
    if (width !== tile.width || height !== tile.height)
      onChange(tiles.map((one) => (one === tile ? { ...one, width, height } : one)));
    say(`${titleOf(tile)}: ${width} of ${COLUMNS} columns, ${height}`);
  };
  const sizeProps = (tile: Tile) => ({
    onKeyDown: (event: KeyboardEvent) => {
      const [columns, rows] = SIZES[event.key] ?? [];
      if (columns === undefined || rows === undefined) return;
      event.preventDefault();
      resize(tile, sized(tile.width + columns, HEIGHTS.indexOf(tile.height) + rows));
    },
    onPointerDown: (event: PointerEvent) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      start.current = { x: event.clientX, y: event.clientY };
      setSizing({ id: tile.id, width: tile.width, height: tile.height });
    },
    onPointerMove: (event: PointerEvent) => {
      if (sizing?.id !== tile.id || !grid.current) return;
      const columns = (event.clientX - start.current.x) / (grid.current.clientWidth / COLUMNS);
      const rows = (event.clientY - start.current.y) / (ROW + GAP);
      setSizing({ id: tile.id, ...sized(tile.width + columns, HEIGHTS.indexOf(tile.height) + rows) });
    },
    onPointerUp: () => {
      if (sizing?.id === tile.id) resize(tile, sizing);
      setSizing(undefined);
    },
    onPointerCancel: () => setSizing(undefined),
  });
  return { sizing, sizeProps };
}

/** Pixels of the smallest tile's height, and between tiles. */
export const ROW = 128;
export const GAP = 14;

const MOVES: Record<string, (at: number, count: number) => number> = {
  ArrowLeft: (at) => at - 1,
  ArrowUp: (at) => at - 1,
  ArrowRight: (at) => at + 1,
  ArrowDown: (at) => at + 1,
  Home: () => 0,
  End: (_, count) => count - 1,
};
const SIZES: Record<string, [columns: number, rows: number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** An element that is put elsewhere in the document loses the focus. */
function focusAgain(grid: RefObject<HTMLElement | null>, id: string): void {
  requestAnimationFrame(() => {
    const tile = grid.current?.querySelector<HTMLElement>(`[data-tile="${id}"] [data-handle="move"]`);
    tile?.focus();
    tile?.scrollIntoView({ block: 'nearest' });
  });
}

/** The other tile under the pointer, and the side of it that is nearer. */
function dropAt(grid: HTMLElement | null, id: string, x: number, y: number): Drop | undefined {
  const tile = document
    .elementsFromPoint(x, y)
    .map((element) => element.closest<HTMLElement>('[data-tile]'))
    .find((one) => one && grid?.contains(one));
  const over = tile?.dataset.tile;
  if (!tile || !grid || over === undefined || over === id) return undefined;
  const { left, top, width, height } = tile.getBoundingClientRect();
  const alone = width > grid.clientWidth * 0.9;
  const after = alone ? y > top + height / 2 : x > left + width / 2;
  return { over, after, edge: alone ? (after ? 'bottom' : 'top') : after ? 'right' : 'left' };
}

const EDGE = 70;
function scrollAtEdge(y: number): void {
  if (y < EDGE) window.scrollBy(0, y - EDGE);
  else if (y > window.innerHeight - EDGE) window.scrollBy(0, y - window.innerHeight + EDGE);
}
