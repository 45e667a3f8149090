import type { Engine } from './engine.ts';

/** Tables with a lifetime of their own per row, and the column it goes by. Their TTL drops whole parts; this is for the rest. */
const RECEIVED = ['spans', 'parts'] as const;
/** See `GRACE_DAYS`: rows outlive their retention a little. */
const GRACE_DAYS = 2;

/**
 * Drops the partitions whose every row was received before retention: parts written under an earlier, longer setting know
 * nothing of a shorter one. Returns what was dropped, as `table/partition`.
 */
export async function dropExpired(engine: Engine, retentionDays: number, now: number): Promise<string[]> {
  const before = now - (retentionDays + GRACE_DAYS) * 86_400_000_000;
  const dropped: string[] = [];
  for (const table of RECEIVED) {
    const old = await engine.query<{ id: string }>(
      `SELECT _partition_id AS id FROM telltale.${table} WHERE _partition_value.1 < toYYYYMMDD({before:DateTime64(6)}) ` +
        'GROUP BY id HAVING max(received) < {before:DateTime64(6)} ORDER BY id',
      { before },
    );
    for (const { id } of old) {
      if (!/^\d{8}$/.test(id)) continue;
      await engine.command(`ALTER TABLE telltale.${table} DROP PARTITION ID '${id}'`);
      dropped.push(`${table}/${id}`);
    }
  }
  return dropped;
}
