import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog } from '../../lib/log.ts';
import { openJournal, type Rows } from '../journal/journal.ts';
import { GRAINS } from '../store/cubes.ts';
import type { Engine } from '../store/engine.ts';
import { Loader } from '../store/loader.ts';
import { RollupState } from '../store/rollup-state.ts';
import { Rollups } from '../store/rollups.ts';
import { migrate } from '../store/schema.ts';
import { type Side, startTestEngine } from '../store/testing/engines.ts';

/** A real journal, engine and roll-ups, filled step by step by a test instead of by the clock. */
export interface TestStore {
  engine: Engine;
  state: RollupState;
  sealedBuckets: RollupState['sealed'];
  /** Rows that can be queried when it resolves. */
  load(rows: Partial<Rows>): Promise<void>;
  /** Seals every bucket there is, as if all had ended long ago. */
  seal(): Promise<number>;
  close(): Promise<void>;
}

export async function openTestStore(side: Side): Promise<TestStore> {
  const log = createLog('silent');
  const engine = await startTestEngine(side);
  await migrate(engine, { retentionDays: 90, rollupRetentionDays: 400 });
  const folder = mkdtempSync(join(tmpdir(), 'telltale-query-'));
  const state = new RollupState({ engine, shared: side === 'embedded' ? undefined : { staleMs: 0, skewMs: 0 } });
  await state.open();
  let loader: Loader | undefined;
  const journal = await openJournal(folder, {
    maxBacklogBytes: 1e9,
    log,
    onSealed: (segment) => loader?.push(segment),
  });
  loader = new Loader({ journal, engine, state, log, onLoaded: () => {} });
  const loading = loader;
  const rollups = new Rollups({ engine, state, retentionDays: 90, quietMs: 0 });
  return {
    engine,
    state,
    sealedBuckets: (project, grain, from, to) => state.sealed(project, grain, from, to, true),
    async load({ spans = [], scores = [], parts = [] }) {
      await journal.append({ spans, scores, parts });
      await journal.seal();
      await loading.idle();
    },
    seal: () => rollups.sealEnded(Date.now() * 1000 + 2 * GRAINS.day),
    async close() {
      await journal.close();
      await loading.close();
      await engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
