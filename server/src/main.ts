import { accessSync, constants, mkdirSync } from 'node:fs';
import { createApp } from './api/app.ts';
import { registerGauges } from './api/gauges.ts';
import { listen, refused } from './api/listen.ts';
import { type Config, ConfigError } from './config.ts';
import { createAccess } from './control/access/access.ts';
import { createBoards } from './control/boards.ts';
import { createPrices } from './control/prices/prices.ts';
import { createProjectSettings } from './control/project-settings.ts';
import { createSlos } from './control/slos.ts';
import { createViews } from './control/views.ts';
import { createLog, type Log } from './lib/log.ts';
import { openMeta } from './meta/db.ts';
import type { PriceOverride } from './model/price.ts';
import { FolderInUse } from './pipeline/journal/claim.ts';
import { createLive } from './pipeline/live.ts';
import { createPricer, type Pricer } from './pipeline/normalise/price.ts';
import { createSettle } from './pipeline/normalise/settle.ts';
import { createPipeline } from './pipeline/pipeline.ts';
import { createScorer } from './pipeline/score/scorer.ts';
import { UnfitFolder } from './pipeline/store/chdb/engine.ts';
import { Unreachable } from './pipeline/store/clickhouse.ts';
import { SchemaTooNew } from './pipeline/store/schema.ts';
import { openStore } from './pipeline/store/store.ts';
import { createAdmission } from './pipeline/wire/admission.ts';
import { startGrpc } from './pipeline/wire/otlp-grpc.ts';
import type { WireDeps } from './pipeline/wire/receive.ts';
import { countScores, createTelemetry, wireCounters } from './telemetry.ts';

/** Shutdown takes at most this long; the journal has kept whatever did not get further. */
const SHUTDOWN_MS = 10_000;

/** `telltale serve`: runs until SIGINT or SIGTERM. Resolves with the exit code. Throws `ConfigError`. */
export async function serve(config: Config): Promise<number> {
  const log = createLog(config.logLevel);
  const server = await start(config, log);
  const signal = await stopSignal();
  log.info({ signal }, 'stopping');
  setTimeout(() => {
    log.error('not stopped in time; what was acknowledged is in the journal');
    process.exit(1);
  }, SHUTDOWN_MS).unref();
  await server.close();
  return 0;
}

/** Opens everything, in the order in which the parts need each other, and listens. */
export async function start(config: Config, log: Log): Promise<{ url: string; close: () => Promise<void> }> {
  const opened: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const end of opened.splice(0).reverse()) await end();
  };
  try {
    const url = await open(config, log, (end) => opened.push(end));
    return { url, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function open(config: Config, log: Log, onClose: (end: () => unknown) => void): Promise<string> {
  prepareFolder(config.data);
  const meta = await openMeta({ config, log });
  onClose(meta.close);
  const access = await createAccess({ meta, config, log });
  onClose(access.close);
  const prices = await createPrices({ db: meta.db, log });
  onClose(prices.close);
  const settings = await createProjectSettings({ db: meta.db, log });
  onClose(settings.close);

  const pricer = pricers((project) => prices.overrides(project));
  const { retentionDays } = config;
  const settleTrace = createSettle({ price: pricer, retentionDays });
  const telemetry = createTelemetry();
  const scorer = createScorer({
    thresholds: (project) => settings.of(project).thresholds,
    count: countScores(telemetry),
  });
  onClose(scorer.close);
  const store = await openStore({ config, log, settleTrace, score: scorer.score }).catch(explain);
  onClose(store.close);

  const postgresRestarts = (): number => meta.embedded?.restarts() ?? 0;
  registerGauges(telemetry, { stats: store.stats, data: config.data, postgresRestarts });
  const live = createLive();
  const { ingest } = createPipeline({
    store,
    retentionDays,
    pricer,
    privacy: settings.of,
    scorer,
    publish: live.publish,
    telemetry,
  });

  const wire: WireDeps = {
    ingest,
    authenticate: access.authenticate,
    admission: createAdmission(),
    maxBodyBytes: config.maxBodyBytes,
    counters: wireCounters(telemetry),
    log,
  };
  const { host, grpcPort } = config;
  const { app, close } = createApp({
    config,
    log,
    access,
    prices,
    settings,
    slos: createSlos(meta.db),
    views: createViews(meta.db),
    boards: createBoards(meta.db),
    controlPlane: meta.healthy,
    store,
    live,
    wire,
    telemetry,
  });
  onClose(close);
  const http = await listen(app, config);
  onClose(http.close);
  if (grpcPort !== null) {
    const grpc = await startGrpc({ host, port: grpcPort, deps: wire }).catch((error: NodeJS.ErrnoException) => {
      throw refused(error, host, grpcPort, 'TELLTALE_GRPC_PORT');
    });
    onClose(grpc.close);
  }
  onClose(live.close);
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${http.port}`;
  log.info({ grpc: grpcPort, data: config.data }, `listening on ${url}`);
  return url;
}

/** One pricer for each list of overrides, made when first asked for: the list stays the same until it changes. */
function pricers(overrides: (project: string) => readonly PriceOverride[]): (project: string) => Pricer {
  const made = new WeakMap<readonly PriceOverride[], Pricer>();
  return (project) => {
    const list = overrides(project);
    const pricer = made.get(list) ?? createPricer(list);
    made.set(list, pricer);
    return pricer;
  };
}

/** Errors that a setting can mend, as such. */
function explain(error: unknown): never {
  const { message } = error as Error;
  const folder = [FolderInUse, UnfitFolder, SchemaTooNew];
  if (folder.some((type) => error instanceof type)) throw new ConfigError(`TELLTALE_DATA: ${message}`);
  if (error instanceof Unreachable) throw new ConfigError(`TELLTALE_CLICKHOUSE_URL: ${message}`);
  throw error;
}

function prepareFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new ConfigError(`TELLTALE_DATA: cannot write to ${folder}: ${(error as Error).message}`);
  }
}

/** Resolves with the first signal to stop; a second one ends the process at once. */
function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) {
      process.once(name, () => {
        process.once('SIGINT', () => process.exit(130));
        resolve(name);
      });
    }
  });
}
