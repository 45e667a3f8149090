import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { nowMicros } from '../lib/clock.ts';
import { filterSchema } from '../model/filter.ts';
import { rangeSchema } from '../model/query.ts';
import { errorGroups } from '../pipeline/query/error-groups.ts';
import { ERROR_CLASS_NAMES, errorCourse } from '../pipeline/query/errors.ts';
import { HEATMAP_MEASURES, heatmap } from '../pipeline/query/heatmap.ts';
import { load } from '../pipeline/query/load.ts';
import { rateLimits } from '../pipeline/query/rate-limits.ts';
import type { Engine } from '../pipeline/store/engine.ts';
import { type ApiEnv, newApi } from './context.ts';
import { disconnect } from './disconnect.ts';

const view = { range: rangeSchema, filter: z.array(filterSchema).max(64).default([]) };
const interval = z
  .string()
  .max(8)
  .default('auto')
  .describe('`auto`, or a step such as `5m` or `1h`: at most 400 of them.');
const Range = z.object({ from: z.iso.datetime(), to: z.iso.datetime() });
const meta = z.object({ elapsed_ms: z.number(), range: Range });
const Class = z.enum(ERROR_CLASS_NAMES);
const rate = z.number().optional().openapi({ description: 'Share looked at when not all were; counts are scaled up.' });

/** A question over the calls of a range, as POST with a JSON body. */
const question = <Path extends string, Asked extends z.ZodType, Told extends z.ZodType>(
  path: Path,
  summary: string,
  asked: Asked,
  told: Told,
) =>
  createRoute({
    method: 'post',
    path,
    tags: ['reliability'],
    summary,
    request: { body: { required: true, content: { 'application/json': { schema: asked } } } },
    responses: {
      200: { description: 'The answer', content: { 'application/json': { schema: told } } },
      400: { description: 'Names the field that is wrong' },
      429: { description: 'Too many such questions at once' },
    },
  });

const Heatmap = z
  .object({
    interval: z.string(),
    bins: z.array(z.object({ from: z.number(), to: z.number().optional() })).openapi({
      description: 'Milliseconds, ten to a decade, from the lowest that holds a call to the highest.',
    }),
    cells: z.array(z.object({ time: z.iso.datetime(), bin: z.number(), n: z.number(), errors: z.number() })),
    n: z.number(),
    sampled: rate,
    meta,
  })
  .openapi('Heatmap');

const askHeatmap = question(
  '/heatmap',
  'Calls by time and latency, on a logarithmic scale',
  z.object({ ...view, interval, measure: z.enum(HEATMAP_MEASURES).default('duration_ms') }),
  Heatmap,
);

const ErrorCourse = z
  .object({
    interval: z.string(),
    rows: z.array(
      z.object({ time: z.iso.datetime(), class: Class, http_status: z.number().optional(), n: z.number() }),
    ),
    meta,
  })
  .openapi('ErrorCourse');

const askErrors = question(
  '/errors',
  'Failed calls over time, each in one class, by HTTP status',
  z.object({ ...view, interval }),
  ErrorCourse,
);

const ErrorGroup = z
  .object({
    text: z.string().optional().openapi({ description: 'The message without numbers, ids, addresses and quotations.' }),
    class: Class,
    error_type: z.string().optional(),
    http_status: z.number().optional(),
    n: z.number(),
    first_seen: z.iso.datetime(),
    last_seen: z.iso.datetime(),
    providers: z.array(z.string()),
    models: z.array(z.string()),
    example: z.object({ trace_id: z.string(), span_id: z.string(), text: z.string().optional() }),
    filter: z.array(filterSchema).openapi({ description: 'What finds these calls.' }),
  })
  .openapi('ErrorGroup');

const askGroups = question(
  '/errors/groups',
  'What providers said when calls failed, alike texts together',
  z.object({ ...view, limit: z.number().int().min(1).max(200).default(20) }),
  z.object({ groups: z.array(ErrorGroup), n: z.number(), total_groups: z.number(), sampled: rate }),
);

const Load = z
  .object({
    levels: z.array(
      z.object({
        concurrency: z.number(),
        n: z.number(),
        errors: z.number(),
        latency_p50: z.number().optional(),
        latency_p95: z.number().optional(),
        throughput: z.number().optional().openapi({ description: 'Calls that ended, a second at this level.' }),
        seconds: z.number(),
      }),
    ),
    n: z.number(),
    concurrency_avg: z.number(),
    concurrency_p95: z.number(),
    knee: z
      .object({
        at: z.number().optional(),
        flat: z.number().optional(),
        slope: z.number().optional(),
        reason: z.enum(['too_little_variation', 'flat', 'no_bend']).optional(),
      })
      .openapi({ description: 'Where latency begins to rise with calls in flight; `reason` says why there is none.' }),
    headroom: z.number().optional().openapi({ description: 'The knee as a multiple of `concurrency_p95`.' }),
    sampled: z.object({ share: z.number(), stretches: z.number() }).optional(),
    meta,
  })
  .openapi('Load');

const askLoad = question('/load', 'Latency and throughput by calls in flight', z.object(view), Load);

const RateLimit = z
  .object({
    provider: z.string().optional(),
    model: z.string().optional(),
    kind: z.enum(['requests', 'tokens']),
    share: z.number().openapi({ description: 'Lowest share of the limit that was left.' }),
    remaining: z.number(),
    limit: z.number(),
    time: z.iso.datetime(),
    n: z.number(),
  })
  .openapi('RateLimit');

const askLimits = question(
  '/rate-limits',
  'How near calls came to the limits of providers, by the headers of their answers',
  z.object(view),
  z.object({ limits: z.array(RateLimit), sampled: Range.optional() }),
);

/** How reliable the calls of the principal's project are: pictures made from rows. */
export function reliabilityRoutes({ engine }: { engine: Engine }) {
  const api = newApi();
  for (const path of ['/heatmap', '/errors', '/errors/*', '/load', '/rate-limits'])
    api.use(path, bodyLimit({ maxSize: 1 << 20 }));
  const context = (c: Context<ApiEnv>) => ({
    engine,
    project: c.var.principal.project,
    now: nowMicros(),
    signal: disconnect(c),
  });

  api.openapi(askHeatmap, async (c) => c.json(await heatmap(context(c), c.req.valid('json')), 200));
  api.openapi(askErrors, async (c) => c.json(await errorCourse(context(c), c.req.valid('json')), 200));
  api.openapi(askGroups, async (c) => c.json(await errorGroups(context(c), c.req.valid('json')), 200));
  api.openapi(askLoad, async (c) => c.json(await load(context(c), c.req.valid('json')), 200));
  api.openapi(askLimits, async (c) => c.json(await rateLimits(context(c), c.req.valid('json')), 200));
  return api;
}
