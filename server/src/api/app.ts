import type { MiddlewareHandler } from 'hono';
import { compress } from 'hono/compress';
import type { Config } from '../config.ts';
import type { Access } from '../control/access/access.ts';
import type { Boards } from '../control/boards.ts';
import type { Prices } from '../control/prices/prices.ts';
import type { SettingsOfProjects } from '../control/project-settings.ts';
import type { Slos } from '../control/slos.ts';
import type { Views } from '../control/views.ts';
import { nowMicros } from '../lib/clock.ts';
import { NotFound } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import type { Scope } from '../model/principal.ts';
import type { Live } from '../pipeline/live.ts';
import { storedScores } from '../pipeline/query/stored-scores.ts';
import { unpricedModels } from '../pipeline/query/unpriced.ts';
import type { Store } from '../pipeline/store/store.ts';
import { otlpRoutes } from '../pipeline/wire/otlp-http.ts';
import type { WireDeps } from '../pipeline/wire/receive.ts';
import type { Telemetry } from '../telemetry.ts';
import { VERSION } from '../version.ts';
import { authRoutes } from './auth.ts';
import { boardRoutes } from './boards.ts';
import { callRoutes } from './calls.ts';
import { changeRoutes } from './changes.ts';
import { type ApiEnv, newApi, requireScope } from './context.ts';
import { demoRoutes } from './demo.ts';
import { differsRoutes } from './differs.ts';
import { problem, problemOf } from './errors.ts';
import { exportRoutes } from './export.ts';
import { fieldRoutes } from './fields.ts';
import { healthRoutes } from './health.ts';
import { keyRoutes } from './keys.ts';
import { langfuseRoutes } from './langfuse.ts';
import { liveRoutes } from './live.ts';
import { openApiDocument } from './openapi.ts';
import { priceRoutes } from './prices.ts';
import { projectSettingsRoutes } from './project-settings.ts';
import { projectRoutes } from './projects.ts';
import { queryRoutes } from './query.ts';
import { reliabilityRoutes } from './reliability.ts';
import { scoreRoutes } from './scores.ts';
import { signalRoutes } from './signals.ts';
import { sloRoutes } from './slos.ts';
import { systemRoutes } from './system.ts';
import { timedReads } from './timed-reads.ts';
import { traceRoutes } from './traces.ts';
import { viewRoutes } from './views.ts';
import { securityHeaders, webRoutes } from './web.ts';

export interface AppParts {
  config: Config;
  log: Log;
  access: Access;
  prices: Prices;
  settings: SettingsOfProjects;
  slos: Slos;
  views: Views;
  boards: Boards;
  /** Does the control plane's database answer? */
  controlPlane: () => Promise<boolean>;
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
  [/^\/settings$/, 'admin', 'PUT'],
  [/^\/redaction\/preview$/, 'admin'],
  [/^\/demo$/, 'admin', 'POST'],
  [/^\/slos$/, 'prompts', 'POST'],
  [/^\/slos\//, 'prompts', 'PATCH'],
  [/^\/slos\//, 'prompts', 'DELETE'],
  [/^\/views$/, 'prompts', 'POST'],
  [/^\/views\//, 'prompts', 'PATCH'],
  [/^\/views\//, 'prompts', 'DELETE'],
  [/^\/boards$/, 'prompts', 'POST'],
  [/^\/boards\//, 'prompts', 'PATCH'],
  [/^\/boards\//, 'prompts', 'DELETE'],
];

function scopeOf(method: string, path: string): Scope | undefined {
  if (OPEN.has(path)) return undefined;
  return SCOPES.find(([pattern, , methods]) => pattern.test(path) && (!methods || methods === method))?.[1] ?? 'read';
}

/** Every path of the one port: ingestion, Langfuse's API, ours, health, and the dashboard for the rest. */
export function createApp(parts: AppParts) {
  const { config, log, access, controlPlane, store, wire, telemetry } = parts;
  const app = newApi();
  app.use('*', securityHeaders);
  app.onError((error, c) => {
    if (problemOf(error).status === 500) log.error({ err: error, path: c.req.path }, 'request failed');
    return problem(c, error);
  });
  let control = true;
  const watch = setInterval(async () => {
    control = await controlPlane();
  }, 5_000).unref();
  const health = (): Record<string, boolean> => ({
    control_plane: control,
    engine: store.engine.healthy(),
    journal: store.stats().journal.trouble === '',
  });
  app.route('/', healthRoutes({ data: config.data, parts: health }));
  app.get('/metrics', async (c) =>
    c.body(await telemetry.registry.metrics(), 200, { 'content-type': telemetry.registry.contentType }),
  );
  app.route('/', otlpRoutes(wire));
  const scores = storedScores(store);
  const { identify, projects } = access;
  app.route('/api/public', langfuseRoutes({ wire, identify, project: projects.read, scores, version: VERSION }));
  app.use('/api/v1/*', compress(), scoped(access));
  const stopping = new AbortController();
  const api = apiRoutes(parts, stopping.signal);
  app.route('/api/v1', api);
  const description = openApiDocument(api, VERSION);
  app.get('/api/openapi.json', (c) => c.json(description));
  app.all('/api/*', (c) => problem(c, new NotFound(`nothing at ${c.req.path}`)));
  app.use('*', compress());
  app.route('/', webRoutes());
  const close = (): void => {
    clearInterval(watch);
    stopping.abort();
  };
  return { app, close };
}

/** Admits a request below /api/v1 by the scope its path needs, and keeps answers out of caches. */
function scoped(access: Access): MiddlewareHandler<ApiEnv> {
  return (c, next) => {
    c.header('cache-control', 'no-store');
    const scope = scopeOf(c.req.method, c.req.path.slice('/api/v1'.length));
    return scope ? requireScope(access.authenticate, scope)(c, next) : next();
  };
}

/** Everything below /api/v1. */
export function apiRoutes(
  { config, access, prices, settings, slos, views, boards, store, live, wire, telemetry, log }: AppParts,
  signal: AbortSignal,
) {
  const api = newApi();
  const engine = timedReads(store.engine, telemetry);
  const { sealedBuckets } = store;
  const unpriced = (project: string) => ({ engine, sealedBuckets, project, now: nowMicros() });
  const unknownModels = (project: string) => unpricedModels(unpriced(project));
  api.route('/', authRoutes({ access, version: VERSION }));
  api.route('/', keyRoutes(access));
  api.route('/', projectRoutes(access));
  api.route('/', priceRoutes({ prices, unknownModels }));
  api.route('/', projectSettingsRoutes({ settings }));
  api.route('/', queryRoutes({ engine, sealedBuckets }));
  api.route('/', changeRoutes({ engine, sealedBuckets }));
  api.route('/', callRoutes({ engine, overrides: prices.overrides }));
  api.route('/', exportRoutes({ engine }));
  api.route('/', traceRoutes({ engine }));
  api.route('/', fieldRoutes({ engine }));
  api.route('/', differsRoutes({ engine }));
  api.route('/', reliabilityRoutes({ engine }));
  api.route('/', signalRoutes({ engine, thresholds: (project) => settings.of(project).thresholds }));
  api.route('/', sloRoutes({ slos, engine, sealedBuckets: store.sealedBuckets, retentionDays: config.retentionDays }));
  api.route('/', liveRoutes({ live }));
  api.route('/', scoreRoutes(wire));
  api.route('/', systemRoutes({ config, store, telemetry, access, version: VERSION }));
  api.route('/', viewRoutes({ views }));
  api.route('/', boardRoutes({ boards }));
  api.route('/', demoRoutes({ wire, slos, log, signal }));
  return api;
}
