import { GRAINS } from './cubes.ts';
import type { Engine } from './engine.ts';
import { WORD_INDEXES } from './tables.ts';

/** A day is left alone until nothing was written to it for this long. */
const QUIET_SECONDS = 300;
/** Days compacted in one turn: more wait for the next. */
const AT_ONCE = 4;

export interface Compaction {
  /** µs. */
  now: number;
  quietSeconds?: number;
  signal?: AbortSignal | undefined;
}

/** `20261125` of a time in µs, or as many of its digits. */
const digits = (micros: number, length: number): string =>
  new Date(micros / 1000).toISOString().slice(0, 10).replaceAll('-', '').slice(0, length);

/**
 * Merges each day that is over into one part, so that reading its newest rows costs nothing extra, packs its texts tightly and
 * builds its word indexes. Late rows make a day do it again. Returns the days done.
 */
export async function compactDays(
  engine: Engine,
  { now, quietSeconds = QUIET_SECONDS, signal }: Compaction,
): Promise<string[]> {
  // A part that a mutation (here: building an index) has been over counts more mutations than blocks.
  const days = await engine.query<{ id: string }>(
    'SELECT partition_id AS id FROM system.parts ' +
      "WHERE database = 'telltale' AND table = 'spans' AND active AND partition_id < {today:String} GROUP BY id " +
      'HAVING (count() > 1 OR countIf(data_version <= max_block_number) > 0) AND max(modification_time) <= now() - {quiet:UInt32} ' +
      'ORDER BY id DESC LIMIT {limit:UInt32}',
    { today: digits(now, 8), quiet: quietSeconds, limit: AT_ONCE },
  );
  const done: string[] = [];
  const stop = signal ? { signal } : {};
  for (const { id } of days) {
    if (signal?.aborted) break;
    if (!/^\d{8}$/.test(id)) continue;
    await engine.command(`OPTIMIZE TABLE telltale.spans PARTITION ID '${id}' FINAL`, {}, stop);
    done.push(id);
  }
  if (!done.length) return done;
  // One mutation for all of them: the engine begins each only after some seconds.
  const build = done.flatMap((id) => WORD_INDEXES.map((index) => `MATERIALIZE INDEX ${index} IN PARTITION ID '${id}'`));
  const settings = { mutations_sync: 1 };
  await engine.command(`ALTER TABLE telltale.spans ${build.join(', ')}`, {}, { ...stop, settings });
  return done;
}

/**
 * Merges what roll-ups keep of a day, week or month that is over into one part: of a statement that reads them, planning is half the
 * time, and goes by the parts there are. Returns the partitions done.
 */
export async function compactRollups(
  engine: Engine,
  { now, quietSeconds = QUIET_SECONDS, signal }: Compaction,
): Promise<string[]> {
  const partitions = await engine.query<{ id: string; name: string }>(
    'SELECT partition_id AS id, any(partition) AS name FROM system.parts ' +
      "WHERE database = 'telltale' AND table = 'rollups' AND active GROUP BY id " +
      'HAVING count() > 1 AND max(modification_time) <= now() - {quiet:UInt32} ORDER BY name DESC',
    { quiet: quietSeconds },
  );
  // `('day',20261124)`, `('week',20261123)`, `('month',202611)`
  const isOver = ({ name }: { name: string }): boolean => {
    const [, length = '', begun = ''] = /^\('(\w+)',(\d+)\)$/.exec(name) ?? [];
    return begun !== '' && begun < digits(length === 'week' ? now - 6 * GRAINS.day : now, begun.length);
  };
  const done: string[] = [];
  for (const { id, name } of partitions.filter(isOver).slice(0, AT_ONCE)) {
    if (signal?.aborted) break;
    if (!/^\w+$/.test(id)) continue;
    await engine.command(`OPTIMIZE TABLE telltale.rollups PARTITION ID '${id}' FINAL`, {}, signal ? { signal } : {});
    done.push(name);
  }
  return done;
}
