import { segmentColumns, segmentStructure, TABLE_NAMES } from '../journal/tables.ts';
import { quote } from './bind.ts';
import { WORD_INDEXES } from './tables.ts';

/**
 * The INSERT of one segment. `source` turns a structure into the table function that reads it. All rows form one block
 * per partition, so that the token names the same blocks whenever the segment is loaded again.
 */
export function insertSegment(table: string, token: string, source: (structure: string) => string): string {
  const known = TABLE_NAMES.find((name) => name === table);
  if (!known) throw new Error(`${table} is not filled from segments`);
  const columns = segmentColumns(known).join(', ');
  const settings = Object.entries({ ...INSERT_SETTINGS, insert_deduplication_token: quote(token) });
  return (
    `INSERT INTO telltale.${known} (${columns}) SETTINGS ${settings.map(([name, value]) => `${name} = ${value}`).join(', ')} ` +
    `SELECT ${columns} FROM ${source(segmentStructure(known))}`
  );
}

const INSERT_SETTINGS: Record<string, string | number> = {
  async_insert: 0,
  insert_deduplicate: 1,
  // Of rows with one key the newest is found by FINAL and by merges; looking for them here copies every row once more.
  optimize_on_insert: 0,
  max_insert_threads: 1,
  max_threads: 1,
  max_block_size: 16_777_216,
  max_insert_block_size: 16_777_216,
  min_insert_block_size_rows: 0,
  min_insert_block_size_bytes: 4 * 1024 ** 3,
  max_partitions_per_insert_block: 0,
  exclude_materialize_skip_indexes_on_insert: `'${WORD_INDEXES.join(',')}'`,
};
