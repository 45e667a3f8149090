import { createRoute, z } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import type { Access } from '../control/access/access.ts';
import { newApi } from './context.ts';
import { label } from './text.ts';

const Project = z.object({ id: z.string(), name: z.string(), created_at: z.iso.datetime() }).openapi('Project');

const projectId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,47}$/, 'must be lower-case letters, digits, - and _, at most 48');

const list = createRoute({
  method: 'get',
  path: '/projects',
  tags: ['access'],
  summary: 'Projects in reach, by id',
  request: { query: z.object({ cursor: projectId.optional() }) },
  responses: {
    200: {
      description: 'Projects',
      content: {
        'application/json': { schema: z.object({ projects: z.array(Project), next_cursor: z.string().optional() }) },
      },
    },
  },
});

const ProjectInput = z.object({
  id: projectId.optional(),
  name: label(100),
});

const create = createRoute({
  method: 'post',
  path: '/projects',
  tags: ['access'],
  summary: 'Make a project (owners only)',
  request: { body: { required: true, content: { 'application/json': { schema: ProjectInput } } } },
  responses: {
    201: { description: 'Made', content: { 'application/json': { schema: Project } } },
    403: { description: 'Not an owner' },
    409: { description: 'The id is taken' },
  },
});

export function projectRoutes({ projects }: Pick<Access, 'projects'>) {
  const api = newApi();
  api.use('/projects', bodyLimit({ maxSize: 16_384 }));

  api.openapi(list, async (c) => {
    const { projects: found, ...page } = await projects.list(c.var.principal, c.req.valid('query').cursor);
    return c.json({ projects: found.map(asJson), ...page }, 200);
  });

  api.openapi(create, async (c) => c.json(asJson(await projects.create(c.var.principal, c.req.valid('json'))), 201));
  return api;
}

function asJson({ id, name, created_at }: { id: string; name: string; created_at: Date }): z.infer<typeof Project> {
  return { id, name, created_at: created_at.toISOString() };
}
