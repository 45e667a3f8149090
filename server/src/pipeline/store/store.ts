import { join } from 'node:path';
import type { Config } from '../../config.ts';
import type { Log } from '../../lib/log.ts';
import { type JournalStats, openJournal, type Rows } from '../journal/journal.ts';
import type { TableName } from '../journal/tables.ts';
import { startChdb } from './chdb/engine.ts';
import type { Grain } from './cubes.ts';
import type { Engine } from './engine.ts';
import { Loader } from './loader.ts';
import { RollupState, type Sealed } from './rollup-state.ts';
import { migrate } from './schema.ts';

export interface StoreOptions {
  config: Pick<
    Config,
    'data' | 'clickhouseUrl' | 'engineMemoryBytes' | 'maxBacklogBytes' | 'retentionDays' | 'rollupRetentionDays'
  >;
  log: Log;
}

export interface StoreStats {
  journal: JournalStats;
  /** Rows loaded into the engine since start; with the journal's backlog they add up to what was accepted. */
  loaded: Record<TableName, number>;
  rejectedSegments: number;
  loadRetries: number;
  engine: { healthy: boolean; restarts: number };
}

export interface Store {
  readonly engine: Engine;
  /** Resolves once the rows would survive a power cut. Throws `Overloaded`. */
  append(rows: Rows): Promise<void>;
  /** Traces whose pieces arrived over several requests: they are put together when they go quiet. */
  touch(project: string, traceIds: Iterable<string>): void;
  /** Which buckets a query may read from the roll-ups. Times in µs. */
  sealedBuckets(project: string, grain: Grain, from: number, to: number): Promise<Sealed>;
  onLoaded(listener: (table: TableName, rows: number) => void): void;
  stats(): StoreStats;
  /** Resolves when everything acknowledged so far can be queried. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the journal and the engine and everything that runs between them. Throws `FolderInUse`, `SchemaTooNew`. */
export async function openStore({ config, log }: StoreOptions): Promise<Store> {
  const listeners: ((table: TableName, rows: number) => void)[] = [];
  const loaded: Record<TableName, number> = { spans: 0, scores: 0, parts: 0 };
  let loader: Loader | undefined;
  const early: Parameters<Loader['push']>[0][] = [];
  const journal = await openJournal(join(config.data, 'journal'), {
    maxBacklogBytes: config.maxBacklogBytes,
    log,
    onSealed: (segment) => (loader ? loader.push(segment) : early.push(segment)),
  });
  const engine = await startChdb({
    directory: join(config.data, 'engine'),
    memoryBytes: config.engineMemoryBytes,
    log,
  });
  await migrate(engine, config);
  const state = new RollupState({ engine, shared: undefined });
  await state.open();
  loader = new Loader({
    journal,
    engine,
    state,
    log,
    onLoaded(table, rows) {
      loaded[table] += rows;
      for (const listener of listeners) listener(table, rows);
    },
  });
  for (const segment of early) loader.push(segment);
  const running = loader;
  return {
    engine,
    append: (rows) => journal.append(rows),
    touch() {},
    sealedBuckets: (project, grain, from, to) => state.sealed(project, grain, from, to),
    onLoaded: (listener) => void listeners.push(listener),
    stats: () => ({
      journal: journal.stats(),
      loaded: { ...loaded },
      rejectedSegments: running.rejected,
      loadRetries: running.retries,
      engine: { healthy: engine.healthy(), restarts: engine.stats.restarts },
    }),
    async flush() {
      await journal.seal();
      await running.idle();
    },
    async close() {
      await journal.close();
      await running.close();
      await engine.close();
    },
  };
}
