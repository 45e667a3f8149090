import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestStore, type TestStore } from '../pipeline/query/testing.ts';
import { makeSpan } from '../pipeline/store/testing/span.ts';
import { changeRoutes } from './changes.ts';
import { serveRoutes, type TestApi } from './testing.ts';

const MINUTE = 60_000_000;
const NOW = Math.floor(Date.now() / 60_000) * MINUTE;

let store: TestStore;
let api: TestApi;

beforeAll(async () => {
  store = await openTestStore('embedded');
  const spans = Array.from({ length: 400 }, (_, i) =>
    makeSpan({
      span_id: `s${i}`,
      time: NOW - 115 * MINUTE + Math.floor((i * 110 * MINUTE) / 400),
      ...(i >= 210 && i % 2 ? { status: 'error', model: 'broken' } : {}),
    }),
  );
  await store.load({ spans: [...spans, makeSpan({ project: 'p2', span_id: 'other', time: NOW - 10 * MINUTE })] });
  api = await serveRoutes(changeRoutes(store));
}, 60_000);
afterAll(async () => {
  await api?.close();
  await store?.close();
});

const query = { range: { from: 'now-1h' } };

interface Answer {
  changes: { metric: string; causes: { segment: object[] }[] }[];
  news: object[];
  meta: Record<string, unknown>;
  field?: string;
}

it('200 with what changed, its cause, and what is new', async () => {
  const { status, body } = await api.ask<Answer>('POST', '/changes', query);
  expect(status).toBe(200);
  const segment = [{ field: 'model', op: 'eq', value: 'broken' }];
  expect(body.changes[0]).toMatchObject({ metric: 'error_rate', direction: 'up', verdict: 'worse', before: 0 });
  expect(body.changes[0]!.causes[0]!.segment).toEqual(segment);
  expect(body.news).toMatchObject([{ segment, kind: 'appeared' }]);
});

it('200 with what is new alone, the same as beside the changes', async () => {
  const whole = await api.ask<Answer>('POST', '/changes', query);
  const { status, body } = await api.ask<Answer>('POST', '/changes/news', query);
  expect(status).toBe(200);
  expect(body.news).toEqual(whole.body.news);
  expect([body.meta.n, body.meta.n_before]).toEqual([whole.body.meta.n, whole.body.meta.n_before]);
  expect((await api.ask<Answer>('POST', '/changes/news', query, 'p2')).body.news).toEqual([]);
  const wrong = await api.ask<Answer>('POST', '/changes/news', { range: { from: 'soon' } });
  expect([wrong.status, wrong.body.field]).toEqual([400, 'range.from']);
});

it('200 with nothing in a project of few calls, and how few', async () => {
  const { status, body } = await api.ask<Answer>('POST', '/changes', query, 'p2');
  expect([status, body.changes, body.meta.n, body.meta.n_before]).toEqual([200, [], 1, 0]);
});

it.each([
  [{}, 'range'],
  [{ range: { from: 'soon' } }, 'range.from'],
  [{ ...query, compare: 'off' }, 'compare'],
  [{ ...query, filter: [{ field: 'colour', op: 'eq', value: 'x' }] }, 'filter[0].field'],
  ['{"range":', undefined],
])('400 for %j, naming %s', async (body, field) => {
  const answer = await api.ask<Answer>('POST', '/changes', body);
  expect([answer.status, answer.body.field]).toEqual([400, field]);
});
