import { setMaxListeners } from 'node:events';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { ApiEnv } from './context.ts';

/** As nginx calls it; nobody is left to read it. */
const CLIENT_CLOSED = 499 as ContentfulStatusCode;

/** Aborts when the client goes away before its answer: whoever works for it can stop. */
export function disconnect(c: Context<ApiEnv>): AbortSignal {
  const { signal } = c.req.raw;
  const gone = new AbortController();
  // Every question of a request listens, and a board asks dozens.
  setMaxListeners(0, gone.signal);
  const abort = (): void => gone.abort(new HTTPException(CLIENT_CLOSED, { message: 'the client went away' }));
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  return gone.signal;
}
