import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestStore, type TestStore } from '../pipeline/query/testing.ts';
import { makeSpan } from '../pipeline/store/testing/span.ts';
import { differsRoutes } from './differs.ts';
import { serveRoutes, type TestApi } from './testing.ts';

const TIME = Math.floor(Date.now() / 1000) * 1e6 - 600_000_000;

let store: TestStore;
let api: TestApi;

beforeAll(async () => {
  store = await openTestStore('embedded');
  await store.load({
    spans: Array.from({ length: 60 }, (_, i) =>
      makeSpan({
        span_id: `${i}`,
        time: TIME + i,
        status: i < 20 ? 'error' : 'ok',
        model: i < 20 ? 'broken' : 'whole',
        project: i % 2 ? 'p1' : 'p2',
      }),
    ),
  });
  api = await serveRoutes(differsRoutes(store));
}, 60_000);
afterAll(async () => {
  await api?.close();
  await store?.close();
});

const asked = { range: { from: 'now-1h' }, selection: [{ field: 'status', op: 'eq', value: 'error' }] };

it('200 with the fields that differ, of the own project alone', async () => {
  const { status, body } = await api.ask('POST', '/differs', asked);
  expect(status).toBe(200);
  expect(body).toEqual({
    selection: { n: 10, looked_at: 10 },
    rest: { n: 20, looked_at: 20 },
    defining: ['status'],
    fields: [
      {
        field: 'model',
        kind: 'category',
        score: expect.closeTo(0.973, 3),
        p: expect.any(Number),
        significant: true,
        values: [
          { value: 'broken', selected: { n: 10, share: 1 }, rest: { n: 0, share: 0 } },
          { value: 'whole', selected: { n: 0, share: 0 }, rest: { n: 20, share: 1 }, lift: 0 },
        ],
      },
    ],
    meta: { elapsed_ms: expect.any(Number), range: { from: expect.any(String), to: expect.any(String) } },
  });
  expect((await api.ask('POST', '/differs', asked, 'p3')).body).toMatchObject({ selection: { n: 0 }, fields: [] });
});

it.each([
  [{ ...asked, selection: [] }, 'selection'],
  [{ selection: asked.selection }, 'range'],
  [{ ...asked, selection: [{ field: 'status', op: 'like', value: 'x' }] }, 'selection[0].op'],
  [{ ...asked, selection: [{ field: 'project', op: 'eq', value: 'p2' }] }, 'selection[0].field'],
  [{ ...asked, selection_range: { from: 'whenever' } }, 'selection_range.from'],
  [{ ...asked, limit: 0 }, 'limit'],
])('400 for %j, naming %s', async (body, field) => {
  const answer = await api.ask('POST', '/differs', body);
  expect([answer.status, answer.body.field]).toEqual([400, field]);
});
