import { createRoute, z } from '@hono/zod-openapi';
import type { Context as HonoContext } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Slo as SloRow, Slos } from '../control/slos.ts';
import { nowMicros } from '../lib/clock.ts';
import { filterSchema } from '../model/filter.ts';
import { indicatorSchema, type SloDefinition, sloSchema } from '../model/slo.ts';
import { createGoals } from '../pipeline/query/slo/goals.ts';
import type { Store } from '../pipeline/store/store.ts';
import { type ApiEnv, newApi } from './context.ts';
import { disconnect } from './disconnect.ts';
import { label } from './text.ts';

const Input = sloSchema.extend({ name: label(100) }).openapi('SloInput');
const Change = z
  .object({
    name: label(100).optional(),
    indicator: indicatorSchema.optional(),
    filter: z.array(filterSchema).max(64).optional(),
    objective: sloSchema.shape.objective.optional(),
    window_days: sloSchema.shape.window_days.unwrap().optional(),
  })
  .refine((given) => Object.values(given).some((value) => value !== undefined), 'changes nothing');

const time = z.iso.datetime();
const Range = z.object({ from: time, to: time });
const Status = z
  .object({
    state: z.enum(['ok', 'at_risk', 'broken', 'too_few', 'no_calls']).openapi({
      description:
        '`broken`: the budget of the window is used up; `at_risk`: it burns fast enough for a page, or will be used up within a window.',
    }),
    since: time
      .optional()
      .openapi({ description: 'When that began, by the hour; absent when no other state was seen within the window.' }),
    risk: z.enum(['burn', 'forecast']).optional(),
    window: Range,
    n: z.number().openapi({ description: 'Calls of the window.' }),
    valid: z.number().openapi({ description: 'Those of them that count.' }),
    good: z.number(),
    sli: z.number().optional().openapi({ description: 'good ÷ valid' }),
    interval: z.object({ low: z.number(), high: z.number() }).optional().openapi({
      description: '95 % interval of the share (Wilson), below 1,000 calls.',
    }),
    objective: z.number(),
    budget: z.number().openapi({ description: 'Calls that may be bad.' }),
    budget_used: z.number().openapi({ description: 'bad ÷ budget; above 1 it is overspent.' }),
    budget_left: z.number(),
    burn: z
      .object({ '1h': z.number().optional(), '6h': z.number().optional(), '3d': z.number().optional() })
      .openapi({ description: 'Share of bad calls ÷ share that may be; 1 uses the budget up in one window.' }),
    pages: z.array(
      z.object({
        burn: z.number(),
        long: z.number(),
        short: z.number(),
        reduced: z.literal(true).optional(),
        firing: z.boolean(),
      }),
    ),
    forecast_days: z.number().optional(),
  })
  .openapi('SloStatus');

const Slo = z
  .object({
    id: z.string(),
    name: z.string(),
    indicator: indicatorSchema,
    filter: z.array(filterSchema),
    objective: z.number(),
    window_days: z.number(),
    created_by: z.string(),
    created_at: time,
    updated_at: time,
    status: Status,
  })
  .openapi('Slo');

const Course = z.object({
  interval: z.string(),
  rows: z.array(
    z.object({ time, n: z.number(), bad: z.number(), budget_left: z.number().optional() }).openapi({
      description: 'Calls that count and bad ones of a step; the budget left at its end.',
    }),
  ),
  bad_calls: z
    .object({ filter: z.array(filterSchema), exact: z.boolean() })
    .openapi({ description: 'Filters that find the bad calls, for `POST /calls/search`.' }),
  status: Status,
  meta: z.object({ range: Range }),
});

const one = { 'application/json': { schema: Slo } };
const params = z.object({ id: z.uuid() });
const json = <Schema extends z.ZodType>(schema: Schema) => ({
  required: true,
  content: { 'application/json': { schema } },
});
const unknown = { description: 'No such goal in this project' };

const list = createRoute({
  method: 'get',
  path: '/slos',
  tags: ['goals'],
  summary: 'Goals (service level objectives) of the project and how they stand, by name',
  responses: {
    200: { description: 'Goals', content: { 'application/json': { schema: z.object({ slos: z.array(Slo) }) } } },
  },
});
const save = createRoute({
  method: 'post',
  path: '/slos',
  tags: ['goals'],
  summary: 'Set a goal',
  request: { body: json(Input) },
  responses: {
    201: { description: 'Set', content: one },
    400: { description: 'Names the field that is wrong' },
    409: { description: 'The name is taken, or there are 100 goals' },
  },
});
const preview = createRoute({
  method: 'post',
  path: '/slos/preview',
  tags: ['goals'],
  summary: 'How goals would stand if they had been set',
  request: { body: json(z.object({ slos: z.array(sloSchema).min(1).max(8) })) },
  responses: {
    200: {
      description: 'In the order asked',
      content: { 'application/json': { schema: z.object({ statuses: z.array(Status) }) } },
    },
    400: { description: 'Names the field that is wrong' },
  },
});
const read = createRoute({
  method: 'get',
  path: '/slos/{id}',
  tags: ['goals'],
  summary: 'A goal and how it stands',
  request: { params },
  responses: { 200: { description: 'The goal', content: one }, 404: unknown },
});
const course = createRoute({
  method: 'get',
  path: '/slos/{id}/course',
  tags: ['goals'],
  summary: 'The budget of a goal over its window, and what finds its bad calls',
  request: { params },
  responses: { 200: { description: 'The course', content: { 'application/json': { schema: Course } } }, 404: unknown },
});
const change = createRoute({
  method: 'patch',
  path: '/slos/{id}',
  tags: ['goals'],
  summary: 'Change a goal',
  request: { params, body: json(Change) },
  responses: {
    200: { description: 'Changed', content: one },
    400: { description: 'Names the field that is wrong' },
    404: unknown,
    409: { description: 'The name is taken' },
  },
});
const remove = createRoute({
  method: 'delete',
  path: '/slos/{id}',
  tags: ['goals'],
  summary: 'Remove a goal',
  request: { params },
  responses: { 204: { description: 'Removed' }, 404: unknown },
});

export interface SloDeps extends Pick<Store, 'engine' | 'sealedBuckets'> {
  slos: Slos;
  retentionDays: number;
}

/** Goals of the principal's project. Changing them needs the scope `prompts`. */
export function sloRoutes({ slos, engine, sealedBuckets, retentionDays }: SloDeps) {
  const api = newApi();
  const goals = createGoals(retentionDays);
  api.use('/slos', bodyLimit({ maxSize: 262_144 }));
  api.use('/slos/*', bodyLimit({ maxSize: 1 << 20 }));
  const context = (c: HonoContext<ApiEnv>) => ({
    engine,
    sealedBuckets,
    project: c.var.principal.project,
    now: nowMicros(),
    signal: disconnect(c),
  });
  const told = async (c: HonoContext<ApiEnv>, rows: SloRow[]): Promise<z.infer<typeof Slo>[]> => {
    const statuses = await goals.statuses(context(c), rows);
    return rows.map((row, i) => asJson(row, statuses[i]!));
  };
  const toldOne = async (c: HonoContext<ApiEnv>, row: SloRow): Promise<z.infer<typeof Slo>> =>
    (await told(c, [row]))[0]!;

  api.openapi(list, async (c) => c.json({ slos: await told(c, await slos.list(c.var.principal.project)) }, 200));
  api.openapi(save, async (c) => {
    const given = c.req.valid('json');
    goals.check(given);
    return c.json(await toldOne(c, await slos.save(c.var.principal, given)), 201);
  });
  api.openapi(preview, async (c) => {
    const { slos: wanted } = c.req.valid('json');
    for (const [i, definition] of wanted.entries()) goals.check(definition, `slos[${i}].`);
    return c.json({ statuses: await goals.statuses(context(c), wanted) }, 200);
  });
  api.openapi(read, async (c) =>
    c.json(await toldOne(c, await slos.one(c.var.principal.project, c.req.valid('param').id)), 200),
  );
  api.openapi(course, async (c) => {
    const slo = await slos.one(c.var.principal.project, c.req.valid('param').id);
    const answer = await goals.course(context(c), slo);
    return c.json({ ...answer, meta: { range: answer.status.window } }, 200);
  });
  api.openapi(change, async (c) => {
    const { id } = c.req.valid('param');
    const given = c.req.valid('json');
    const now = await slos.one(c.var.principal.project, id);
    goals.check({ ...now, ...defined(given) });
    return c.json(await toldOne(c, await slos.change(c.var.principal, id, given)), 200);
  });
  api.openapi(remove, async (c) => {
    await slos.remove(c.var.principal, c.req.valid('param').id);
    return c.body(null, 204);
  });
  return api;
}

const defined = (given: z.infer<typeof Change>): Partial<SloDefinition> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));

function asJson(row: SloRow, status: z.infer<typeof Status>): z.infer<typeof Slo> {
  const { id, name, indicator, filter, objective, window_days, created_by } = row;
  const times = { created_at: row.created_at.toISOString(), updated_at: row.updated_at.toISOString() };
  return { id, name, indicator, filter, objective, window_days, created_by, ...times, status };
}
