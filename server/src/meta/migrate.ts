import { createHash } from 'node:crypto';
import type { ClientBase } from 'pg';
import { z } from 'zod';
import { ConfigError } from '../config.ts';
import { MIGRATIONS } from './migrations.gen.ts';

/** One at a time over all app nodes; the number means nothing. */
const LOCK = 7_255_318_001;

const Applied = z.array(z.object({ name: z.string(), checksum: z.string() }));

const checksum = (sql: string): string => createHash('sha256').update(sql).digest('hex');

/**
 * Brings the database to this version's schema, all or nothing. Returns the names of the migrations that were applied.
 * Throws `ConfigError` when the database was migrated by a newer or a different version.
 */
export async function migrate(client: ClientBase): Promise<string[]> {
  await client.query('begin');
  try {
    await client.query(`select pg_advisory_xact_lock(${LOCK})`);
    await client.query(
      'create table if not exists telltale_migrations (name text primary key, checksum text not null, applied_at timestamptz not null default now())',
    );
    const { rows } = await client.query('select name, checksum from telltale_migrations order by name');
    const missing = pending(Applied.parse(rows));
    for (const { name, sql } of missing) {
      await client.query(sql);
      await client.query('insert into telltale_migrations (name, checksum) values ($1, $2)', [name, checksum(sql)]);
    }
    await client.query('commit');
    return missing.map(({ name }) => name);
  } catch (error) {
    await client.query('rollback').catch(() => {});
    throw error;
  }
}

function pending(applied: z.infer<typeof Applied>): { name: string; sql: string }[] {
  const known = new Map(MIGRATIONS.map(({ name, sql }) => [name, checksum(sql)]));
  for (const { name, checksum: then } of applied) {
    if (known.get(name) !== then) {
      throw new ConfigError(
        `the control-plane database has migration ${name}, which this version does not: it was used by a newer Telltale`,
      );
    }
  }
  const done = new Set(applied.map(({ name }) => name));
  return MIGRATIONS.filter(({ name }) => !done.has(name));
}
