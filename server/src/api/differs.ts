import { createRoute, z } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { filterSchema } from '../model/filter.ts';
import { rangeSchema } from '../model/query.ts';
import { whatDiffers } from '../pipeline/query/differs.ts';
import type { Engine } from '../pipeline/store/engine.ts';
import { newApi } from './context.ts';
import { disconnect } from './disconnect.ts';

const filters = z.array(filterSchema).max(64).default([]);

const Asked = z.object({
  range: rangeSchema,
  filter: filters.openapi({ description: 'The view: what is compared at all.' }),
  selection: filters.openapi({ description: 'Calls of the view that pass these are compared with those that do not.' }),
  selection_range: rangeSchema.optional().openapi({ description: 'Part of `range` that selected calls lie in.' }),
  limit: z.number().int().min(1).max(200).default(60).openapi({ description: 'Fields told at most.' }),
});

const Part = z
  .object({ n: z.number(), share: z.number() })
  .openapi({ description: 'Calls looked at that have the value; their share of those looked at on this side.' });

const Side = z.object({
  n: z.number(),
  looked_at: z.number(),
  estimated: z.literal(true).optional().openapi({ description: '`n` is reckoned from stretches of time.' }),
});

const Value = z.object({
  value: z.string().openapi({ description: "'' = not set." }),
  from: z.number().optional().openapi({ description: 'Of an amount: inclusive; absent = no lower bound.' }),
  to: z.number().optional().openapi({ description: 'Exclusive; absent = no upper bound.' }),
  selected: Part,
  rest: Part,
  lift: z
    .number()
    .optional()
    .openapi({ description: 'Times as frequent in the selection; absent when the rest has none.' }),
});

const DifferField = z
  .object({
    field: z.string(),
    kind: z.enum(['category', 'tags', 'number']),
    score: z.number().openapi({
      description:
        '0 the same … 1 nothing in common: Jensen–Shannon divergence in bits, less what sampling alone adds.',
    }),
    p: z.number().openapi({ description: 'That chance alone does this, corrected for all values and fields.' }),
    significant: z.boolean(),
    median: z.object({ selected: z.number().optional(), rest: z.number().optional() }).optional(),
    values: z.array(Value),
    others: z.object({ selected: Part, rest: Part }).optional().openapi({ description: 'Calls with any other value.' }),
  })
  .openapi('DifferField');

const Told = z.object({ from: z.iso.datetime(), to: z.iso.datetime() });

const Answer = z
  .object({
    selection: Side,
    rest: Side,
    fields: z.array(DifferField),
    defining: z.array(z.string()).openapi({ description: 'Fields of `selection`, which are not compared.' }),
    sampled: z
      .object({ selection: z.number(), rest: z.number() })
      .optional()
      .openapi({ description: 'Share of the calls looked at, when not all were.' }),
    meta: z.object({ elapsed_ms: z.number(), range: Told, selection_range: Told.optional() }),
  })
  .openapi('Differs');

const differs = createRoute({
  method: 'post',
  path: '/differs',
  tags: ['metrics'],
  summary: 'What differs: a selection against the rest of the view, every field and metadata key, ranked',
  request: { body: { required: true, content: { 'application/json': { schema: Asked } } } },
  responses: {
    200: { description: 'Fields, most unlike first', content: { 'application/json': { schema: Answer } } },
    400: { description: 'Names the field that is wrong' },
    422: { description: 'Would take too long: narrow the range or the filter' },
  },
});

/** What differs in the principal's project. */
export function differsRoutes({ engine }: { engine: Engine }) {
  const api = newApi();
  api.use('/differs', bodyLimit({ maxSize: 1 << 20 }));
  api.openapi(differs, async (c) => {
    const { project } = c.var.principal;
    return c.json(await whatDiffers({ engine, project, signal: disconnect(c) }, c.req.valid('json')), 200);
  });
  return api;
}
