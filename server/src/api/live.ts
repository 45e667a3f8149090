import { createRoute, z } from '@hono/zod-openapi';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import { filterSchema } from '../model/filter.ts';
import type { Live, Tail } from '../pipeline/live.ts';
import { newApi } from './context.ts';

const KEEP_ALIVE_MS = 15_000;
/** A reader that takes nothing for this long is let go. */
const STALLED_MS = 30_000;
/** Then the client connects anew, and is asked again who it is. */
const LONGEST_MS = 15 * 60_000;

const filters = z.array(filterSchema).max(64);
const filter = z
  .string()
  .max(32_768)
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: 'must be a JSON array of filters' });
      return z.NEVER;
    }
  })
  .pipe(filters)
  .openapi({ type: 'string', description: 'JSON array of filters.' });

const follow = createRoute({
  method: 'get',
  path: '/live',
  tags: ['calls'],
  summary: 'Calls as they come in, as server-sent events',
  request: {
    query: z.object({ filter: filter.optional(), scope: z.enum(['calls', 'spans']).default('calls') }),
  },
  responses: {
    200: {
      description:
        'Events `call` (a call, texts cut to 500 characters) and `dropped` (`{count}`: rows beyond 50 a second)',
      content: { 'text/event-stream': { schema: z.string() } },
    },
    429: { description: 'Too many live views are open' },
  },
});

/** What comes in for the principal's project. */
export function liveRoutes({ live, keepAliveMs = KEEP_ALIVE_MS }: { live: Live; keepAliveMs?: number }) {
  const api = newApi();
  api.openapi(follow, (c) => {
    const { filter = [], scope } = c.req.valid('query');
    const tail = live.subscribe({ project: c.var.principal.project, filter, scope });
    c.header('x-accel-buffering', 'no');
    return streamSSE(c, async (stream) => {
      stream.onAbort(() => tail.close());
      await tell(stream, tail, keepAliveMs).finally(() => tail.close());
    });
  });
  return api;
}

async function tell(stream: SSEStreamingApi, tail: Tail, keepAliveMs: number): Promise<void> {
  const end = performance.now() + LONGEST_MS;
  let text = ': hello\n\n';
  while (performance.now() < end && (await taken(stream, text))) {
    const news = await tail.next(keepAliveMs);
    if (!news) return;
    const events = news.calls.map((call) => `event: call\ndata: ${JSON.stringify(call)}\n\n`);
    if (news.dropped) events.push(`event: dropped\ndata: ${JSON.stringify({ count: news.dropped })}\n\n`);
    text = events.join('') || ': still here\n\n';
  }
}

/** Writes; false when the reader is gone or takes nothing. */
async function taken(stream: SSEStreamingApi, text: string): Promise<boolean> {
  if (stream.aborted) return false;
  let timer: NodeJS.Timeout | undefined;
  const stalled = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), STALLED_MS);
  });
  const written = await Promise.race([stream.write(text).then(() => true), stalled]);
  clearTimeout(timer);
  if (!written) stream.abort();
  return written && !stream.aborted;
}
