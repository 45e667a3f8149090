import { createRoute, z } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { stream } from 'hono/streaming';
import { callExportSchema } from '../model/query.ts';
import { exportCalls, MOST_ROWS, TEXT_CUT } from '../pipeline/query/export.ts';
import type { Engine } from '../pipeline/store/engine.ts';
import { newApi } from './context.ts';
import { disconnect } from './disconnect.ts';

const TYPES = { csv: 'text/csv; charset=utf-8', jsonl: 'application/x-ndjson' } as const;

const download = createRoute({
  method: 'post',
  path: '/calls/export',
  tags: ['calls'],
  summary: 'All rows behind a number, by time, as CSV or one JSON object a line',
  request: { body: { required: true, content: { 'application/json': { schema: callExportSchema } } } },
  responses: {
    200: {
      description:
        `At most ${MOST_ROWS.toLocaleString('en-US')} rows, texts cut to ${TEXT_CUT.toLocaleString('en-US')} characters, streamed. ` +
        'In CSV an apostrophe stands before text that a spreadsheet would run as a formula. A connection that breaks off means the file is not whole.',
      content: { 'text/csv': { schema: z.string() }, 'application/x-ndjson': { schema: z.string() } },
    },
    400: { description: 'Names the field that is wrong' },
    422: { description: 'Would take too long: narrow the range or the filter' },
    429: { description: 'Too many exports at once' },
  },
});

/** Rows of the principal's project as a file. */
export function exportRoutes({ engine }: { engine: Engine }) {
  const api = newApi();
  api.use('/calls/export', bodyLimit({ maxSize: 1 << 20 }));
  api.openapi(download, async (c) => {
    const { project } = c.var.principal;
    const asked = c.req.valid('json');
    const signal = disconnect(c);
    const pieces = exportCalls({ engine, project, signal }, asked);
    // Whatever is wrong with the question shows before the first piece, while it can still be an error.
    const first = await pieces.next();
    c.header('content-type', TYPES[asked.format]);
    c.header('content-disposition', `attachment; filename="${asked.scope}.${asked.format}"`);
    c.header('x-telltale-limit', String(asked.limit));
    return stream(c, async (out) => {
      out.onAbort(() => void pieces.return(undefined));
      for (let piece = first; !piece.done && !out.aborted; piece = await pieces.next()) await out.write(piece.value);
    });
  });
  return api;
}
