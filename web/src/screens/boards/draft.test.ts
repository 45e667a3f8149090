import { describe, expect, test } from 'vitest';
import type { BoardDocument, Tile } from '../../boards.ts';
import {
  changed,
  copyName,
  documentOf,
  dropIndex,
  duplicated,
  freeId,
  moved,
  newTile,
  sized,
  undone,
} from './draft.ts';

const tile = (id: string): Tile => ({ ...newTile([]), id });
const tiles = ['a', 'b', 'c'].map(tile);
const ids = (given: readonly Tile[]): string => given.map(({ id }) => id).join('');
const board: BoardDocument = { version: 1, name: 'Mine', variables: [], tiles };

describe('a tile', () => {
  test.each([
    ['a', 1, 'bac'],
    ['a', 9, 'bca'],
    ['c', -1, 'cab'],
    ['x', 0, 'abc'],
  ])('%s moved to %i leaves %s', (id, to, order) => {
    expect(ids(moved(tiles, id, to))).toBe(order);
  });

  test.each([
    ['a', 'c', false, 'bac'],
    ['a', 'c', true, 'bca'],
    ['c', 'a', false, 'cab'],
    ['c', 'a', true, 'acb'],
  ])('%s dropped at %s (after: %s) leaves %s', (id, over, after, order) => {
    expect(ids(moved(tiles, id, dropIndex(tiles, id, over, after)))).toBe(order);
  });

  test('stays within the columns and heights there are', () => {
    expect(sized(0, -1)).toEqual({ width: 1, height: 'small' });
    expect(sized(13.2, 7)).toEqual({ width: 12, height: 'large' });
    expect(sized(5.6, 1.4)).toEqual({ width: 6, height: 'medium' });
  });

  test('is duplicated behind itself under a name of its own', () => {
    const twice = duplicated([tile('tile-4'), tile('b')], 'tile-4');
    expect(twice.map(({ id }) => id)).toEqual(['tile-4', 'tile-3', 'b']);
    expect(freeId(twice)).toBe('tile-5');
  });
});

test('each change can be undone; letters of one word are one change', () => {
  let draft = changed({ board, past: [] }, { name: 'M' }, 'name');
  draft = changed(draft, { name: 'My' }, 'name');
  draft = changed(draft, { tiles: [] });
  draft = changed(draft, { name: 'Mx' }, 'name');
  expect(draft.past).toHaveLength(3);
  draft = undone(draft);
  expect(draft.board).toMatchObject({ name: 'My', tiles: [] });
  draft = undone(undone(draft));
  expect(draft).toEqual({ board, past: [] });
  expect(undone(draft).board).toBe(board);
});

test('what is exported says nothing that goes without saying, nor who keeps it', () => {
  const kept = { ...board, id: 'x', created_by: 'me', updated_at: 'now', description: '' };
  expect(documentOf({ ...kept, tiles: [{ ...tile('a'), title: '', limit: undefined }] })).toEqual({
    version: 1,
    name: 'Mine',
    variables: [],
    tiles: [{ id: 'a', kind: 'line', metrics: ['latency_p50', 'latency_p95'], width: 6, height: 'medium' }],
  });
});

test('what is exported comes in the same order, however it was kept', () => {
  const { filter: _, ...rest } = tile('a');
  const kept = { filter: [{ value: 1, op: 'eq', field: 'model' }], ...rest } as unknown as Tile;
  const [first] = documentOf({ ...board, tiles: [kept] }).tiles;
  expect(JSON.stringify(first)).toBe(
    '{"id":"a","kind":"line","metrics":["latency_p50","latency_p95"],"filter":[{"field":"model","op":"eq","value":1}],' +
      '"width":6,"height":"medium"}',
  );
});

test('a copy finds a free name', () => {
  expect(copyName('Costs', [])).toBe('Copy of Costs');
  expect(copyName('Costs', ['Copy of Costs', 'Copy of Costs 2'])).toBe('Copy of Costs 3');
  expect(copyName('x'.repeat(100), []).length).toBeLessThanOrEqual(100);
});
