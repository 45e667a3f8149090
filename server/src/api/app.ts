import type { MiddlewareHandler } from 'hono';
import { compress } from 'hono/compress';
import type { Config } from '../config.ts';
import type { Access } from '../control/access/access.ts';
import type { Prices } from '../control/prices/prices.ts';
import { NotFound } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import type { Meta } from '../meta/db.ts';
import type { Scope } from '../model/principal.ts';
import type { Live } from '../pipeline/live.ts';
import type { Store } from '../pipeline/store/store.ts';
import { otlpRoutes } from '../pipeline/wire/otlp-http.ts';
import type { WireDeps } from '../pipeline/wire/receive.ts';
import type { Telemetry } from '../telemetry.ts';
import { VERSION } from '../version.ts';
import { authRoutes } from './auth.ts';
import { newApi, requireScope } from './context.ts';
import { problem, problemOf } from './errors.ts';
import { healthRoutes } from './health.ts';
import { keyRoutes } from './keys.ts';
import { langfuseRoutes } from './langfuse.ts';
import { priceRoutes } from './prices.ts';
import { projectRoutes } from './projects.ts';
import { securityHeaders, webRoutes } from './web.ts';

export interface AppParts {
  config: Config;
  log: Log;
  access: Access;
  prices: Prices;
  meta: Pick<Meta, 'healthy'>;
  store: Store;
  live: Live;
  wire: WireDeps;
  telemetry: Telemetry;
}

/** Paths below /api/v1 that say themselves who may. */
const OPEN = new Set(['/me', '/login', '/logout']);
/** The scope a path needs beyond `read`, whatever the method or for those that change something. */
const SCOPES: [path: RegExp, scope: Scope, methods?: string][] = [
  [/^\/keys(\/|$)/, 'admin'],
  [/^\/scores$/, 'scores', 'POST'],
  [/^\/demo$/, 'admin', 'POST'],
];

function scopeOf(method: string, path: string): Scope | undefined {
  if (OPEN.has(path)) return undefined;
  return SCOPES.find(([pattern, , methods]) => pattern.test(path) && (!methods || methods === method))?.[1] ?? 'read';
}
