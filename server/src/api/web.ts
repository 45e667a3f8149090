import { resolve } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono, type MiddlewareHandler } from 'hono';
import type { ApiEnv } from './context.ts';

/** `web/dist`, seen from server/src/api and from server/dist alike (the bundle is one level higher). */
const WEB = resolve(import.meta.dirname, import.meta.filename.endsWith('.ts') ? '../../../web/dist' : '../../web/dist');

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Headers that keep a browser from running or leaking what hostile prompts contain. */
export const securityHeaders: MiddlewareHandler<ApiEnv> = async (c, next) => {
  await next();
  c.header('content-security-policy', POLICY);
  c.header('x-content-type-options', 'nosniff');
  c.header('referrer-policy', 'no-referrer');
  c.header('cross-origin-opener-policy', 'same-origin');
};

/** The built dashboard. Hashed assets are cached for ever; every other path is the app's own route. */
export function webRoutes(): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  app.use(
    '/assets/*',
    serveStatic({ root: WEB, onFound: (_path, c) => c.header('cache-control', 'public, max-age=31536000, immutable') }),
  );
  app.get('/assets/*', (c) => c.text('not found', 404));
  app.use('*', serveStatic({ root: WEB, onFound: (_path, c) => c.header('cache-control', 'no-cache') }));
  app.get(
    '*',
    serveStatic({ root: WEB, path: 'index.html', onFound: (_path, c) => c.header('cache-control', 'no-cache') }),
  );
  return app;
}
