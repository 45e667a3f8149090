import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { nowMicros } from '../lib/clock.ts';
import { filterSchema } from '../model/filter.ts';
import { rangeSchema } from '../model/query.ts';
import { whatCame, whatChanged } from '../pipeline/query/changes/changes.ts';
import type { Store } from '../pipeline/store/store.ts';
import { type ApiEnv, newApi } from './context.ts';
import { disconnect } from './disconnect.ts';

const Asked = z.object({
  filter: z.array(filterSchema).max(64).default([]),
  range: rangeSchema,
  compare: z.enum(['previous', 'week']).default('previous'),
});

const time = z.iso.datetime();
const Segment = z.array(filterSchema).openapi({ description: 'Filters that find these calls.' });

const Cause = z.object({
  segment: Segment,
  share_explained: z.number().optional().openapi({ description: 'Share of the whole change, 0 to 1.' }),
  before: z.number().optional().openapi({ description: 'The metric of these calls; absent where there were none.' }),
  after: z.number().optional(),
  n_before: z.number(),
  n_after: z.number(),
  appeared: time.optional().openapi({ description: 'Their first call, where there were none before.' }),
  vanished: time.optional().openapi({ description: 'Their last call, where there are none any more.' }),
});

const News = z
  .object({
    segment: Segment,
    kind: z.enum(['appeared', 'vanished']),
    time: time.openapi({ description: 'Its first call, or its last.' }),
    n: z.number(),
  })
  .openapi('News');

const course = z.array(z.number().nullable());
const Change = z
  .object({
    metric: z.string().openapi({ description: 'A metric’s id, or `tokens`: input and output together.' }),
    direction: z.enum(['up', 'down']),
    verdict: z.enum(['better', 'worse']).optional(),
    before: z.number(),
    after: z.number(),
    n_before: z.number(),
    n_after: z.number(),
    p: z.number().openapi({ description: 'How likely chance alone would change it this much.' }),
    since: time.optional().openapi({ description: 'When it began; absent when unclear.' }),
    until: time.optional().openapi({ description: 'When it was over; absent when it lasts.' }),
    dominated_by: z.enum(['rate', 'mix']).optional().openapi({
      description: '`rate`: calls of one kind changed; `mix`: there were more of one kind.',
    }),
    segment: Segment.optional().openapi({ description: 'Only these calls changed; the total stayed as it was.' }),
    causes: z.array(Cause),
    with: z.array(News).openapi({ description: 'What came or went when it began.' }),
    course: z.object({ step_s: z.number(), before: course, after: course }),
  })
  .openapi('Change');

const Range = z.object({ from: time, to: time });
const Meta = z.object({
  range: Range,
  compare: Range,
  n: z.number(),
  n_before: z.number(),
  elapsed_ms: z.number(),
});
const Came = z.array(News).openapi({ description: 'Prompts, versions and models in one of the periods only.' });
const Answer = z.object({
  changes: z.array(Change),
  news: Came,
  meta: Meta.extend({
    sampled: z.literal(true).optional().openapi({
      description: 'Further fields were looked at in the newest part of both periods only.',
    }),
  }),
});

const changes = createRoute({
  method: 'post',
  path: '/changes',
  tags: ['metrics'],
  summary: 'What changed from the period before, most important first, and what explains it',
  request: { body: { required: true, content: { 'application/json': { schema: Asked } } } },
  responses: {
    200: { description: 'Changes beyond chance', content: { 'application/json': { schema: Answer } } },
    400: { description: 'Names the field that is wrong' },
  },
});

const news = createRoute({
  method: 'post',
  path: '/changes/news',
  tags: ['metrics'],
  summary: 'What came or went since the period before: `news` of /changes alone, for less work',
  request: { body: { required: true, content: { 'application/json': { schema: Asked } } } },
  responses: {
    200: {
      description: 'What is in one period only',
      content: { 'application/json': { schema: z.object({ news: Came, meta: Meta }) } },
    },
    400: { description: 'Names the field that is wrong' },
  },
});

/** `/changes` and `/changes/news` of the principal's project. */
export function changeRoutes({ engine, sealedBuckets }: Pick<Store, 'engine' | 'sealedBuckets'>) {
  const api = newApi();
  api.use('/changes', bodyLimit({ maxSize: 1 << 20 }));
  api.use('/changes/news', bodyLimit({ maxSize: 1 << 20 }));
  const contextOf = (c: Context<ApiEnv>) => ({
    engine,
    sealedBuckets,
    project: c.var.principal.project,
    now: nowMicros(),
    signal: disconnect(c),
  });
  api.openapi(changes, async (c) => c.json(await whatChanged(contextOf(c), c.req.valid('json')), 200));
  api.openapi(news, async (c) => c.json(await whatCame(contextOf(c), c.req.valid('json')), 200));
  return api;
}
