import { createRoute, z } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import type { View as ViewRow, Views } from '../control/views.ts';
import { newApi } from './context.ts';
import { label } from './text.ts';

/** A screen's own path: nothing that could lead elsewhere. */
const path = z
  .string()
  .max(200)
  .regex(/^\/(?!\/)[A-Za-z0-9/_.~%@-]*$/, 'must be the path of a screen, such as `/traces`')
  .openapi({ example: '/traces' });
const printable = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[^\0]*$/, 'must not hold NUL');
const parameter = printable(2048);
const search = z
  .record(printable(32), z.union([parameter, z.array(parameter).max(64)]))
  .refine((given) => Object.keys(given).length <= 32, 'holds more than 32 parameters')
  .openapi({
    description: 'Parameters of the address; relative ranges stay relative.',
    example: { from: 'now-7d', f: ['model:eq:gpt-4o'] },
  });

const Input = z.object({ name: label(100), path, search: search.default({}) }).openapi('ViewInput');
const Change = z
  .object({
    name: label(100).optional(),
    path: path.optional(),
    search: search.optional(),
    default: z
      .boolean()
      .optional()
      .openapi({ description: 'Whether the project opens with it; one view at most does.' }),
  })
  .refine((given) => Object.values(given).some((value) => value !== undefined), 'changes nothing');

const View = z
  .object({
    id: z.string(),
    name: z.string(),
    path: z.string(),
    search: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
    created_by: z.string(),
    default: z.boolean().openapi({ description: 'Whether the project opens with it.' }),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
  })
  .openapi('View');

const one = { 'application/json': { schema: View } };
const params = z.object({ id: z.uuid() });

const list = createRoute({
  method: 'get',
  path: '/views',
  tags: ['views'],
  summary: 'Saved views of the project, by name',
  responses: {
    200: { description: 'Views', content: { 'application/json': { schema: z.object({ views: z.array(View) }) } } },
  },
});

const save = createRoute({
  method: 'post',
  path: '/views',
  tags: ['views'],
  summary: 'Save a screen and its state under a name',
  request: { body: { required: true, content: { 'application/json': { schema: Input } } } },
  responses: {
    201: { description: 'Saved', content: one },
    409: { description: 'The name is taken, or there are 500 views' },
  },
});

const change = createRoute({
  method: 'patch',
  path: '/views/{id}',
  tags: ['views'],
  summary: 'Rename a view, let it show something else, or let the project open with it',
  request: { params, body: { required: true, content: { 'application/json': { schema: Change } } } },
  responses: {
    200: { description: 'Changed', content: one },
    404: { description: 'No such view in this project' },
    409: { description: 'The name is taken' },
  },
});

const remove = createRoute({
  method: 'delete',
  path: '/views/{id}',
  tags: ['views'],
  summary: 'Remove a view',
  request: { params },
  responses: { 204: { description: 'Removed' }, 404: { description: 'No such view in this project' } },
});

/** Saved views of the principal's project. Changing them needs the scope `prompts`. */
export function viewRoutes({ views }: { views: Views }) {
  const api = newApi();
  api.use('/views', bodyLimit({ maxSize: 262_144 }));
  api.use('/views/:id', bodyLimit({ maxSize: 262_144 }));

  api.openapi(list, async (c) => {
    const found = await views.list(c.var.principal.project);
    return c.json({ views: found.map(asJson) }, 200);
  });
  api.openapi(save, async (c) => c.json(asJson(await views.save(c.var.principal, c.req.valid('json'))), 201));
  api.openapi(change, async (c) =>
    c.json(asJson(await views.change(c.var.principal, c.req.valid('param').id, c.req.valid('json'))), 200),
  );
  api.openapi(remove, async (c) => {
    await views.remove(c.var.principal, c.req.valid('param').id);
    return c.body(null, 204);
  });
  return api;
}

function asJson({ created_at, updated_at, ...view }: ViewRow): z.infer<typeof View> {
  const { id, name, path, search, created_by } = view;
  return {
    ...{ id, name, path, search, created_by, default: view.default },
    created_at: created_at.toISOString(),
    updated_at: updated_at.toISOString(),
  };
}
