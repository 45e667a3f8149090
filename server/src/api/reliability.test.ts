import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestStore, type TestStore } from '../pipeline/query/testing.ts';
import { makeSpan } from '../pipeline/store/testing/span.ts';
import { reliabilityRoutes } from './reliability.ts';
import { serveRoutes, type TestApi } from './testing.ts';

const NOW = Date.now() * 1000;

describe('the routes of reliability', () => {
  let store: TestStore;
  let api: TestApi;
  beforeAll(async () => {
    store = await openTestStore('embedded');
    await store.load({
      spans: [1, 2, 3].map((i) =>
        makeSpan({
          span_id: `s${i}`,
          time: NOW - i * 60_000_000,
          ...(i === 3 ? { status: 'error', http_status: 503, status_message: 'no room' } : {}),
        }),
      ),
    });
    api = await serveRoutes(reliabilityRoutes({ engine: store.engine }));
  }, 60_000);
  afterAll(async () => {
    await api?.close();
    await store?.close();
  });

  const range = { from: 'now-1h', to: 'now' };

  it.each([
    ['/heatmap', { n: 3, bins: [{ from: 1000, to: 1250 }] }],
    ['/errors', { rows: [{ class: 'server_error', http_status: 503, n: 1 }] }],
    ['/errors/groups', { n: 1, groups: [{ text: 'no room', n: 1, filter: expect.any(Array) }] }],
    ['/load', { n: 3, knee: { reason: 'too_little_variation' } }],
    ['/rate-limits', { limits: [] }],
  ])('%s answers for the own project and for no other', async (path, expected) => {
    const own = await api.ask('POST', path, { range });
    expect(own.status).toBe(200);
    expect(own.body).toMatchObject(expected);
    const { body } = await api.ask('POST', path, { range }, 'p2');
    expect(JSON.stringify(body)).not.toContain('no room');
    expect([body.n ?? 0, body.rows ?? [], body.limits ?? []]).toEqual([0, [], []]);
  });

  it.each([
    ['/heatmap', { range, measure: 'cost' }, 'measure'],
    ['/heatmap', { range, interval: '1x' }, 'interval'],
    ['/errors', { range, interval: '1s' }, 'interval'],
    ['/errors/groups', { range, limit: 0 }, 'limit'],
    ['/load', { range: { from: 'yesterday', to: 'now' } }, 'range.from'],
    ['/rate-limits', { range, filter: [{ field: 'nope', op: 'eq', value: 1 }] }, 'filter[0].field'],
  ])('%s names what is wrong in %o', async (path, body, field) => {
    const answer = await api.ask('POST', path, body);
    expect([answer.status, answer.body.field]).toEqual([400, field]);
  });
});
