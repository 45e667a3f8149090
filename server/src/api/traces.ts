import { createRoute, z } from '@hono/zod-openapi';
import { readTrace } from '../pipeline/query/trace.ts';
import type { Engine } from '../pipeline/store/engine.ts';
import { Call, cursor, id, Score } from './call-schema.ts';
import { newApi } from './context.ts';
import { disconnect } from './disconnect.ts';

const Trace = z
  .object({
    trace_id: z.string(),
    spans: z.array(Call.extend({ scores: z.array(Score) })),
    next_cursor: z.string().optional(),
  })
  .openapi('Trace');

const read = createRoute({
  method: 'get',
  path: '/traces/{trace_id}',
  tags: ['calls'],
  summary: 'A trace: its spans by time, at most 5,000 a page, with their scores',
  request: { params: z.object({ trace_id: id }), query: z.object({ cursor: cursor.optional() }) },
  responses: {
    200: {
      description: 'Long texts are cut, the more the larger the trace',
      content: { 'application/json': { schema: Trace } },
    },
    404: { description: 'No such trace in this project' },
  },
});

/** Traces of the principal's project. */
export function traceRoutes({ engine }: { engine: Engine }) {
  const api = newApi();
  api.openapi(read, async (c) => {
    const { project } = c.var.principal;
    const { trace_id } = c.req.valid('param');
    return c.json(
      await readTrace({ engine, project, signal: disconnect(c) }, trace_id, c.req.valid('query').cursor),
      200,
    );
  });
  return api;
}
