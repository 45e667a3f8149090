import type { Engine } from './engine.ts';
import { lifetimes, SCHEMA_1 } from './tables.ts';

/** Every change of the tables, in order; the position (from 1) is the version. */
const VERSIONS: readonly (readonly string[])[] = [SCHEMA_1];

/** The store was written by a newer Telltale. */
export class SchemaTooNew extends Error {}

export interface RetentionDays {
  retentionDays: number;
  rollupRetentionDays: number;
}

/**
 * Creates or updates the tables of database `telltale` and sets how long they keep rows. Safe to run again, and to repeat
 * after a crash: every statement is idempotent. Throws `SchemaTooNew` when the tables are from a later version.
 */
export async function migrate(engine: Engine, retention: RetentionDays): Promise<void> {
  await engine.command('CREATE DATABASE IF NOT EXISTS telltale');
  await engine.command(
    'CREATE TABLE IF NOT EXISTS telltale.schema_version (version UInt32, applied DateTime) ENGINE = MergeTree ORDER BY version ' +
      'SETTINGS fsync_after_insert = 1, fsync_part_directory = 1',
  );
  const [row] = await engine.query<{ version: number }>('SELECT max(version) AS version FROM telltale.schema_version');
  const at = row?.version ?? 0;
  if (at > VERSIONS.length) {
    throw new SchemaTooNew(
      `the data is of schema version ${at}, this Telltale knows ${VERSIONS.length}: use a newer one`,
    );
  }
  for (let version = at + 1; version <= VERSIONS.length; version++) {
    for (const statement of VERSIONS[version - 1] ?? []) await engine.command(statement);
    await engine.command(`INSERT INTO telltale.schema_version VALUES (${version}, now())`);
  }
  await setRetention(engine, retention);
}

/** Brings the TTL of each table in line with the settings. Rows already written are dropped by `dropExpired`. */
async function setRetention(engine: Engine, { retentionDays, rollupRetentionDays }: RetentionDays): Promise<void> {
  const tables = await engine.query<{ name: string; engine_full: string }>(
    "SELECT name, engine_full FROM system.tables WHERE database = 'telltale'",
  );
  const defined = new Map(tables.map(({ name, engine_full }) => [name, engine_full]));
  for (const [table, expression] of Object.entries(lifetimes(retentionDays, rollupRetentionDays))) {
    if (defined.get(table)?.includes(expression)) continue;
    await engine.command(
      `ALTER TABLE telltale.${table} MODIFY TTL ${expression}`,
      {},
      {
        settings: { materialize_ttl_after_modify: 0 },
      },
    );
  }
}
