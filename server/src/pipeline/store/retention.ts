import type { Engine } from './engine.ts';

/** Tables with a partition a day, which goes whole. A TTL drops parts too, but those know nothing of a retention set later. */
const BY_DAY = ['spans', 'parts'] as const;
/** See `GRACE_DAYS` in `tables.ts`: rows outlive their retention a little. */
const GRACE_DAYS = 2;
const DAY = 86_400_000_000;

/**
 * Drops the partitions whose every row was received before retention, and the scores, which all lie in one. Returns what
 * was dropped, as `table/partition`.
 */
export async function dropExpired(
  engine: Engine,
  retentionDays: number,
  now: number,
  signal?: AbortSignal,
): Promise<string[]> {
  const before = now - (retentionDays + GRACE_DAYS) * DAY;
  const options = signal ? { signal } : {};
  const dropped: string[] = [];
  for (const table of BY_DAY) {
    const old = await engine.query<{ id: string }>(
      `SELECT _partition_id AS id FROM telltale.${table} WHERE _partition_value.1 < toYYYYMMDD({before:DateTime64(6)}) ` +
        'GROUP BY id HAVING max(received) < {before:DateTime64(6)} ORDER BY id',
      { before },
      options,
    );
    for (const { id } of old) {
      if (!/^\d{8}$/.test(id)) continue;
      await engine.command(`ALTER TABLE telltale.${table} DROP PARTITION ID '${id}'`, {}, options);
      dropped.push(`${table}/${id}`);
    }
  }
  if (await dropScores(engine, before, options)) dropped.push('scores');
  return dropped;
}

/** Rewrites the table, so it waits until a day's worth has come together. */
async function dropScores(engine: Engine, before: number, options: { signal?: AbortSignal }): Promise<boolean> {
  const [row] = await engine.query<{ n: number }>(
    'SELECT count() AS n FROM telltale.scores WHERE received < {day:DateTime64(6)}',
    { day: before - DAY },
    options,
  );
  if (!row?.n) return false;
  const where = 'ALTER TABLE telltale.scores DELETE WHERE received < {before:DateTime64(6)}';
  await engine.command(where, { before }, { ...options, settings: { mutations_sync: 1 } });
  return true;
}
