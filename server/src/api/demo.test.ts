import { expect, test } from 'vitest';
import type { Slo } from '../control/slos.ts';
import { Overloaded } from '../lib/errors.ts';
import type { Ingest } from '../model/ingest.ts';
import type { Principal } from '../model/principal.ts';
import { newApi } from './context.ts';
import { type DemoDeps, demoRoutes } from './demo.ts';
import { problem } from './errors.ts';

const silent = { info: () => {}, error: () => {} };
const counters = { received: () => {}, refused: () => {}, requests: () => {} };
const accepted = { rejected: { spans: 0, logs: 0, scores: 0 }, errors: [], langfuse: new Map() };

/** Goals of projects, as their database would keep them. */
const goals = new Map<string, string[]>();
const slos: DemoDeps['slos'] = {
  list: async (project) => (goals.get(project) ?? []).map((name) => ({ name }) as Slo),
  save: async ({ project }, given) => {
    goals.set(project, [...(goals.get(project) ?? []), given.name]);
    return given as Slo;
  },
};

/** The routes with `ingest` behind them, asked as a member of any project. */
function serve(ingest: Ingest): (method: string, project: string) => Promise<{ status: number; body: unknown }> {
  const api = newApi();
  api.onError((error, c) => problem(c, error));
  api.use('*', async (c, next) => {
    const project = c.req.header('x-telltale-project') ?? '';
    c.set('principal', { project } as Principal);
    await next();
  });
  api.route('/', demoRoutes({ wire: { ingest, counters }, slos, log: silent, days: 1 }));
  return async (method, project) => {
    const answer = await api.request('/demo', { method, headers: { 'x-telltale-project': project } });
    return { status: answer.status, body: await answer.json() };
  };
}

test('loads once into the project that asks, and tells how far it is', async () => {
  const calls = new Map<string, number>();
  let open: () => void = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const ask = serve(async (project, batch) => {
    await gate;
    calls.set(project, (calls.get(project) ?? 0) + batch.spans.length);
    return accepted;
  });

  expect(await ask('GET', 'mine')).toEqual({ status: 200, body: { state: 'idle', sent: 0, total: 0 } });
  expect((await ask('POST', 'mine')).status).toBe(202);
  expect((await ask('POST', 'mine')).body).toMatchObject({ state: 'loading' });
  expect((await ask('POST', 'other')).status).toBe(409);
  open();
  await expect.poll(async () => (await ask('GET', 'mine')).body, { timeout: 15_000 }).toMatchObject({ state: 'done' });
  expect((await ask('GET', 'other')).body).toMatchObject({ state: 'idle' });
  expect([...calls.keys()]).toEqual(['mine']);
  expect(calls.get('mine')).toBeGreaterThan(1500);
  expect([...goals.values()]).toEqual([['Calls come through', 'Meeting summaries within 10 s']]);
});

test('waits when told to, and says when it could not go on', async () => {
  let asked = 0;
  const ask = serve(async () => {
    if (++asked <= 2) throw new Overloaded('behind', 0.01);
    if (asked > 6) throw new Error('a secret detail');
    return accepted;
  });
  await ask('POST', 'mine');
  await expect
    .poll(async () => (await ask('GET', 'mine')).body, { timeout: 15_000 })
    .toMatchObject({ state: 'failed', error: 'unexpected error; see the server log' });
  expect(asked).toBeGreaterThan(6);
});
