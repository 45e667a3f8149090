import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { SCOPES } from '../model/principal.ts';
import { type ApiEnv, newApi } from './context.ts';
import { problem } from './errors.ts';

export interface TestApi {
  url: string;
  app: OpenAPIHono<ApiEnv>;
  ask<Body = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    project?: string,
  ): Promise<{ status: number; body: Body }>;
  close(): Promise<void>;
}

/** Routes on a port of their own; the header `x-project` says whose request it is (`p1`). */
export async function serveRoutes(...routes: OpenAPIHono<ApiEnv>[]): Promise<TestApi> {
  const app = newApi();
  app.onError((error, c) => problem(c, error));
  app.use('*', async (c, next) => {
    const project = c.req.header('x-project') ?? 'p1';
    c.set('principal', { kind: 'key', id: 'k', name: 'test', project, scopes: new Set(SCOPES) });
    await next();
  });
  for (const one of routes) app.route('/', one);
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    app,
    async ask<Body>(method: string, path: string, body?: unknown, project = 'p1') {
      const answer = await fetch(url + path, {
        method,
        headers: { 'x-project': project, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      return { status: answer.status, body: JSON.parse(await answer.text()) as Body };
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
