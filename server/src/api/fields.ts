import { createRoute, z } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { filterSchema } from '../model/filter.ts';
import { rangeSchema, textSchema } from '../model/query.ts';
import { facets } from '../pipeline/query/facets.ts';
import { FIELD_INFOS } from '../pipeline/query/fields.ts';
import { fieldValues } from '../pipeline/query/values.ts';
import type { Engine } from '../pipeline/store/engine.ts';
import { newApi } from './context.ts';
import { disconnect } from './disconnect.ts';

const Field = z
  .object({
    name: z.string(),
    type: z.enum(['string', 'number', 'time', 'tags', 'map', 'boolean']),
    use: z.enum(['field', 'text']),
    description: z.string(),
  })
  .openapi('Field');

const list = createRoute({
  method: 'get',
  path: '/fields',
  tags: ['calls'],
  summary: 'What calls can be filtered and grouped by',
  responses: {
    200: { description: 'Fields', content: { 'application/json': { schema: z.object({ fields: z.array(Field) }) } } },
  },
});

const Asked = z.object({
  field: z.string().min(1).max(256),
  filter: z.array(filterSchema).max(64).default([]),
  range: rangeSchema,
  text: textSchema,
  search: z.string().max(256).optional().openapi({ description: 'Part of the value, in any case.' }),
  limit: z.number().int().min(1).max(1000).default(100),
});

const Counts = z.array(z.object({ value: z.string(), n: z.number() }));
const sampled = z
  .object({ from: z.iso.datetime(), to: z.iso.datetime() })
  .optional()
  .openapi({ description: 'Given when only the newest calls were counted: the range that was.' });
const Values = z.object({ values: Counts, sampled });

const values = createRoute({
  method: 'post',
  path: '/fields/values',
  tags: ['calls'],
  summary: 'The values of a field, most frequent first; of `metadata` its keys',
  request: { body: { required: true, content: { 'application/json': { schema: Asked } } } },
  responses: {
    200: { description: '`n` = calls', content: { 'application/json': { schema: Values } } },
    400: { description: 'Names the field that is wrong' },
  },
});

const several = createRoute({
  method: 'post',
  path: '/facets',
  tags: ['calls'],
  summary: 'The most frequent values of several fields at once',
  description: 'What the filter says of a field leaves the values of that field alone.',
  request: {
    body: {
      required: true,
      content: {
        'application/json': {
          schema: Asked.omit({ field: true, search: true }).extend({
            fields: z.array(z.string().min(1).max(256)).min(1).max(32),
            limit: z.number().int().min(1).max(1000).default(10).openapi({ description: 'Values of each field.' }),
          }),
        },
      },
    },
  },
  responses: {
    200: {
      description: 'In the order asked for; `n` = calls',
      content: {
        'application/json': {
          schema: z.object({ facets: z.array(z.object({ field: z.string(), values: Counts })), sampled }),
        },
      },
    },
    400: { description: 'Names the field that is wrong' },
  },
});

/** Fields, and what they hold in the principal's project. */
export function fieldRoutes({ engine }: { engine: Engine }) {
  const api = newApi();
  for (const path of ['/fields/values', '/facets']) api.use(path, bodyLimit({ maxSize: 1 << 20 }));
  api.openapi(list, (c) => c.json({ fields: [...FIELD_INFOS] }, 200));
  api.openapi(values, async (c) => {
    const { project } = c.var.principal;
    return c.json(await fieldValues({ engine, project, signal: disconnect(c) }, c.req.valid('json')), 200);
  });
  api.openapi(several, async (c) => {
    const { project } = c.var.principal;
    return c.json(await facets({ engine, project, signal: disconnect(c) }, c.req.valid('json')), 200);
  });
  return api;
}
