import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createBoards } from '../control/boards.ts';
import { SHIPPED_BOARDS } from '../control/shipped-boards.ts';
import { audit, boards, projects } from '../meta/tables.ts';
import { freshMeta, type TestMeta } from '../meta/testing.ts';
import { type Board, boardSchema } from '../model/board.ts';
import { checkBoard } from './board-check.ts';
import { boardRoutes } from './boards.ts';
import { serveRoutes, type TestApi } from './testing.ts';

type Kept = Board & { id: string; shipped?: true; created_by?: string; updated_at: string };
interface Summary {
  id: string;
  name: string;
  shipped?: true;
  tiles: { kind: string; width: number; height: string }[];
}

let opened: TestMeta;
let api: TestApi;

beforeAll(async () => {
  opened = await freshMeta(undefined);
  await opened.meta.db.insert(projects).values(['p1', 'p2'].map((id) => ({ id, name: id })));
  api = await serveRoutes(boardRoutes({ boards: createBoards(opened.meta.db) }));
});
afterAll(async () => {
  await api?.close();
  await opened?.close();
});
beforeEach(async () => {
  await opened.meta.db.delete(boards);
});

const TILE = { id: 't1', kind: 'line', metrics: ['latency_p95'] };
const GIVEN = {
  version: 1,
  name: 'Mine',
  description: 'What I look at',
  variables: [{ name: 'customer', field: 'customer' }],
  tiles: [{ ...TILE, filter: [{ field: 'customer', op: 'eq', value: '$customer' }] }],
};
const save = async (given: object = {}, project?: string): Promise<Kept> => {
  const { status, body } = await api.ask<Kept>('POST', '/boards', { ...GIVEN, ...given }, project);
  expect(status).toBe(201);
  return body;
};
const own = async (project?: string): Promise<Summary[]> =>
  (await api.ask<{ boards: Summary[] }>('GET', '/boards', undefined, project)).body.boards.filter(
    (one) => !one.shipped,
  );
const remove = async (id: string, project = 'p1', query = ''): Promise<number> =>
  (await fetch(`${api.url}/boards/${id}${query}`, { method: 'DELETE', headers: { 'x-project': project } })).status;

it('keeps a board, fills in what it leaves out, and gives it back so that it can be imported again', async () => {
  const made = await save();
  const { body } = await api.ask<Kept>('GET', `/boards/${made.id}`);
  expect(body).toEqual(made);
  expect(body).toMatchObject({ ...GIVEN, created_by: 'test' });
  expect(body.tiles[0]).toMatchObject({ width: 6, height: 'medium', interval: 'auto', compare: true, group_by: [] });
  const { version, name, description, variables, tiles } = body;
  await save({ version, name: `${name} 2`, description, variables, tiles });
  expect((await own()).map((one) => one.name)).toEqual(['Mine', 'Mine 2']);
  expect((await own())[0]).toMatchObject({ id: made.id, tiles: [{ kind: 'line', width: 6, height: 'medium' }] });
});

it('changes what is given, and removes the description by an empty one', async () => {
  const { id } = await save();
  const renamed = await api.ask<Kept>('PATCH', `/boards/${id}`, { name: 'Yours' });
  expect(renamed.body).toMatchObject({ ...GIVEN, name: 'Yours' });
  const emptied = await api.ask<Kept>('PATCH', `/boards/${id}`, { description: '', tiles: [] });
  expect(emptied.body).toMatchObject({ name: 'Yours', variables: GIVEN.variables, tiles: [] });
  expect(emptied.body.description).toBeUndefined();
});

it('checks the whole when a part changes', async () => {
  const { id } = await save();
  const { status, body } = await api.ask('PATCH', `/boards/${id}`, { variables: [] });
  expect({ status, field: body.field }).toEqual({ status: 400, field: 'tiles[0].filter[0].value' });
});

it('overwrites nobody else’s change, and says what happened', async () => {
  const { id, updated_at } = await save();
  const first = await api.ask<Kept>('PATCH', `/boards/${id}`, { name: 'First', updated_at });
  expect(first.status).toBe(200);
  expect(Date.parse(first.body.updated_at)).toBeGreaterThan(Date.parse(updated_at));
  const second = await api.ask('PATCH', `/boards/${id}`, { name: 'Second', updated_at });
  expect(second.status).toBe(409);
  expect(second.body.detail).toContain(`\`test\` changed this board at ${first.body.updated_at}`);
  expect(await remove(id, 'p1', `?updated_at=${updated_at}`)).toBe(409);
  expect((await own()).map((one) => one.name)).toEqual(['First']);
  expect(await remove(id, 'p1', `?updated_at=${first.body.updated_at}`)).toBe(204);
});

it('lets one of two changes at once win', async () => {
  const { id, updated_at } = await save();
  const answers = await Promise.all(
    ['A', 'B', 'C'].map((name) => api.ask('PATCH', `/boards/${id}`, { name, updated_at })),
  );
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
});

it('lets a name stand once in a project', async () => {
  const { id } = await save();
  expect((await api.ask('POST', '/boards', GIVEN)).status).toBe(409);
  const other = await save({ name: 'Other' });
  expect((await api.ask('PATCH', `/boards/${other.id}`, { name: 'Mine' })).status).toBe(409);
  expect((await api.ask('PATCH', `/boards/${id}`, { name: 'Mine' })).status).toBe(200);
  await save({}, 'p2');
});

it('is of one project, to others it does not exist', async () => {
  const { id } = await save();
  expect(await own('p2')).toEqual([]);
  expect((await api.ask('GET', `/boards/${id}`, undefined, 'p2')).status).toBe(404);
  expect((await api.ask('PATCH', `/boards/${id}`, { name: 'Mine' }, 'p2')).status).toBe(404);
  expect(await remove(id, 'p2')).toBe(404);
  expect(await own()).toHaveLength(1);
});

it('writes each change down', async () => {
  const { id } = await save();
  await api.ask('PATCH', `/boards/${id}`, { name: 'Gone soon' });
  expect(await remove(id)).toBe(204);
  expect(await remove(id)).toBe(404);
  const entries = await opened.meta.db.select().from(audit).where(eq(audit.target, id));
  expect(entries.map(({ action }) => action)).toEqual(['board.save', 'board.change', 'board.remove']);
});

it('ships boards that can be read and copied, but not changed', async () => {
  const { body } = await api.ask<{ boards: Summary[] }>('GET', '/boards');
  const shipped = body.boards.filter((one) => one.shipped);
  expect(shipped.map(({ id }) => id)).toEqual(SHIPPED_BOARDS.map(({ id }) => id));
  for (const { id } of shipped) {
    const { shipped: _, id: __, ...board } = (await api.ask<Kept>('GET', `/boards/${id}`)).body;
    await save({ ...board, name: `Copy of ${board.name}` });
    expect((await api.ask('PATCH', `/boards/${id}`, { name: 'Mine' })).status).toBe(409);
    expect(await remove(id)).toBe(409);
  }
});

it.each(SHIPPED_BOARDS.map((board) => [board.name, board] as const))('%s asks what can be asked', (_name, board) => {
  const { id: _id, shipped: _shipped, ...document } = board;
  expect(boardSchema.parse(document)).toEqual(document);
  checkBoard(boardSchema.parse(document));
});

const tiles = (...given: object[]) => ({ ...GIVEN, tiles: given.map((one, i) => ({ ...TILE, id: `t${i}`, ...one })) });

it.each([
  ['an unknown metric', tiles({}, {}, {}, { metrics: ['latency_p95', 'speed'] }), 'tiles[3].metrics[1]'],
  ['a metric twice', tiles({ metrics: ['calls', 'calls'] }), 'tiles[0].metrics[1]'],
  ['three units in one chart', tiles({ metrics: ['calls', 'cost', 'latency_p50'] }), 'tiles[0].metrics'],
  ['an unknown group field', tiles({ group_by: ['modle'] }), 'tiles[0].group_by[0]'],
  ['a table without groups', tiles({ kind: 'table' }), 'tiles[0].group_by'],
  ['a number of two metrics', tiles({ kind: 'number', metrics: ['calls', 'cost'] }), 'tiles[0].metrics'],
  ['cost over a heat map', tiles({ kind: 'heatmap', metrics: ['cost'] }), 'tiles[0].metrics[0]'],
  ['an unknown filter field', tiles({}, { filter: [{ field: 'x', op: 'eq', value: 1 }] }), 'tiles[1].filter[0].field'],
  ['text for a number', tiles({ filter: [{ field: 'cost', op: 'gt', value: 'x' }] }), 'tiles[0].filter[0].value'],
  ['an unknown variable', tiles({ filter: [{ field: 'user', op: 'eq', value: '$user' }] }), 'tiles[0].filter[0].value'],
  [
    'a variable in a list',
    tiles({ filter: [{ field: 'customer', op: 'contains', value: '$customer' }] }),
    'tiles[0].filter[0].op',
  ],
  ['a step that is none', tiles({ interval: 'often' }), 'tiles[0].interval'],
  ['no step', tiles({ interval: 'none' }), 'tiles[0].interval'],
  ['an order by something else', tiles({ order_by: '-cost' }), 'tiles[0].order_by'],
  ['too many lines', tiles({ group_by: ['model'], limit: 6 }), 'tiles[0].limit'],
  ['an unknown kind', tiles({ kind: 'pie' }), 'tiles[0].kind'],
  ['a mistyped key', tiles({ metric: 'calls' }), 'tiles[0]'],
  ['too wide a tile', tiles({ width: 13 }), 'tiles[0].width'],
  ['two tiles of one id', tiles({ id: 'x' }, { id: 'x' }), 'tiles[1].id'],
  ['41 tiles', tiles(...Array(41).fill({})), 'tiles'],
  ['an unknown variable field', { ...GIVEN, variables: [{ name: 'a', field: 'b' }] }, 'variables[0].field'],
  ['two variables of one name', { ...GIVEN, variables: [...GIVEN.variables, ...GIVEN.variables] }, 'variables[1].name'],
  ['a version it does not know', { ...GIVEN, version: 2 }, 'version'],
  ['a name of two lines', { ...GIVEN, name: 'a\nb' }, 'name'],
])('refuses %s, naming it', async (_what, given, field) => {
  for (const path of ['/boards', '/boards/check']) {
    const { status, body } = await api.ask('POST', path, given);
    expect({ status, field: body.field }).toEqual({ status: 400, field });
  }
});

it('looks at a board without keeping it', async () => {
  const { status, body } = await api.ask<Kept>('POST', '/boards/check', GIVEN);
  expect(status).toBe(200);
  expect(await own()).toEqual([]);
  expect(await save()).toMatchObject(body);
});
