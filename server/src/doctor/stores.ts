import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { Config } from '../config.ts';
import { createLog } from '../lib/log.ts';
import { findBinaries } from '../meta/postgres/binaries.ts';
import { clusterOwner } from '../meta/postgres/owner.ts';
import { startChdb } from '../pipeline/store/chdb/engine.ts';
import { startClickhouse } from '../pipeline/store/clickhouse.ts';
import { type Finding, fail, messageOf, ok } from './check.ts';

const silent = createLog('silent');
const MEMORY = 512 << 20;
const PATIENCE_MS = 5000;

async function inFolder<T>(work: (folder: string) => Promise<T> | T): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'telltale-doctor-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Starts the embedded engine on an empty folder, or asks the ClickHouse server of the configuration. */
export async function checkEngine({ clickhouseUrl }: Pick<Config, 'clickhouseUrl'>): Promise<Finding> {
  const advice = clickhouseUrl
    ? 'start ClickHouse, or correct TELLTALE_CLICKHOUSE_URL'
    : 'run `npm ci` again (its package needs Linux with glibc, or macOS), or set TELLTALE_CLICKHOUSE_URL to a server';
  try {
    return await inFolder(async (directory) => {
      const engine = clickhouseUrl
        ? await startClickhouse(clickhouseUrl, silent)
        : await startChdb({ directory, memoryBytes: MEMORY, log: silent });
      try {
        const [row] = await engine.query<{ version: string }>('SELECT version() AS version');
        return ok('engine', `${clickhouseUrl ? 'ClickHouse server' : 'embedded ClickHouse'} ${row?.version} answers`);
      } finally {
        await engine.close();
      }
    });
  } catch (error) {
    return fail('engine', messageOf(error), advice);
  }
}

/** Runs the embedded PostgreSQL's program, or connects to the server of the configuration. */
export async function checkPostgres({ postgresUrl, data }: Pick<Config, 'postgresUrl' | 'data'>): Promise<Finding> {
  try {
    if (postgresUrl) return await askServer(postgresUrl);
    const { major } = await inFolder((folder) => findBinaries(clusterOwner(join(data, 'postgres')), folder));
    return ok('postgresql', `embedded PostgreSQL ${major} runs`);
  } catch (error) {
    const advice = postgresUrl
      ? 'start PostgreSQL, or correct TELLTALE_POSTGRES_URL'
      : 'run `npm ci` again, or set TELLTALE_POSTGRES_URL to a server';
    return fail('postgresql', messageOf(error), advice);
  }
}

async function askServer(url: string): Promise<Finding> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: PATIENCE_MS });
  try {
    await client.connect();
    return ok('postgresql', 'PostgreSQL server answers');
  } finally {
    await client.end().catch(() => {});
  }
}
