import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startClickhouseFront } from '../../../../../test/clickhouse-front.ts';
import { createLog } from '../../../lib/log.ts';
import { startChdb } from '../chdb/engine.ts';
import { startClickhouse } from '../clickhouse.ts';
import type { Engine } from '../engine.ts';

/** Both ways the same SQL is run: the embedded engine, and a server over HTTP through its real client. */
export const SIDES = ['embedded', 'server'] as const;
export type Side = (typeof SIDES)[number];

const log = createLog('silent');
const MEMORY = 1024 ** 3;

/** An engine of its own in a temporary folder; `close` removes it. */
export async function startTestEngine(side: Side): Promise<Engine> {
  const folder = mkdtempSync(join(tmpdir(), 'telltale-engine-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  if (side === 'embedded') {
    const engine = await startChdb({ directory: folder, memoryBytes: MEMORY, log });
    return { ...engine, close: () => engine.close().then(remove) };
  }
  const front = await startClickhouseFront(folder, MEMORY);
  const engine = await startClickhouse(front.url, log);
  return { ...engine, close: () => engine.close().then(front.close).then(remove) };
}
