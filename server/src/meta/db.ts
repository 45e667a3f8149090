import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import { type Config, ConfigError } from '../config.ts';
import type { Log } from '../lib/log.ts';
import { migrate } from './migrate.ts';
import { startPostgres } from './postgres.ts';
import * as tables from './tables.ts';

export type Db = NodePgDatabase<typeof tables> & { $client: pg.Pool };
/** What a verb writes with inside `db.transaction`. */
export type Tx = Parameters<Parameters<Db['transaction']>[0]>[0];

/** The control plane's database. */
export interface Meta {
  db: Db;
  /** Does the database answer within two seconds? */
  healthy: () => Promise<boolean>;
  /** Server version, e.g. `18.4`. */
  version: string;
  /** The embedded PostgreSQL; undefined with a server. */
  embedded: { pid: () => number | undefined; restarts: () => number } | undefined;
  close: () => Promise<void>;
}

/** A database that does not answer yet (still starting in a composed set-up) is given this long. */
const PATIENCE = 20_000;

/**
 * Opens the control plane on the embedded PostgreSQL below `config.data`, or on the server of `TELLTALE_POSTGRES_URL`,
 * and migrates it. Throws `ConfigError` when that cannot be.
 */
export async function openMeta({
  config,
  log,
}: {
  config: Pick<Config, 'data' | 'postgresUrl'>;
  log: Log;
}): Promise<Meta> {
  const embedded = config.postgresUrl
    ? undefined
    : await startPostgres({ directory: join(config.data, 'postgres'), log });
  const connection: pg.ClientConfig = embedded ? embedded.connection : serverOf(config.postgresUrl ?? '');
  try {
    const version = await prepare(connection, log);
    const pool = new pg.Pool({
      ...connection,
      max: 10,
      application_name: 'telltale',
      connectionTimeoutMillis: 5_000,
      idleTimeoutMillis: 30_000,
      statement_timeout: 10_000,
      idle_in_transaction_session_timeout: 30_000,
    });
    // An idle connection that breaks is replaced at the next query; unheard, the event would end the process.
    pool.on('error', (error) => log.warn({ error: error.message }, 'lost a connection to PostgreSQL'));
    return {
      db: drizzle(pool, { schema: tables }),
      healthy: () => answers(pool),
      version,
      embedded,
      close: async () => {
        await pool.end();
        await embedded?.close();
      },
    };
  } catch (error) {
    await embedded?.close();
    throw error;
  }
}

function serverOf(url: string): pg.ClientConfig {
  if (!/^postgres(ql)?:\/\//.test(url)) throw new ConfigError('TELLTALE_POSTGRES_URL: must start with postgres://');
  return { connectionString: url };
}

/** Waits for the database, migrates it, and returns its version. */
async function prepare(connection: pg.ClientConfig, log: Log): Promise<string> {
  const client = await firstConnection(connection, log);
  try {
    const applied = await migrate(client);
    if (applied.length) log.info({ applied }, 'control plane migrated');
    const { rows } = await client.query('show server_version');
    return String(rows[0]?.server_version ?? '').split(' ')[0] ?? '';
  } finally {
    await client.end();
  }
}

async function firstConnection(connection: pg.ClientConfig, log: Log): Promise<pg.Client> {
  for (const end = Date.now() + PATIENCE; ; await sleep(500)) {
    const client = new pg.Client({ ...connection, application_name: 'telltale', connectionTimeoutMillis: 5_000 });
    client.on('error', () => {});
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => {});
      const reason = (error instanceof Error && error.message) || codeOf(error) || 'no answer';
      if (!isTransient(error) || Date.now() > end)
        throw new ConfigError(`cannot connect to PostgreSQL at ${client.host}:${client.port}: ${reason}`);
      log.warn({ reason }, 'PostgreSQL does not answer yet');
    }
  }
}

/** Wrong passwords and databases stay wrong; a server that starts or a name not yet known does not. */
function isTransient(error: unknown): boolean {
  if (error instanceof Error && /SASL|timeout/.test(error.message)) return error.message.includes('timeout');
  const network = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'ECONNRESET', 'ENOENT'];
  return [...network, '57P03', '53300'].includes(codeOf(error));
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

async function answers(pool: pg.Pool): Promise<boolean> {
  const answered = pool.query('select 1').then(
    () => true,
    () => false,
  );
  return Promise.race([answered, sleep(2_000, false, { ref: false })]);
}
