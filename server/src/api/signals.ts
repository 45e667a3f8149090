import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { nowMicros } from '../lib/clock.ts';
import { filterSchema } from '../model/filter.ts';
import { rangeSchema } from '../model/query.ts';
import { SCORE_NAMES, scoreInfo, type Thresholds } from '../model/scoring.ts';
import { ATTACKS, campaigns } from '../pipeline/query/signals/campaigns.ts';
import { distribution } from '../pipeline/query/signals/distribution.ts';
import type { Engine } from '../pipeline/store/engine.ts';
import { type ApiEnv, newApi } from './context.ts';
import { disconnect } from './disconnect.ts';

const view = { range: rangeSchema, filter: z.array(filterSchema).max(64).default([]) };
const Name = z.enum(SCORE_NAMES);
const json = <Schema extends z.ZodType>(schema: Schema) => ({ 'application/json': { schema } });
const refusals = {
  400: { description: 'Names the field that is wrong' },
  429: { description: 'Too many such questions at once' },
};

const Detector = z
  .object({
    name: Name,
    title: z.string(),
    description: z.string(),
    flag: z.string(),
    threshold: z.number().openapi({ description: 'Calls are flagged from it on; when `low`, below it.' }),
    default_threshold: z.number(),
    low: z.boolean(),
  })
  .openapi('Detector');

const listDetectors = createRoute({
  method: 'get',
  path: '/detectors',
  tags: ['signals'],
  summary: 'What every call is scored for, and from where on the project flags it',
  responses: { 200: { description: 'The detectors', content: json(z.object({ detectors: z.array(Detector) })) } },
});

const Distribution = z
  .object({
    bins: z.array(z.object({ bin: z.number(), n: z.number() })).openapi({
      description: 'Hundredths: bin b holds values from b/100 up to (b+1)/100; bin 100 those that are 1.',
    }),
    n: z.number(),
    calls: z.number(),
    mean: z.number().optional(),
    reviews: z.array(z.object({ bin: z.number(), right: z.number(), wrong: z.number() })),
    sampled: z.number().optional().openapi({ description: 'Share looked at when not all were; counts are scaled up.' }),
    meta: z.object({
      elapsed_ms: z.number(),
      range: z.object({ from: z.iso.datetime(), to: z.iso.datetime() }),
    }),
  })
  .openapi('ScoreDistribution');

const askDistribution = createRoute({
  method: 'post',
  path: '/scores/distribution',
  tags: ['signals'],
  summary: 'Calls by the value of a score, and what reviewers said of them',
  request: { body: { required: true, content: json(z.object({ ...view, score: Name })) } },
  responses: { 200: { description: 'The distribution', content: json(Distribution) }, ...refusals },
});

const Campaign = z
  .object({
    n: z.number(),
    users: z.number(),
    first_seen: z.iso.datetime(),
    last_seen: z.iso.datetime(),
    kinds: z.array(z.object({ kind: z.enum(ATTACKS), n: z.number() })),
    example: z.object({ trace_id: z.string(), span_id: z.string(), text: z.string() }),
    filter: z.array(filterSchema).openapi({ description: 'What finds these calls: the newest 50.' }),
  })
  .openapi('Campaign');

const askCampaigns = createRoute({
  method: 'post',
  path: '/campaigns',
  tags: ['signals'],
  summary: 'Flagged inputs that are nearly the same, together',
  request: {
    body: { required: true, content: json(z.object({ ...view, limit: z.number().int().min(1).max(100).default(20) })) },
  },
  responses: {
    200: {
      description: 'The most frequent first; of the newest 2,000',
      content: json(z.object({ campaigns: z.array(Campaign), n: z.number(), all: z.number(), total: z.number() })),
    },
    ...refusals,
  },
});

export interface SignalDeps {
  engine: Engine;
  /** Thresholds of a project where they are not as shipped. */
  thresholds: (project: string) => Thresholds;
}

/** What detectors say of the calls of the principal's project. */
export function signalRoutes({ engine, thresholds }: SignalDeps) {
  const api = newApi();
  for (const path of ['/scores/distribution', '/campaigns']) api.use(path, bodyLimit({ maxSize: 1 << 20 }));
  const context = (c: Context<ApiEnv>) => ({
    engine,
    project: c.var.principal.project,
    now: nowMicros(),
    signal: disconnect(c),
  });
  api.openapi(listDetectors, (c) => {
    const own = thresholds(c.var.principal.project);
    const detectors = SCORE_NAMES.map((name) => {
      const { title, doc: description, flag, threshold, low = false } = scoreInfo(name);
      return { name, title, description, flag, threshold: own[name] ?? threshold, default_threshold: threshold, low };
    });
    return c.json({ detectors }, 200);
  });
  api.openapi(askDistribution, async (c) => c.json(await distribution(context(c), c.req.valid('json')), 200));
  api.openapi(askCampaigns, async (c) => c.json(await campaigns(context(c), c.req.valid('json')), 200));
  return api;
}
