import { createRoute, z } from '@hono/zod-openapi';
import type { Config } from '../config.ts';
import { nowMicros } from '../lib/clock.ts';
import { hasCalls } from '../pipeline/query/has-calls.ts';
import { countUnpriced } from '../pipeline/query/unpriced.ts';
import type { Store } from '../pipeline/store/store.ts';
import type { Telemetry } from '../telemetry.ts';
import { newApi } from './context.ts';
import { disk } from './health.ts';

export interface SystemRouteParts {
  config: Pick<Config, 'data' | 'port' | 'grpcPort' | 'retentionDays' | 'rollupRetentionDays'>;
  store: Pick<Store, 'engine' | 'sealedBuckets' | 'stats'>;
  telemetry: Telemetry;
  /** `open`: no owner; this machine needs no credentials. */
  access: { mode: 'open' | 'owner' };
  version: string;
}

const System = z
  .object({
    version: z.string(),
    uptime_s: z.number(),
    open: z.boolean(),
    calls: z.boolean().openapi({ description: 'Has this project any call yet?' }),
    ingest: z
      .object({ received: z.number(), accepted: z.number(), rejected: z.number(), duplicate: z.number() })
      .openapi({ description: 'Items since start, of all projects: received = accepted + rejected.' }),
    stored: z.object({ spans: z.number(), scores: z.number() }),
    queryable: z.object({ spans: z.number(), scores: z.number() }),
    journal: z.object({
      backlog_bytes: z.number(),
      backlog_segments: z.number(),
      oldest_ms: z.number().openapi({ description: 'Age of the oldest row that cannot be queried yet.' }),
      sync_p50_ms: z.number(),
      sync_p99_ms: z.number(),
    }),
    trouble: z.string().optional().openapi({ description: 'Why nothing can be stored now.' }),
    engine: z.object({ healthy: z.boolean(), restarts: z.number() }),
    disk: z.object({ free_bytes: z.number(), total_bytes: z.number() }),
    retention_days: z.number(),
    rollup_retention_days: z.number(),
    unpriced: z.number().optional().openapi({ description: 'Models called lately that have no price.' }),
    ports: z.object({ http: z.number(), grpc: z.number().nullable() }),
  })
  .openapi('System');

const read = createRoute({
  method: 'get',
  path: '/system',
  tags: ['system'],
  summary: 'How Telltale itself is doing',
  responses: { 200: { description: 'Now', content: { 'application/json': { schema: System } } } },
});

/** Counts of this process, and what the principal's project has. */
export function systemRoutes({ config, store, telemetry, access, version }: SystemRouteParts) {
  const api = newApi();
  const { engine, sealedBuckets } = store;
  const anyCalls = hasCalls(engine);

  api.openapi(read, async (c) => {
    const { project } = c.var.principal;
    const { journal, loaded, lagMs, engine: state } = store.stats();
    const [calls, unpriced, ingest] = await Promise.all([
      anyCalls(project).catch(() => false),
      countUnpriced({ engine, sealedBuckets, project, now: nowMicros() }).catch(() => undefined),
      counted(telemetry),
    ]);
    return c.json(
      {
        version,
        uptime_s: Math.round(process.uptime()),
        open: access.mode === 'open',
        calls,
        ingest,
        stored: { spans: journal.rows.spans, scores: journal.rows.scores },
        queryable: { spans: loaded.spans, scores: loaded.scores },
        journal: {
          backlog_bytes: journal.backlogBytes,
          backlog_segments: journal.backlogSegments,
          oldest_ms: Math.round(lagMs),
          sync_p50_ms: journal.sync.p50,
          sync_p99_ms: journal.sync.p99,
        },
        ...(journal.trouble ? { trouble: journal.trouble } : {}),
        engine: state,
        disk: disk(config.data),
        retention_days: config.retentionDays,
        rollup_retention_days: config.rollupRetentionDays,
        ...(unpriced === undefined ? {} : { unpriced }),
        ports: { http: config.port, grpc: config.grpcPort },
      },
      200,
    );
  });
  return api;
}

const COUNTERS = ['received', 'accepted', 'rejected', 'duplicate'] as const;

async function counted(telemetry: Telemetry): Promise<Record<(typeof COUNTERS)[number], number>> {
  const [received, accepted, rejected, duplicate] = await Promise.all(
    COUNTERS.map(async (name) => (await telemetry[name].get()).values.reduce((sum, { value }) => sum + value, 0)),
  );
  return { received: received ?? 0, accepted: accepted ?? 0, rejected: rejected ?? 0, duplicate: duplicate ?? 0 };
}
