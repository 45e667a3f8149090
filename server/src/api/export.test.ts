import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestStore, type TestStore } from '../pipeline/query/testing.ts';
import { makeSpan } from '../pipeline/store/testing/span.ts';
import { exportRoutes } from './export.ts';
import { serveRoutes, type TestApi } from './testing.ts';

let store: TestStore;
let api: TestApi;

beforeAll(async () => {
  store = await openTestStore('embedded');
  await store.load({ spans: [makeSpan({ time: Date.now() * 1000 - 1e6, span_id: 'only', model: 'm1' })] });
  api = await serveRoutes(exportRoutes({ engine: store.engine }));
}, 60_000);
afterAll(async () => {
  await api?.close();
  await store?.close();
});

const ask = (body: object): Promise<Response> =>
  fetch(`${api.url}/calls/export`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

it('comes as a file', async () => {
  const answer = await ask({ range: { from: 'now-1h' }, columns: ['span_id', 'model'] });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="calls.csv"');
  expect(await answer.text()).toBe('span_id,model\r\nonly,m1\r\n');
});

it('says what is wrong as an error, not in the file', async () => {
  const wrong = await ask({ range: { from: 'now-1h' }, filter: [{ field: 'nothing', op: 'eq', value: 1 }] });
  expect(wrong.status).toBe(400);
  expect(await wrong.json()).toMatchObject({ field: 'filter[0].field' });
  expect((await ask({ range: { from: 'now-1h' }, limit: 100_001 })).status).toBe(400);
});
