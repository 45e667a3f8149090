import { join } from 'node:path';
import type { Config } from '../../config.ts';
import { nowMicros } from '../../lib/clock.ts';
import { every, type Loop } from '../../lib/every.ts';
import type { Log } from '../../lib/log.ts';
import { within } from '../../lib/within.ts';
import type { SettleTrace } from '../../model/settle.ts';
import { type Journal, type JournalStats, openJournal, type Rows } from '../journal/journal.ts';
import type { Segment } from '../journal/lane.ts';
import type { TableName } from '../journal/tables.ts';
import { startChdb } from './chdb/engine.ts';
import { startClickhouse } from './clickhouse.ts';
import { compactDays, compactRollups } from './compact.ts';
import type { Grain } from './cubes.ts';
import type { TimeRange } from './dirty-traces.ts';
import type { Engine } from './engine.ts';
import { Loader } from './loader.ts';
import { dropExpired } from './retention.ts';
import { RollupState, type Sealed } from './rollup-state.ts';
import { Rollups } from './rollups.ts';
import { migrate } from './schema.ts';
import { type SettleOptions, Settler } from './settle.ts';

export interface StoreOptions {
  config: Pick<
    Config,
    'data' | 'clickhouseUrl' | 'engineMemoryBytes' | 'maxBacklogBytes' | 'retentionDays' | 'rollupRetentionDays'
  >;
  log: Log;
  settleTrace: SettleTrace;
  score: SettleOptions['score'];
}

/** One request's rows. `dirty`: its traces that more pieces may come for. */
export interface StoreBatch extends Rows {
  dirty?: ReadonlySet<string>;
}

export interface StoreStats {
  journal: JournalStats;
  /** Rows loaded into the engine since start; what the journal made durable is loaded or in its backlog. */
  loaded: Record<TableName, number>;
  rejectedSegments: number;
  loadRetries: number;
  /** Age in ms of the oldest acknowledged row that cannot be queried yet; 0 when there is none. */
  lagMs: number;
  settle: { waiting: number; settled: number; rewritten: number };
  engine: { healthy: boolean; restarts: number };
}

export interface Store {
  readonly engine: Engine;
  /** Other processes may write to the same store. */
  readonly shared: boolean;
  /** There was no span in it when it was opened. */
  readonly wasEmpty: boolean;
  /** Resolves once the rows would survive a power cut. Throws `Overloaded`. */
  append(batch: StoreBatch): Promise<void>;
  /** Traces whose pieces arrived over several requests: they are put together when they go quiet. */
  touch(project: string, traceIds: Iterable<string>): void;
  /** Which buckets a query may read from the roll-ups. Times in µs. */
  sealedBuckets(project: string, grain: Grain, from: number, to: number): Promise<Sealed>;
  /** Called with what has just become queryable. */
  onLoaded(listener: (table: TableName, rows: number) => void): void;
  stats(): StoreStats;
  /** Resolves when everything acknowledged so far can be queried. For tests and measurements. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** How long background jobs have to end by themselves at shutdown; then the engine is closed under them. */
const JOBS_MS = 2500;
const SECOND = 1000;
const HOUR = 3_600_000;
/** Other nodes on the same server: how old their marks may be here, and how far their clocks may be behind. */
const SHARED = { staleMs: 2000, skewMs: 5000 };
const QUIET_MS = 10_000;

const startEngine = ({ config, log }: StoreOptions): Promise<Engine> =>
  config.clickhouseUrl
    ? startClickhouse(config.clickhouseUrl, log)
    : startChdb({ directory: join(config.data, 'engine'), memoryBytes: config.engineMemoryBytes, log });

/** Opens the journal and the engine and everything that runs between them. Throws `FolderInUse`, `SchemaTooNew`. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { config, log, settleTrace, score } = options;
  const sealed: Segment[] = [];
  let take = (segment: Segment): void => void sealed.push(segment);
  const journal = await openJournal(join(config.data, 'journal'), {
    maxBacklogBytes: config.maxBacklogBytes,
    log,
    onSealed: (segment) => take(segment),
  });
  const engine = await startEngine(options).catch((error) => closing(error, journal));
  try {
    await migrate(engine, config);
    const shared = config.clickhouseUrl !== undefined;
    const state = new RollupState({ engine, shared: shared ? SHARED : undefined });
    await state.open();
    const [span] = await engine.query('SELECT 1 FROM telltale.spans LIMIT 1');
    const wasEmpty = span === undefined && journal.stats().recovered.segments === 0;
    const loaded: Record<TableName, number> = { spans: 0, scores: 0, parts: 0 };
    const listeners: ((table: TableName, rows: number) => void)[] = [];
    const onLoaded = (table: TableName, rows: number): void => {
      loaded[table] += rows;
      for (const listener of listeners) listener(table, rows);
    };
    const loader = new Loader({ journal, engine, state, log, onLoaded });
    take = (segment) => loader.push(segment);
    for (const segment of sealed.splice(0)) loader.push(segment);
    const settler = new Settler({ engine, journal, settleTrace, score, log });
    const rollups = new Rollups({ engine, state, retentionDays: config.retentionDays, quietMs: QUIET_MS });
    const loops = background({ engine, settler, rollups, retentionDays: config.retentionDays, log });
    return {
      engine,
      shared,
      wasEmpty,
      async append(batch) {
        await journal.append(batch);
        if (batch.dirty?.size) touchBatch(settler, batch, batch.dirty);
      },
      touch: (project, traceIds) => settler.touch(project, traceIds),
      sealedBuckets: (project, grain, from, to) => state.sealed(project, grain, from, to),
      onLoaded: (listener) => void listeners.push(listener),
      stats: () => ({
        journal: journal.stats(),
        loaded: { ...loaded },
        rejectedSegments: loader.rejected,
        loadRetries: loader.retries,
        lagMs: Math.max(0, performance.now() - journal.drainedTo()),
        settle: { waiting: settler.waiting, settled: settler.settled, rewritten: settler.rewritten },
        engine: { healthy: engine.healthy(), restarts: engine.stats.restarts },
      }),
      async flush() {
        await journal.seal();
        await loader.idle();
      },
      async close() {
        const jobs = within(JOBS_MS, Promise.all(loops.map((loop) => loop.stop())));
        await Promise.all([jobs, journal.close().then(() => loader.close())]);
        await engine.close();
      },
    };
  } catch (error) {
    await engine.close();
    return closing(error, journal);
  }
}

async function closing(error: unknown, journal: Journal): Promise<never> {
  await journal.close();
  throw error;
}

/** Tells the settler of a request's dirty traces, and where their rows lie. */
function touchBatch(settler: Settler, { spans, parts }: StoreBatch, dirty: ReadonlySet<string>): void {
  const ranges = new Map<string, TimeRange>();
  for (const { trace_id, time } of [...spans, ...parts]) {
    if (!dirty.has(trace_id)) continue;
    const range = ranges.get(trace_id);
    if (!range) ranges.set(trace_id, { from: time, to: time });
    else {
      range.from = Math.min(range.from, time);
      range.to = Math.max(range.to, time);
    }
  }
  const project = (spans[0] ?? parts[0])?.project ?? '';
  for (const [traceId, range] of ranges) settler.touch(project, [traceId], range);
}

interface Jobs {
  engine: Engine;
  settler: Settler;
  rollups: Rollups;
  retentionDays: number;
  log: Log;
}

/** What goes on behind the requests. Nothing here is needed for an acknowledgement or a right answer, only for a fast one. */
function background({ engine, settler, rollups, retentionDays, log }: Jobs): Loop[] {
  const job = (name: string, ms: number, work: (signal: AbortSignal) => Promise<unknown>): Loop =>
    every(ms, work, (error) => log.warn({ job: name, error: String(error) }, 'store: a background job failed'));
  return [
    job('settle', SECOND / 2, (signal) => settler.turn(signal)),
    job('rollups', 2 * SECOND, (signal) => rollups.sealEnded(nowMicros(), signal)),
    job('compact', 60 * SECOND, async (signal) => {
      await compactDays(engine, { now: nowMicros(), signal });
      await compactRollups(engine, { now: nowMicros(), signal });
    }),
    job('retention', HOUR, async (signal) => {
      const dropped = await dropExpired(engine, retentionDays, nowMicros(), signal);
      if (dropped.length) log.info({ dropped }, 'store: dropped what is past retention');
    }),
  ];
}
