import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { setCookie } from 'hono/cookie';
import { type Access, SESSION_SECONDS } from '../control/access/access.ts';
import { SCOPES } from '../model/principal.ts';
import { type ApiEnv, credentialsOf, newApi } from './context.ts';
import { label } from './text.ts';

const Named = z.object({ id: z.string(), name: z.string() });

const Me = z
  .object({
    principal: z.object({ kind: z.enum(['key', 'user', 'local']), name: z.string(), scopes: z.array(z.enum(SCOPES)) }),
    project: Named,
    projects: z.array(Named),
    mode: z.enum(['open', 'owner']).openapi({ description: '`open`: no owner; this machine needs no credentials.' }),
    version: z.string(),
  })
  .openapi('Me');

const me = createRoute({
  method: 'get',
  path: '/me',
  tags: ['access'],
  summary: 'Who asks, and for which project',
  responses: {
    200: { description: 'Signed in, or open locally', content: { 'application/json': { schema: Me } } },
    401: { description: 'Sign-in is needed' },
  },
});

const Login = z.object({ email: label(320), password: z.string().min(1).max(256) });

const login = createRoute({
  method: 'post',
  path: '/login',
  tags: ['access'],
  summary: 'Sign in with e-mail and password; sets the session cookie',
  request: { body: { required: true, content: { 'application/json': { schema: Login } } } },
  responses: {
    204: { description: 'Signed in' },
    401: { description: 'Wrong e-mail or password' },
    429: { description: 'Too many failed attempts' },
  },
});

const logout = createRoute({
  method: 'post',
  path: '/logout',
  tags: ['access'],
  summary: 'Sign out; the session ends everywhere it is used',
  responses: { 204: { description: 'Signed out' } },
});

/** `/me`, `/login`, `/logout`. Mount outside of `requireScope`: these say themselves who may. */
export function authRoutes({ access, version }: { access: Access; version: string }) {
  const api = newApi();
  api.use('/login', bodyLimit({ maxSize: 16_384 }));

  api.openapi(me, async (c) => {
    const principal = await access.identify(credentialsOf(c));
    const [{ projects }, project] = await Promise.all([
      access.projects.list(principal),
      access.projects.read(principal.project),
    ]);
    const { kind, name, scopes } = principal;
    return c.json(
      {
        principal: { kind, name, scopes: [...scopes] },
        project: { id: principal.project, name: project?.name ?? principal.project },
        projects: projects.map(({ id, name }) => ({ id, name })),
        mode: access.mode,
        version,
      },
      200,
    );
  });

  api.openapi(login, async (c) => {
    setSession(c, await access.login(c.req.valid('json'), credentialsOf(c)), SESSION_SECONDS);
    return c.body(null, 204);
  });

  api.openapi(logout, async (c) => {
    await access.logout(credentialsOf(c));
    setSession(c, '', 0);
    return c.body(null, 204);
  });
  return api;
}

function setSession(c: Context<ApiEnv>, token: string, maxAge: number): void {
  const secure = c.req.header('x-forwarded-proto') === 'https' || new URL(c.req.url).protocol === 'https:';
  setCookie(c, 'tt_session', token, { path: '/', httpOnly: true, sameSite: 'Strict', secure, maxAge });
}
