import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import {
  Conflict,
  Forbidden,
  InvalidInput,
  NotFound,
  Overloaded,
  QueryTooExpensive,
  Unauthenticated,
} from '../lib/errors.ts';

interface Problem {
  status: ContentfulStatusCode;
  title: string;
  detail: string;
  field?: string;
  retryAfter?: number;
}

/** What an error means to a caller. Anything unforeseen is a 500 that tells nothing of the inside. */
export function problemOf(error: unknown): Problem {
  if (error instanceof InvalidInput)
    return { status: 400, title: 'Invalid input', detail: error.message, field: error.field };
  if (error instanceof Unauthenticated) return { status: 401, title: 'Not signed in', detail: error.message };
  if (error instanceof Forbidden) return { status: 403, title: 'Not allowed', detail: error.message };
  if (error instanceof NotFound) return { status: 404, title: 'Not found', detail: error.message };
  if (error instanceof Conflict) return { status: 409, title: 'Conflict', detail: error.message };
  if (error instanceof QueryTooExpensive) return { status: 422, title: 'Query too expensive', detail: error.message };
  if (error instanceof Overloaded)
    return { status: error.status, title: 'Try again later', detail: error.message, retryAfter: error.retryAfter };
  if (error instanceof HTTPException) return { status: error.status, title: 'Invalid request', detail: error.message };
  if (error instanceof SyntaxError)
    return { status: 400, title: 'Invalid input', detail: 'the body is not valid JSON', field: 'body' };
  return { status: 500, title: 'Internal error', detail: 'unexpected error; see the server log' };
}

/** An RFC 9457 problem+json answer. */
export function problem(c: Context, error: unknown): Response {
  const found = problemOf(error);
  const { status, retryAfter } = found;
  if (retryAfter !== undefined) c.header('retry-after', String(retryAfter));
  if (status === 401) c.header('www-authenticate', 'Bearer realm="telltale"');
  return c.body(JSON.stringify(problemBody(found)), status, { 'content-type': 'application/problem+json' });
}

/** A problem as its body tells it. */
export const problemBody = ({ status, title, detail, field }: Problem) => ({
  type: 'about:blank',
  title,
  status,
  detail,
  ...(field === undefined ? {} : { field }),
});
