import { createRoute, z } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import type { PriceOverride } from '../model/price.ts';
import { callSearchSchema } from '../model/query.ts';
import { explainCost } from '../pipeline/normalise/price.ts';
import { searchCalls } from '../pipeline/query/calls.ts';
import { readCall, readSpan } from '../pipeline/query/trace.ts';
import type { Engine } from '../pipeline/store/engine.ts';
import { Call, id, Score } from './call-schema.ts';
import { newApi } from './context.ts';
import { disconnect } from './disconnect.ts';

export interface CallRouteParts {
  engine: Engine;
  overrides: (project: string) => readonly PriceOverride[];
}

const search = createRoute({
  method: 'post',
  path: '/calls/search',
  tags: ['calls'],
  summary: 'The rows behind any number: calls, spans or root spans, by page',
  request: { body: { required: true, content: { 'application/json': { schema: callSearchSchema } } } },
  responses: {
    200: {
      description: 'Rows; texts cut to 2,000 characters',
      content: {
        'application/json': { schema: z.object({ calls: z.array(Call), next_cursor: z.string().optional() }) },
      },
    },
    400: { description: 'Names the field that is wrong' },
    422: { description: 'Would take too long: narrow the range or the filter' },
  },
});

const which = {
  params: z.object({ span_id: id }),
  query: z.object({ trace_id: id.optional().openapi({ description: 'Without it the newest span of that id.' }) }),
};

const read = createRoute({
  method: 'get',
  path: '/calls/{span_id}',
  tags: ['calls'],
  summary: 'One span whole: texts, scores, events',
  request: which,
  responses: {
    200: {
      description: 'The span',
      content: {
        'application/json': { schema: Call.extend({ scores: z.array(Score), events: z.array(z.unknown()) }) },
      },
    },
    404: { description: 'No such span in this project' },
  },
});

const CostLine = z.object({ class: z.string(), tokens: z.number(), usd_per_million: z.number(), cost: z.number() });
const Cost = z
  .object({
    span_id: z.string(),
    model: z.string().optional(),
    provider: z.string().optional(),
    currency: z.literal('USD'),
    cost: z.number().optional(),
    cost_sent: z.number().optional(),
    lines: z.array(CostLine),
    source: z.string().optional(),
    effective_from: z.string().optional(),
    reason: z.string().optional().openapi({ description: 'Why there is no cost, or why it cannot be explained.' }),
  })
  .openapi('Cost');

const cost = createRoute({
  method: 'get',
  path: '/calls/{span_id}/cost',
  tags: ['calls'],
  summary: 'How the cost of a call came about: tokens × price per class',
  request: which,
  responses: {
    200: { description: 'In US dollars', content: { 'application/json': { schema: Cost } } },
    404: { description: 'No such span in this project' },
  },
});

/** Calls of the principal's project. */
export function callRoutes({ engine, overrides }: CallRouteParts) {
  const api = newApi();
  api.use('/calls/search', bodyLimit({ maxSize: 1 << 20 }));

  api.openapi(search, async (c) => {
    const { project } = c.var.principal;
    return c.json(await searchCalls({ engine, project, signal: disconnect(c) }, c.req.valid('json')), 200);
  });

  api.openapi(read, async (c) => {
    const { project } = c.var.principal;
    const span = { ...c.req.valid('param'), ...c.req.valid('query') };
    return c.json(await readCall({ engine, project, signal: disconnect(c) }, span), 200);
  });

  api.openapi(cost, async (c) => {
    const { project } = c.var.principal;
    const span = await readSpan(
      { engine, project, signal: disconnect(c) },
      { ...c.req.valid('param'), ...c.req.valid('query') },
    );
    const explained = explainCost(span, overrides(project));
    return c.json(
      {
        span_id: span.span_id,
        ...known('model', span.model),
        ...known('provider', span.provider),
        currency: 'USD' as const,
        ...known('cost', dollars(explained.cost)),
        ...known('cost_sent', dollars(span.cost_sent)),
        lines: explained.lines.map((line) => ({ ...line, cost: line.cost / PICO })),
        ...known('source', explained.source),
        ...known('effective_from', explained.effective_from),
        ...known('reason', explained.reason),
      },
      200,
    );
  });
  return api;
}

const PICO = 1e12;
const dollars = (pico: number | null): number | null => (pico === null ? null : pico / PICO);

/** The property, unless its value is unknown. */
const known = <K extends string, V>(name: K, value: V | null | ''): { [name in K]?: V } =>
  value === null || value === '' ? {} : ({ [name]: value } as { [name in K]?: V });
