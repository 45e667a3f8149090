import { createRoute, z } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import type { KeyInfo, Keys } from '../control/access/keys.ts';
import { SCOPES } from '../model/principal.ts';
import { newApi } from './context.ts';
import { label } from './text.ts';

const Key = z
  .object({
    id: z.string(),
    name: z.string(),
    scopes: z.array(z.string()),
    created_at: z.iso.datetime(),
    last_used_at: z.iso.datetime().optional(),
  })
  .openapi('Key');

const list = createRoute({
  method: 'get',
  path: '/keys',
  tags: ['access'],
  summary: 'Valid API keys of the project, newest first',
  request: { query: z.object({ cursor: z.string().max(100).optional() }) },
  responses: {
    200: {
      description: 'Keys, without their secrets',
      content: { 'application/json': { schema: z.object({ keys: z.array(Key), next_cursor: z.string().optional() }) } },
    },
  },
});

const create = createRoute({
  method: 'post',
  path: '/keys',
  tags: ['access'],
  summary: 'Make an API key; the answer is the only place its secret is shown',
  request: {
    body: {
      required: true,
      content: {
        'application/json': {
          schema: z.object({ name: label(100), scopes: z.array(z.enum(SCOPES)).min(1).max(SCOPES.length) }),
        },
      },
    },
  },
  responses: {
    201: {
      description: 'Made',
      content: {
        'application/json': { schema: Key.extend({ key: z.string().openapi({ example: 'tt_<id>_<secret>' }) }) },
      },
    },
  },
});

const revoke = createRoute({
  method: 'delete',
  path: '/keys/{id}',
  tags: ['access'],
  summary: 'Revoke an API key, for good',
  request: { params: z.object({ id: z.string().regex(/^[A-Za-z0-9]{4,64}$/) }) },
  responses: { 204: { description: 'Revoked' }, 404: { description: 'No such key in this project' } },
});

/** Keys of the principal's project; every route needs the scope `admin`. */
export function keyRoutes({ keys }: { keys: Keys }) {
  const api = newApi();
  api.use('/keys', bodyLimit({ maxSize: 16_384 }));

  api.openapi(list, async (c) => {
    const { keys: found, next_cursor } = await keys.list(c.var.principal, c.req.valid('query').cursor);
    return c.json({ keys: found.map(asJson), ...(next_cursor ? { next_cursor } : {}) }, 200);
  });

  api.openapi(create, async (c) => {
    const { key, ...made } = await keys.create(c.var.principal, c.req.valid('json'));
    c.header('cache-control', 'no-store');
    return c.json({ ...asJson(made), key }, 201);
  });

  api.openapi(revoke, async (c) => {
    await keys.revoke(c.var.principal, c.req.valid('param').id);
    return c.body(null, 204);
  });
  return api;
}

function asJson({ id, name, scopes, created_at, last_used_at }: KeyInfo): z.infer<typeof Key> {
  const used = last_used_at ? { last_used_at: last_used_at.toISOString() } : {};
  return { id, name, scopes, created_at: created_at.toISOString(), ...used };
}
