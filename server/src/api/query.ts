import { createRoute, z } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { nowMicros } from '../lib/clock.ts';
import { metricQuerySchema } from '../model/query.ts';
import { METRICS } from '../pipeline/query/catalogue.ts';
import { runQuery } from '../pipeline/query/run.ts';
import type { Store } from '../pipeline/store/store.ts';
import { newApi } from './context.ts';
import { disconnect } from './disconnect.ts';

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

/** `/metrics` and `/query` of the principal's project. */
export function queryRoutes({ engine, sealedBuckets }: Pick<Store, 'engine' | 'sealedBuckets'>) {
  const api = newApi();
  api.use('/query', bodyLimit({ maxSize: 1 << 20 }));
  const metrics = METRICS.map(({ id, title, unit, better, kind, description }) => ({
    id,
    title,
    unit,
    better,
    kind,
    description,
  }));

  api.openapi(list, (c) => c.json({ metrics }, 200));
  api.openapi(query, async (c) => {
    const { project } = c.var.principal;
    const context = { engine, sealedBuckets, project, now: nowMicros(), signal: disconnect(c) };
    return c.json(await runQuery(context, c.req.valid('json')), 200);
  });
  return api;
}
