import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { nowMicros } from '../lib/clock.ts';
import { metricQuerySchema } from '../model/query.ts';
import { METRICS } from '../pipeline/query/catalogue.ts';
import { Courses } from '../pipeline/query/courses.ts';
import { Rankings } from '../pipeline/query/rankings.ts';
import { runQueries, runQuery } from '../pipeline/query/run.ts';
import type { Store } from '../pipeline/store/store.ts';
import { type ApiEnv, newApi } from './context.ts';
import { disconnect } from './disconnect.ts';
import { problemBody, problemOf } from './errors.ts';

const Metric = z
  .object({
    id: z.string(),
    title: z.string(),
    unit: z.string(),
    better: z.enum(['higher', 'lower', 'none']).openapi({ description: 'Which direction is an improvement.' }),
    kind: z.enum(['count', 'sum', 'mean', 'rate', 'ratio', 'quantile']),
    description: z.string(),
  })
  .openapi('Metric');

const list = createRoute({
  method: 'get',
  path: '/metrics',
  tags: ['metrics'],
  summary: 'Every number there is',
  responses: {
    200: {
      description: 'Metrics',
      content: { 'application/json': { schema: z.object({ metrics: z.array(Metric) }) } },
    },
  },
});

const Range = z.object({ from: z.iso.datetime(), to: z.iso.datetime() });
const Rows = z.array(z.looseObject({ time: z.iso.datetime().optional(), n: z.number() })).openapi({
  description: '`time` with an interval, the known group fields, `n` calls, and each metric that is known.',
});

const Answer = z
  .object({
    rows: Rows,
    compare: z.object({ rows: Rows, range: Range }).optional(),
    meta: z.object({
      interval: z.string(),
      elapsed_ms: z.number(),
      source: z.enum(['rollup', 'raw', 'mixed']),
      range: Range,
    }),
  })
  .openapi('QueryAnswer');

const query = createRoute({
  method: 'post',
  path: '/query',
  tags: ['metrics'],
  summary: 'Numbers: metrics × filter × group-by × range × interval × compare',
  request: { body: { required: true, content: { 'application/json': { schema: metricQuerySchema } } } },
  responses: { 200: { description: 'Rows', content: { 'application/json': { schema: Answer } } } },
});

/** A page asks for about five; a dashboard of one's own for up to forty. */
const MAX_QUERIES = 64;

const Problem = z
  .object({ type: z.string(), title: z.string(), status: z.number(), detail: z.string(), field: z.string().optional() })
  .openapi({ description: 'Why this one has no answer.' });

const queries = createRoute({
  method: 'post',
  path: '/queries',
  tags: ['metrics'],
  summary: 'The numbers of a page: several questions at once, which share the reading where they can',
  request: {
    body: {
      required: true,
      content: {
        'application/json': { schema: z.object({ queries: z.array(metricQuerySchema).min(1).max(MAX_QUERIES) }) },
      },
    },
  },
  responses: {
    200: {
      description: 'An answer for each question, in their order; one that failed leaves the others as they are',
      content: {
        'application/json': {
          schema: z.object({ answers: z.array(z.union([Answer, z.object({ problem: Problem })])) }),
        },
      },
    },
  },
});

/** `/metrics`, `/query` and `/queries` of the principal's project. */
export function queryRoutes({ engine, sealedBuckets }: Pick<Store, 'engine' | 'sealedBuckets'>) {
  const api = newApi();
  for (const path of ['/query', '/queries']) api.use(path, bodyLimit({ maxSize: 1 << 20 }));
  const metrics = METRICS.map(({ id, title, unit, better, kind, description }) => ({
    id,
    title,
    unit,
    better,
    kind,
    description,
  }));

  const memory = { courses: new Courses(), rankings: new Rankings() };
  const contextOf = (c: Context<ApiEnv>) => {
    const { project } = c.var.principal;
    return { ...memory, engine, sealedBuckets, project, now: nowMicros(), signal: disconnect(c) };
  };

  api.openapi(list, (c) => c.json({ metrics }, 200));
  api.openapi(query, async (c) => {
    return c.json(await runQuery(contextOf(c), c.req.valid('json')), 200);
  });
  api.openapi(queries, async (c) => {
    const settled = await runQueries(contextOf(c), c.req.valid('json').queries);
    const answers = settled.map((one) => (one.status === 'fulfilled' ? one.value : { problem: told(one.reason) }));
    return c.json({ answers }, 200);
  });
  return api;
}

/** What nobody foresaw is the whole request's error, so that it is logged as one. */
function told(error: unknown) {
  const problem = problemOf(error);
  if (problem.status === 500) throw error;
  return problemBody(problem);
}
