import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSlos } from '../control/slos.ts';
import { audit, projects, slos } from '../meta/tables.ts';
import { freshMeta, type TestMeta } from '../meta/testing.ts';
import type { Span } from '../model/span.ts';
import type { SloStatus } from '../pipeline/query/slo/status.ts';
import { openTestStore, type TestStore } from '../pipeline/query/testing.ts';
import { formatTime } from '../pipeline/query/time.ts';
import { SIDES } from '../pipeline/store/testing/engines.ts';
import { makeSpan } from '../pipeline/store/testing/span.ts';
import { sloRoutes } from './slos.ts';
import { serveRoutes, type TestApi } from './testing.ts';

interface Slo {
  id: string;
  name: string;
  objective: number;
  window_days: number;
  status: SloStatus;
}

const MINUTE = 60_000_000;
const HOUR = 60 * MINUTE;
const NOW = Date.now() * 1000;
let made = 0;
const span = (ago: number, given: Partial<Span> = {}): Span =>
  makeSpan({ span_id: `s${++made}`, trace_id: `t${made}`, time: NOW - ago, ...given });
const many = (count: number, ago: number, given: Partial<Span> = {}): Span[] =>
  Array.from({ length: count }, (_, i) => span(ago + i * 1000, given));

const SPANS = [
  ...many(180, 50 * HOUR, { prompt: 'faq', duration_ms: 900, ttft_ms: 100, cost: 2_000_000_000 }),
  ...many(15, 30 * HOUR, { prompt: 'faq', duration_ms: 5000, cost: 90_000_000_000 }),
  ...many(4, 30 * HOUR + MINUTE, { prompt: 'faq', status: 'error', http_status: 503, error_type: 'overloaded' }),
  ...many(3, 3 * MINUTE, { prompt: 'faq', status: 'error', http_status: 400, error_type: 'BadRequest' }),
  ...many(2, 3 * MINUTE, { prompt: 'faq', status: 'error', error_type: 'openai.APIUserAbortError', duration_ms: 9000 }),
  ...many(5, 2 * MINUTE, { prompt: 'faq', endpoint: '/healthz', duration_ms: 9000 }),
  ...many(7, 40 * HOUR, { prompt: 'other', duration_ms: 9000 }),
  ...many(9, 40 * HOUR, { prompt: 'faq', is_call: false }),
  ...many(40, 5 * HOUR, { prompt: 'burning' }),
  ...many(20, 2 * MINUTE, { prompt: 'burning', status: 'error', http_status: 500 }),
  ...many(11, 40 * HOUR, { project: 'p2', prompt: 'faq' }),
  ...many(6, 31 * 24 * HOUR, { prompt: 'faq', status: 'error', http_status: 500 }),
];

const FAQ = [{ field: 'prompt', op: 'eq', value: 'faq' }];
const GIVEN = {
  name: 'Comes through',
  indicator: { type: 'availability' },
  filter: FAQ,
  objective: 95,
  window_days: 30,
};

describe.each(SIDES)('goals on the %s engine', (side) => {
  let store: TestStore;
  let opened: TestMeta;
  let api: TestApi;

  beforeAll(async () => {
    [store, opened] = await Promise.all([openTestStore(side), freshMeta(undefined)]);
    await opened.meta.db.insert(projects).values(['p1', 'p2'].map((id) => ({ id, name: id })));
    await store.load({ spans: SPANS });
    api = await serveRoutes(sloRoutes({ ...store, slos: createSlos(opened.meta.db), retentionDays: 90 }));
  }, 60_000);
  afterAll(async () => {
    await api?.close();
    await opened?.close();
    await store?.close();
  });
  beforeEach(async () => {
    await opened.meta.db.delete(slos);
  });

  const save = async (given: object = {}, project?: string): Promise<Slo> => {
    const { status, body } = await api.ask<Slo>('POST', '/slos', { ...GIVEN, ...given }, project);
    expect([status, body]).toEqual([201, body]);
    return body;
  };
  const list = async (project?: string): Promise<Slo[]> =>
    (await api.ask<{ slos: Slo[] }>('GET', '/slos', undefined, project)).body.slos;
  const refused = async (given: object) => {
    const { status, body } = await api.ask('POST', '/slos', { ...GIVEN, ...given });
    return { status, field: body.field };
  };

  it.each([
    // 209 of the prompt, without what its client gave up and the health checks; 4 of them failed at the provider.
    ['availability', { indicator: { type: 'availability' } }, { n: 209, valid: 202, good: 198 }],
    ['cancelled', { indicator: { type: 'availability', count_cancelled: true } }, { n: 209, valid: 204, good: 200 }],
    // Of those that came to an end.
    ['latency', { indicator: { type: 'latency', below: 5000 } }, { n: 209, valid: 195, good: 180 }],
    ['just under', { indicator: { type: 'latency', below: 5000.1 } }, { n: 209, valid: 195, good: 195 }],
    ['ttft', { indicator: { type: 'ttft', below: 100 } }, { n: 209, valid: 180, good: 0 }],
    ['cost', { indicator: { type: 'cost', below: 0.05 } }, { n: 209, valid: 195, good: 180 }],
    ['window', { window_days: 1 }, { n: 10, valid: 3, good: 3 }],
    ['no filter', { filter: [], indicator: { type: 'latency', below: 5000 } }, { n: 276, valid: 242, good: 220 }],
  ])('counts what counts: %s', async (_what, given, counts) => {
    expect((await save(given)).status).toMatchObject(counts);
  });

  it('gives the same from kept counts as from rows, and follows late calls and corrections', async () => {
    const others = { filter: [{ field: 'prompt', op: 'in', value: ['late', 'faq'] }] };
    const { id, status } = await save(others);
    await store.seal();
    const again = async () => (await api.ask<Slo>('GET', `/slos/${id}`)).body.status;
    const counts = ({ n, valid, good, budget_used, state, since }: SloStatus) => ({
      n,
      valid,
      good,
      budget_used,
      state,
      since,
    });
    expect(counts(await again())).toEqual(counts(status));
    expect(counts(await again())).toEqual(counts(status));
    const late = many(40, 50 * HOUR, { prompt: 'late', status: 'error', http_status: 502 });
    await store.load({ spans: late });
    expect(await again()).toMatchObject({ n: 249, good: 198, state: 'broken' });
    await store.seal();
    expect(await again()).toMatchObject({ n: 249, good: 198, state: 'broken' });
    await store.load({ spans: late.map((one) => ({ ...one, version: one.version + 1, deleted: true })) });
    expect(counts(await again())).toEqual(counts(status));
    await store.seal();
    expect(counts(await again())).toEqual(counts(status));
  });

  it('burns by the minute, sealed or not', async () => {
    const { id, status } = await save({ filter: [{ field: 'prompt', op: 'eq', value: 'burning' }] });
    const burns = { state: 'broken', burn: { '1h': 20, '6h': expect.closeTo(20 / 60 / 0.05, 6) } };
    expect(status).toMatchObject(burns);
    expect(status.pages[1]).toMatchObject({ long: 360, short: 30, firing: true });
    await store.seal();
    expect((await api.ask<Slo>('GET', `/slos/${id}`)).body.status).toMatchObject(burns);
  });

  it('lists by name, changes what is given, and removes', async () => {
    const first = await save({ name: 'B' });
    await save({ name: 'A', indicator: { type: 'latency', below: 1000 } });
    expect((await list()).map(({ name }) => name)).toEqual(['A', 'B']);
    const { status, body } = await api.ask<Slo>('PATCH', `/slos/${first.id}`, { objective: 99.9, window_days: 7 });
    expect([status, body.objective, body.window_days, body.name]).toEqual([200, 99.9, 7, 'B']);
    expect(body.status).toMatchObject({ state: 'broken', n: 209 });
    expect((await api.ask('PATCH', `/slos/${first.id}`, { name: 'A' })).status).toBe(409);
    expect((await api.ask('POST', '/slos', { ...GIVEN, name: 'A' })).status).toBe(409);
    const removed = await fetch(`${api.url}/slos/${first.id}`, { method: 'DELETE' });
    expect(removed.status).toBe(204);
    expect((await list()).map(({ name }) => name)).toEqual(['A']);
    const actions = (await opened.meta.db.select().from(audit)).map(({ action }) => action);
    expect(actions).toEqual(expect.arrayContaining(['slo.save', 'slo.change', 'slo.remove']));
  });

  it('keeps projects apart', async () => {
    const { id } = await save();
    expect(await list('p2')).toEqual([]);
    for (const [method, path] of [
      ['GET', ''],
      ['GET', '/course'],
      ['PATCH', ''],
    ] as const)
      expect(
        (await api.ask(method, `/slos/${id}${path}`, method === 'PATCH' ? { objective: 50 } : undefined, 'p2')).status,
      ).toBe(404);
    expect((await save({ name: 'theirs' }, 'p2')).status).toMatchObject({ n: 11, valid: 11, state: 'too_few' });
  });

  it('names the field that is wrong', async () => {
    expect(await refused({ objective: 100 })).toEqual({ status: 400, field: 'objective' });
    expect(await refused({ objective: 99.123456 })).toEqual({ status: 400, field: 'objective' });
    expect(await refused({ name: ' ' })).toEqual({ status: 400, field: 'name' });
    expect(await refused({ window_days: 91 })).toEqual({ status: 400, field: 'window_days' });
    expect(await refused({ indicator: { type: 'latency' } })).toEqual({ status: 400, field: 'indicator.below' });
    expect(await refused({ indicator: { type: 'latency', below: 0 } })).toEqual({
      status: 400,
      field: 'indicator.below',
    });
    expect((await refused({ indicator: { type: 'luck' } })).field).toMatch(/^indicator/);
    const filtered = (field: string, op = 'eq', value: unknown = 'x') =>
      refused({ filter: [...FAQ, { field, op, value }] });
    expect(await filtered('nothing')).toEqual({ status: 400, field: 'filter[1].field' });
    expect(await filtered('score.toxicity')).toEqual({ status: 400, field: 'filter[1].field' });
    expect(await filtered('output')).toEqual({ status: 400, field: 'filter[1].field' });
    expect(await filtered('duration_ms', 'gt', 'fast')).toEqual({ status: 400, field: 'filter[1].value' });
    const { id } = await save();
    expect((await api.ask('PATCH', `/slos/${id}`, {})).status).toBe(400);
    expect(
      (await api.ask('PATCH', `/slos/${id}`, { filter: [{ field: 'output', op: 'eq', value: 'x' }] })).status,
    ).toBe(400);
  });

  it('tells beforehand how goals would stand', async () => {
    const { indicator, filter } = GIVEN;
    const wanted = [
      { indicator, filter, objective: 95 },
      { indicator: { type: 'latency', below: 5000 }, filter, objective: 99, window_days: 30 },
    ];
    const { body } = await api.ask<{ statuses: SloStatus[] }>('POST', '/slos/preview', { slos: wanted });
    expect(body.statuses.map(({ state, good }) => [state, good])).toEqual([
      ['ok', 198],
      ['broken', 180],
    ]);
    expect(body.statuses[1]?.since).toBe(formatTime(Math.floor((NOW - 30 * HOUR - 14_000) / HOUR) * HOUR));
    expect(await list()).toEqual([]);
    const texts = { ...wanted[1], filter: [{ field: 'output', op: 'contains', value: 'x' }] };
    const wrong = await api.ask('POST', '/slos/preview', { slos: [wanted[0], texts] });
    expect([wrong.status, wrong.body.field]).toEqual([400, 'slos[1].filter[0].field']);
  });

  it('tells the course, and what finds the bad calls', async () => {
    interface Told {
      interval: string;
      rows: { time: string; n: number; bad: number; budget_left?: number }[];
      bad_calls: { filter: object[]; exact: boolean };
      status: SloStatus;
    }
    const course = async (given: object) => {
      const { id } = await save({ name: `c${++made}`, ...given });
      return (await api.ask<Told>('GET', `/slos/${id}/course`)).body;
    };
    const told = await course({});
    expect(told.interval).toBe('2h');
    expect(told.rows.reduce((sum, { bad }) => sum + bad, 0)).toBe(4);
    expect(told.rows.at(-1)?.budget_left).toBeCloseTo(told.status.budget_left, 9);
    const failed = { field: 'status', op: 'eq', value: 'error' };
    expect(told.bad_calls).toEqual({
      filter: [...FAQ, failed, { field: 'error_type', op: 'in', value: ['overloaded'] }],
      exact: true,
    });
    expect((await course({ indicator: { type: 'latency', below: 5000 } })).bad_calls.filter).toEqual([
      ...FAQ,
      { field: 'duration_ms', op: 'gte', value: 5000 },
      { field: 'status', op: 'eq', value: 'ok' },
    ]);
  });
});
