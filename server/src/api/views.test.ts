import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createViews } from '../control/views.ts';
import { audit, projects, settings, views } from '../meta/tables.ts';
import { freshMeta, type TestMeta } from '../meta/testing.ts';
import { serveRoutes, type TestApi } from './testing.ts';
import { viewRoutes } from './views.ts';

interface View {
  id: string;
  name: string;
  path: string;
  search: Record<string, string | string[]>;
  default: boolean;
}

let opened: TestMeta;
let api: TestApi;

beforeAll(async () => {
  opened = await freshMeta(undefined);
  await opened.meta.db.insert(projects).values(['p1', 'p2'].map((id) => ({ id, name: id })));
  api = await serveRoutes(viewRoutes({ views: createViews(opened.meta.db) }));
});
afterAll(async () => {
  await api?.close();
  await opened?.close();
});
beforeEach(async () => {
  await opened.meta.db.delete(views);
  await opened.meta.db.delete(settings);
});

const GIVEN = { name: 'Slow calls', path: '/traces', search: { from: 'now-7d', f: ['model:eq:a', 'user:ne:b'] } };
const save = async (given: object = {}, project?: string): Promise<View> => {
  const { status, body } = await api.ask<View>('POST', '/views', { ...GIVEN, ...given }, project);
  expect(status).toBe(201);
  return body;
};
const names = async (project?: string): Promise<string[]> =>
  (await api.ask<{ views: View[] }>('GET', '/views', undefined, project)).body.views.map(({ name }) => name);
const remove = async (id: string, project = 'p1'): Promise<number> =>
  (await fetch(`${api.url}/views/${id}`, { method: 'DELETE', headers: { 'x-project': project } })).status;

it('keeps a view as it stood in the address, relative ranges relative', async () => {
  await save({ name: 'B' });
  const made = await save();
  const { body } = await api.ask<{ views: View[] }>('GET', '/views');
  expect(body.views.map(({ name }) => name)).toEqual(['B', 'Slow calls']);
  expect(body.views[1]).toMatchObject({ ...GIVEN, id: made.id, created_by: 'test' });
});

it('renames, and shows something else, one without the other', async () => {
  const { id } = await save();
  const renamed = await api.ask<View>('PATCH', `/views/${id}`, { name: 'Slower calls' });
  expect(renamed.body).toMatchObject({ ...GIVEN, name: 'Slower calls' });
  const moved = await api.ask<View>('PATCH', `/views/${id}`, { search: { from: 'now-1h' } });
  expect(moved.body).toMatchObject({ name: 'Slower calls', path: '/traces', search: { from: 'now-1h' } });
});

it('lets a name stand once in a project', async () => {
  const { id } = await save();
  expect((await api.ask('POST', '/views', GIVEN)).status).toBe(409);
  const other = await save({ name: 'Other' });
  expect((await api.ask('PATCH', `/views/${other.id}`, { name: GIVEN.name })).status).toBe(409);
  expect((await api.ask('PATCH', `/views/${id}`, { name: GIVEN.name })).status).toBe(200);
  await save({}, 'p2');
});

it('is of one project, to others it does not exist', async () => {
  const { id } = await save();
  expect(await names('p2')).toEqual([]);
  expect((await api.ask('PATCH', `/views/${id}`, { name: 'Mine' }, 'p2')).status).toBe(404);
  expect(await remove(id, 'p2')).toBe(404);
  expect(await names()).toEqual(['Slow calls']);
});

it('is removed for good, and each change is written down', async () => {
  const { id } = await save();
  await api.ask('PATCH', `/views/${id}`, { name: 'Gone soon' });
  expect(await remove(id)).toBe(204);
  expect(await remove(id)).toBe(404);
  const entries = await opened.meta.db.select().from(audit).where(eq(audit.target, id));
  expect(entries.map(({ action }) => action)).toEqual(['view.save', 'view.change', 'view.remove']);
});

const defaults = async (project?: string): Promise<string[]> =>
  (await api.ask<{ views: View[] }>('GET', '/views', undefined, project)).body.views
    .filter((view) => view.default)
    .map(({ name }) => name);
const choose = (id: string, chosen: boolean, project?: string) =>
  api.ask<View>('PATCH', `/views/${id}`, { default: chosen }, project);

it('opens a project with one view at most, another project with its own', async () => {
  const [first, second] = [await save(), await save({ name: 'Other' })];
  const other = await save({}, 'p2');
  expect([first.default, await defaults()]).toEqual([false, []]);
  expect((await choose(first.id, true)).body).toMatchObject({ ...GIVEN, default: true });
  await choose(other.id, true, 'p2');
  expect(await defaults()).toEqual([GIVEN.name]);
  await choose(second.id, true);
  expect([await defaults(), await defaults('p2')]).toEqual([['Other'], [GIVEN.name]]);
  // Not the one it is any more: nothing to unset.
  await choose(first.id, false);
  expect(await defaults()).toEqual(['Other']);
  expect((await choose(second.id, false)).body.default).toBe(false);
  expect(await defaults()).toEqual([]);
  expect((await choose(second.id, true, 'p2')).status).toBe(404);
  expect(await defaults('p2')).toEqual([GIVEN.name]);
});

it('keeps the default through a rename, and goes with its view; each choice is written down', async () => {
  const { id } = await save();
  await choose(id, true);
  await choose(id, true);
  const renamed = await api.ask<View>('PATCH', `/views/${id}`, { name: 'Renamed' });
  expect(renamed.body).toMatchObject({ name: 'Renamed', default: true });
  expect(await remove(id)).toBe(204);
  expect(await opened.meta.db.select().from(settings)).toEqual([]);
  const entries = await opened.meta.db.select().from(audit).where(eq(audit.target, id));
  expect(entries.map(({ action }) => action)).toEqual(['view.save', 'view.default', 'view.change', 'view.remove']);
});

it.each([
  [{ ...GIVEN, path: '//evil.example' }, 'path'],
  [{ ...GIVEN, path: 'javascript:alert(1)' }, 'path'],
  [{ ...GIVEN, path: '/traces?x=1' }, 'path'],
  [{ ...GIVEN, name: 'two\nlines' }, 'name'],
  [{ ...GIVEN, search: { q: 'a\0b' } }, 'search.q'],
  [{ ...GIVEN, search: { f: Array(65).fill('x') } }, 'search.f'],
  [{ ...GIVEN, search: Object.fromEntries(Array.from({ length: 33 }, (_, i) => [`k${i}`, ''])) }, 'search'],
])('refuses %j', async (given, field) => {
  const { status, body } = await api.ask('POST', '/views', given);
  expect({ status, field: body.field }).toEqual({ status: 400, field });
});
