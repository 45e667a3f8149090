import { afterAll, beforeAll, expect, it } from 'vitest';
import { METRICS } from '../pipeline/query/catalogue.ts';
import { openTestStore, type TestStore } from '../pipeline/query/testing.ts';
import { makeSpan } from '../pipeline/store/testing/span.ts';
import { queryRoutes } from './query.ts';
import { serveRoutes, type TestApi } from './testing.ts';

const TIME = Math.floor(Date.now() / 1000) * 1e6 - 600_000_000;

let store: TestStore;
let api: TestApi;

beforeAll(async () => {
  store = await openTestStore('embedded');
  await store.load({
    spans: [
      makeSpan({ span_id: 'a', time: TIME, model: 'm1', cost: 1_000_000_000 }),
      makeSpan({ span_id: 'b', time: TIME + 1, model: 'm2' }),
      makeSpan({ span_id: 'c', time: TIME, project: 'p2', model: 'secret' }),
    ],
  });
  api = await serveRoutes(queryRoutes(store));
}, 60_000);
afterAll(async () => {
  await api?.close();
  await store?.close();
});

const query = { metrics: ['calls', 'cost'], range: { from: 'now-1h' } };

it('200 with the catalogue, without what only the server needs', async () => {
  const { status, body } = await api.ask<{ metrics: object[] }>('GET', '/metrics');
  expect(status).toBe(200);
  expect(body.metrics).toHaveLength(METRICS.length);
  for (const metric of body.metrics)
    expect(Object.keys(metric)).toEqual(['id', 'title', 'unit', 'better', 'kind', 'description']);
  expect(new Set(METRICS.map(({ id }) => id)).size).toBe(METRICS.length);
});

it('200 with rows, what they were compared with, and where they came from', async () => {
  const { status, body } = await api.ask('POST', '/query', { ...query, group_by: ['model'], compare: 'previous' });
  expect(status).toBe(200);
  expect(body).toEqual({
    rows: [
      { model: 'm1', n: 1, calls: 1, cost: 0.001 },
      { model: 'm2', n: 1, calls: 1 },
    ],
    compare: { rows: [], range: { from: expect.any(String), to: expect.any(String) } },
    meta: {
      interval: 'none',
      source: 'raw',
      elapsed_ms: expect.any(Number),
      range: { from: expect.any(String), to: expect.any(String) },
    },
  });
});

it('200 with the rows of the own project alone', async () => {
  const { body } = await api.ask('POST', '/query', { ...query, group_by: ['model'] }, 'p2');
  expect(body.rows).toEqual([{ model: 'secret', n: 1, calls: 1 }]);
  expect((await api.ask('POST', '/query', query, 'p3')).body.rows).toEqual([{ n: 0, calls: 0 }]);
});

it('200 with an answer for each question of a page, the failed ones apart', async () => {
  const page = { ...query, compare: 'previous' };
  const queries = [page, { ...page, metrics: ['x'] }, { ...page, group_by: ['model'] }, { ...page, interval: '1h' }];
  const { status, body } = await api.ask<{ answers: { rows?: object[] }[] }>('POST', '/queries', { queries });
  expect(status).toBe(200);
  const alone = await Promise.all(queries.map((one) => api.ask('POST', '/query', one)));
  expect(body.answers.map(({ rows }) => rows)).toEqual(alone.map((one) => one.body.rows));
  expect(body.answers[1]).toEqual({ problem: alone[1]?.body });
});

it.each([
  [{ queries: [] }, 'queries'],
  [{ queries: Array(65).fill(query) }, 'queries'],
  [{ queries: [query, { ...query, limit: 0 }] }, 'queries[1].limit'],
])('400 for a page that is no list of questions, naming %2$s', async (body, field) => {
  const answer = await api.ask('POST', '/queries', body);
  expect([answer.status, answer.body.field]).toEqual([400, field]);
});

it.each([
  [{ ...query, metrics: [] }, 'metrics'],
  [{ ...query, metrics: ['x'] }, 'metrics[0]'],
  [{ metrics: ['calls'] }, 'range'],
  [{ ...query, filter: [{ field: 'model', op: 'like', value: 'x' }] }, 'filter[0].op'],
  [{ ...query, filter: [{ field: 'project', op: 'eq', value: 'p2' }] }, 'filter[0].field'],
  [{ ...query, compare: 'year' }, 'compare'],
  [{ ...query, limit: 0 }, 'limit'],
  [{ ...query, group_by: Array(9).fill('model') }, 'group_by'],
  ['{"metrics":', undefined],
])('400 for %j, naming %s', async (body, field) => {
  const answer = await api.ask('POST', '/query', body);
  expect([answer.status, answer.body.field]).toEqual([400, field]);
});

it('413 for a question longer than any sensible one', async () => {
  const filter = [{ field: 'model', op: 'in', value: Array(1000).fill('x'.repeat(2000)) }];
  expect(
    (
      await fetch(`${api.url}/query`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...query, filter }),
      })
    ).status,
  ).toBe(413);
});
