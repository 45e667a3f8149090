import { createRoute, z } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import type { Boards, KeptBoard } from '../control/boards.ts';
import { boardSchema } from '../model/board.ts';
import { checkBoard } from './board-check.ts';
import { newApi } from './context.ts';

// Made anew: what was made before this module came knows nothing of OpenAPI.
const Input = z.strictObject(boardSchema.shape).openapi('BoardInput');

/** Each part may be left out; what is given replaces the whole of it. */
const Change = z
  .strictObject({
    name: boardSchema.shape.name.optional(),
    version: boardSchema.shape.version.optional(),
    description: boardSchema.shape.description,
    variables: boardSchema.shape.variables.removeDefault().optional(),
    tiles: boardSchema.shape.tiles.removeDefault().optional(),
    updated_at: z.iso.datetime().optional().openapi({
      description: 'Of the board that the change starts from: refused with 409 if somebody changed it since.',
    }),
  })
  .openapi('BoardChange');

const kept = {
  id: z.string(),
  shipped: z.literal(true).optional().openapi({ description: 'Comes with Telltale and cannot be changed.' }),
  created_by: z.string().optional(),
  created_at: z.iso.datetime().optional(),
  updated_at: z.iso.datetime().optional(),
};
const Board = boardSchema.extend(kept).openapi('Board');

/** What a list needs: how a board looks from afar. */
const Summary = z
  .object({
    ...kept,
    name: z.string(),
    description: z.string().optional(),
    variables: z.number(),
    tiles: z.array(boardSchema.shape.tiles.removeDefault().element.pick({ kind: true, width: true, height: true })),
  })
  .openapi('BoardSummary');

const one = { 'application/json': { schema: Board } };
const params = z.object({ id: z.string().min(1).max(64) });
const seen = z.object({ updated_at: z.iso.datetime().optional() });
const NOT_FOUND = { description: 'No such board in this project' };

const list = createRoute({
  method: 'get',
  path: '/boards',
  tags: ['boards'],
  summary: 'Dashboards: those that come with Telltale, then the project’s own by name',
  responses: {
    200: {
      description: 'How each looks from afar',
      content: { 'application/json': { schema: z.object({ boards: z.array(Summary) }) } },
    },
  },
});

const read = createRoute({
  method: 'get',
  path: '/boards/{id}',
  tags: ['boards'],
  summary: 'One dashboard',
  request: { params },
  responses: { 200: { description: 'The board', content: one }, 404: NOT_FOUND },
});

const save = createRoute({
  method: 'post',
  path: '/boards',
  tags: ['boards'],
  summary: 'Make a dashboard, or import one',
  request: { body: { required: true, content: { 'application/json': { schema: Input } } } },
  responses: {
    201: { description: 'Saved', content: one },
    400: { description: 'Names what is wrong, e.g. `tiles[3].metrics[0]`' },
    409: { description: 'The name is taken, or there are 200 boards' },
  },
});

const check = createRoute({
  method: 'post',
  path: '/boards/check',
  tags: ['boards'],
  summary: 'Look at a dashboard without keeping it',
  request: { body: { required: true, content: { 'application/json': { schema: Input } } } },
  responses: {
    200: {
      description: 'It can be kept: the same with all that it leaves out',
      content: { 'application/json': { schema: boardSchema } },
    },
    400: { description: 'Names what is wrong, e.g. `tiles[3].metrics[0]`' },
  },
});

const change = createRoute({
  method: 'patch',
  path: '/boards/{id}',
  tags: ['boards'],
  summary: 'Change a dashboard',
  request: { params, body: { required: true, content: { 'application/json': { schema: Change } } } },
  responses: {
    200: { description: 'Changed', content: one },
    400: { description: 'Names what is wrong, e.g. `tiles[3].metrics[0]`' },
    404: NOT_FOUND,
    409: { description: 'Somebody changed it since, the name is taken, or it comes with Telltale' },
  },
});

const remove = createRoute({
  method: 'delete',
  path: '/boards/{id}',
  tags: ['boards'],
  summary: 'Remove a dashboard',
  request: { params, query: seen },
  responses: {
    204: { description: 'Removed' },
    404: NOT_FOUND,
    409: { description: 'Somebody changed it since, or it comes with Telltale' },
  },
});

/** Dashboards of the principal's project. Changing them needs the scope `prompts`. */
export function boardRoutes({ boards }: { boards: Boards }) {
  const api = newApi();
  api.use('/boards', bodyLimit({ maxSize: 1 << 20 }));
  api.use('/boards/:id', bodyLimit({ maxSize: 1 << 20 }));

  api.openapi(list, async (c) => {
    const found = await boards.list(c.var.principal.project);
    return c.json({ boards: found.map(asSummary) }, 200);
  });
  api.openapi(read, async (c) =>
    c.json(asJson(await boards.read(c.var.principal.project, c.req.valid('param').id)), 200),
  );
  api.openapi(save, async (c) => {
    const given = c.req.valid('json');
    checkBoard(given);
    return c.json(asJson(await boards.save(c.var.principal, given)), 201);
  });
  api.openapi(check, (c) => {
    const given = c.req.valid('json');
    checkBoard(given);
    return c.json(given, 200);
  });
  api.openapi(change, async (c) => {
    const { updated_at, ...given } = c.req.valid('json');
    const { id } = c.req.valid('param');
    return c.json(asJson(await boards.change(c.var.principal, id, given, checkBoard, dateOf(updated_at))), 200);
  });
  api.openapi(remove, async (c) => {
    await boards.remove(c.var.principal, c.req.valid('param').id, dateOf(c.req.valid('query').updated_at));
    return c.body(null, 204);
  });
  return api;
}

const dateOf = (text: string | undefined): Date | undefined => (text === undefined ? undefined : new Date(text));

function asJson({ created_at, updated_at, ...rest }: KeptBoard): z.infer<typeof Board> {
  return {
    ...rest,
    ...(created_at && { created_at: created_at.toISOString() }),
    ...(updated_at && { updated_at: updated_at.toISOString() }),
  };
}

function asSummary(board: KeptBoard): z.infer<typeof Summary> {
  const { tiles, variables, version: _, ...rest } = asJson(board);
  return {
    ...rest,
    variables: variables.length,
    tiles: tiles.map(({ kind, width, height }) => ({ kind, width, height })),
  };
}
