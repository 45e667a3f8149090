import type { Board, BoardDocument, Tile, TileHeight } from '../../boards.ts';

export const HEIGHTS: readonly TileHeight[] = ['small', 'medium', 'large'];
export const COLUMNS = 12;
export const MOST_TILES = 40;

/** A board in the making, and how it was before each change. */
export interface Draft {
  board: BoardDocument;
  past: BoardDocument[];
  /** What the last change was about; further ones about the same are one with it. */
  about?: string | undefined;
}

const REMEMBERED = 50;

/** The board after one more change. Of words that are being written (`about` the same thing) all letters are one change. */
export const changed = ({ board, past, about: last }: Draft, next: Partial<BoardDocument>, about?: string): Draft => ({
  board: { ...board, ...next },
  past: about !== undefined && about === last ? past : [...past.slice(1 - REMEMBERED), board],
  about,
});

export function undone({ board, past }: Draft): Draft {
  return { board: past.at(-1) ?? board, past: past.slice(0, -1) };
}

/** The tile put at another position; the others close up. */
export function moved(tiles: readonly Tile[], id: string, to: number): Tile[] {
  const tile = tiles.find((one) => one.id === id);
  if (!tile) return [...tiles];
  const rest = tiles.filter((one) => one !== tile);
  const at = Math.max(0, Math.min(rest.length, to));
  return [...rest.slice(0, at), tile, ...rest.slice(at)];
}

/** Where a tile comes to stand that is dropped before or after another one. */
export function dropIndex(tiles: readonly Tile[], id: string, over: string, after: boolean): number {
  const rest = tiles.filter((one) => one.id !== id);
  return rest.findIndex((one) => one.id === over) + (after ? 1 : 0);
}

/** A size within what there is. */
export function sized(width: number, height: number): Pick<Tile, 'width' | 'height'> {
  const rows = Math.max(0, Math.min(HEIGHTS.length - 1, Math.round(height)));
  return { width: Math.max(1, Math.min(COLUMNS, Math.round(width))), height: HEIGHTS[rows] ?? 'medium' };
}

export const rowsOf = (height: TileHeight): number => HEIGHTS.indexOf(height) + 1;

export const replaced = (tiles: readonly Tile[], tile: Tile): Tile[] =>
  tiles.map((one) => (one.id === tile.id ? tile : one));

/** A name no other tile has. */
export function freeId(tiles: readonly Tile[]): string {
  for (let n = tiles.length + 1; ; n++) {
    const id = `tile-${n}`;
    if (!tiles.some((tile) => tile.id === id)) return id;
  }
}

/** The same tile once more, behind itself. */
export function duplicated(tiles: readonly Tile[], id: string): Tile[] {
  return tiles.flatMap((tile) => (tile.id === id ? [tile, { ...tile, id: freeId(tiles) }] : [tile]));
}

export const newTile = (tiles: readonly Tile[]): Tile => ({
  id: freeId(tiles),
  kind: 'line',
  metrics: ['latency_p50', 'latency_p95'],
  group_by: [],
  filter: [],
  interval: 'auto',
  compare: true,
  width: 6,
  height: 'medium',
});

const KEYS = [
  ...[
    'id',
    'title',
    'kind',
    'metrics',
    'group_by',
    'filter',
    'interval',
    'order_by',
    'limit',
    'compare',
    'text',
    'width',
  ],
  'height',
] as (keyof Tile)[];

/**
 * What is exported and sent: no more than a board is made of, nothing that goes without saying, and in the same order each time,
 * so that a file kept beside code changes only where the board does.
 */
export function documentOf({ name, description, variables, tiles }: BoardDocument | Board): BoardDocument {
  return {
    version: 1,
    name,
    ...(description ? { description } : {}),
    variables: variables.map(({ name, field, title, default: usual }) => ({
      ...{ name, field },
      ...(title ? { title } : {}),
      ...(usual ? { default: usual } : {}),
    })),
    tiles: tiles.map(plain),
  };
}

const plain = (tile: Tile): Tile =>
  Object.fromEntries(
    KEYS.flatMap((key) => {
      if (isUsual(key, tile[key])) return [];
      return [[key, key === 'filter' ? tile.filter.map(({ field, op, value }) => ({ field, op, value })) : tile[key]]];
    }),
  ) as unknown as Tile;

const USUAL: Partial<Tile> = { interval: 'auto', compare: true };
const isUsual = (key: keyof Tile, value: Tile[keyof Tile]): boolean =>
  value === undefined || value === '' || value === USUAL[key] || (Array.isArray(value) && value.length === 0);

/** A name for a copy that none of the others has: `Copy of Costs`, `Copy of Costs 2`. */
export function copyName(name: string, others: readonly string[]): string {
  const base = `Copy of ${name}`.slice(0, 96);
  for (let n = 1; ; n++) {
    const wanted = n === 1 ? base : `${base} ${n}`;
    if (!others.includes(wanted)) return wanted;
  }
}
