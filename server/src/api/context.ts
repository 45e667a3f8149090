import type { HttpBindings } from '@hono/node-server';
import { OpenAPIHono, type z } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler } from 'hono';
import { Forbidden, InvalidInput } from '../lib/errors.ts';
import type { Authenticate, Credentials, Principal, Scope } from '../model/principal.ts';

export type ApiEnv = { Bindings: HttpBindings; Variables: { principal: Principal } };

/** A router whose schema violations become `InvalidInput` naming the field. */
export function newApi(): OpenAPIHono<ApiEnv> {
  return new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (result.success) return;
      const { path, message } = firstFault(result.error.issues[0]);
      throw new InvalidInput(fieldPath(path), message);
    },
  });
}

type Issue = z.ZodError['issues'][number];

/** Where the input is wrong and why. Of several shapes it might have had, the one that it began to have tells. */
function firstFault(issue: Issue | undefined): { path: PropertyKey[]; message: string } {
  if (!issue) return { path: [], message: 'invalid' };
  const shape =
    issue.code === 'invalid_union' &&
    issue.errors.find(([first]) => first?.code !== 'invalid_type' || first.path.length);
  const inner = shape ? firstFault(shape[0]) : { path: [], message: issue.message };
  return { path: [...issue.path, ...inner.path], message: inner.message };
}

/** `['filter', 2, 'op']` → `filter[2].op`. */
function fieldPath(path: readonly PropertyKey[]): string {
  return path
    .map((part, i) => (typeof part === 'number' ? `[${part}]` : i ? `.${String(part)}` : String(part)))
    .join('');
}

/** What the request shows of itself. */
export function credentialsOf(c: Context<ApiEnv>): Credentials {
  return {
    authorization: c.req.header('authorization'),
    cookie: c.req.header('cookie'),
    project: c.req.header('x-telltale-project'),
    host: c.req.header('host'),
    origin: c.req.header('origin'),
    method: c.req.method,
    remoteAddress: c.env.incoming.socket.remoteAddress ?? '',
  };
}

/** Admits requests whose principal has the scope, and hands the principal on as `c.var.principal`. */
export function requireScope(authenticate: Authenticate, scope: Scope): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const principal = await authenticate(credentialsOf(c), scope);
    if (!principal.scopes.has(scope)) throw new Forbidden(`this key lacks the scope \`${scope}\``);
    c.set('principal', principal);
    await next();
  };
}
