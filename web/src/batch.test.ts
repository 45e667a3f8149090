import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { ask } from './batch.ts';
import type { MetricQuery } from './model.ts';

const asked: MetricQuery[] = [];
const pages: MetricQuery[][] = [];
let server: Server;

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const answer = (query: MetricQuery): object => {
        const row = Object.fromEntries(query.metrics.map((metric, index) => [metric, index]));
        return { rows: [{ n: 1, ...row }], meta: {} };
      };
      if (request.url?.endsWith('/queries')) {
        const { queries } = JSON.parse(body) as { queries: MetricQuery[] };
        pages.push(queries);
        const problem = { status: 422, title: 'Query too expensive', detail: 'too many rows' };
        const answers = queries.map((query) => (query.group_by.includes('user') ? { problem } : answer(query)));
        response.end(JSON.stringify({ answers }));
        return;
      }
      const query = JSON.parse(body) as MetricQuery;
      asked.push(query);
      response.end(JSON.stringify(answer(query)));
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  const real = globalThis.fetch;
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => real(`http://127.0.0.1:${port}${path}`, init));
});
afterAll(() => {
  vi.unstubAllGlobals();
  server.close();
});
beforeEach(() => {
  asked.length = 0;
  pages.length = 0;
});

const question = (metrics: string[], interval = 'none', group_by: string[] = []): MetricQuery => ({
  metrics,
  filter: [],
  group_by,
  range: { from: 'now-1h', to: 'now' },
  interval,
});

it('sends questions of one shape as one', async () => {
  const [first, second] = await Promise.all([ask(question(['calls', 'cost'])), ask(question(['cost', 'latency_p95']))]);
  expect(asked.map(({ metrics }) => metrics)).toEqual([['calls', 'cost', 'latency_p95']]);
  expect(first.rows[0]).toMatchObject({ calls: 0, cost: 1 });
  expect(second.rows[0]).toMatchObject({ latency_p95: 2 });
});

it('sends questions of one view by one request, and tells each its own answer or error', async () => {
  const questions = [
    question(['calls']),
    question(['cost'], 'none', ['model']),
    question(['calls', 'cost'], 'none', ['model']),
    question(['calls'], 'none', ['user']),
  ];
  const [total, models, , users] = await Promise.allSettled(questions.map((one) => ask(one)));
  expect(asked).toEqual([]);
  expect(pages.map((page) => page.map(({ metrics, group_by }) => [group_by[0], metrics]))).toEqual([
    [
      [undefined, ['calls']],
      ['model', ['cost', 'calls']],
      ['user', ['calls']],
    ],
  ]);
  expect(total).toMatchObject({ value: { rows: [{ calls: 0 }] } });
  expect(models).toMatchObject({ value: { rows: [{ cost: 0, calls: 1 }] } });
  expect(users).toMatchObject({ reason: { status: 422, detail: 'too many rows' } });
});

it('keeps questions of other shapes and of later moments apart', async () => {
  await Promise.all([ask(question(['calls'])), ask(question(['calls'], 'auto'))]);
  await ask(question(['calls']));
  expect(asked).toHaveLength(3);
});

it('gives up only when every asker has', async () => {
  const [first, second] = [new AbortController(), new AbortController()];
  const answers = [ask(question(['calls']), first.signal), ask(question(['cost']), second.signal)];
  first.abort();
  expect((await answers[1])?.rows).toHaveLength(1);

  const [third, fourth] = [new AbortController(), new AbortController()];
  const dropped = Promise.allSettled([ask(question(['calls']), third.signal), ask(question(['cost']), fourth.signal)]);
  third.abort();
  fourth.abort();
  expect((await dropped).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});
