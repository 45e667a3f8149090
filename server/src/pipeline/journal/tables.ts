import { PART_COLUMNS } from '../../model/part.ts';
import { SCORE_COLUMNS } from '../../model/score.ts';
import { SPAN_COLUMNS } from '../../model/span.ts';

/** What a column may be at rest: the types of the model. */
export type RestType =
  | (typeof SPAN_COLUMNS)[keyof typeof SPAN_COLUMNS]['type']
  | (typeof SCORE_COLUMNS)[keyof typeof SCORE_COLUMNS]['type'];

export const TABLE_NAMES = ['spans', 'scores', 'parts'] as const;
export type TableName = (typeof TABLE_NAMES)[number];

/** The tables that are filled through the journal, each with its columns. */
export const TABLES: Record<TableName, Record<string, { readonly type: RestType }>> = {
  spans: SPAN_COLUMNS,
  scores: SCORE_COLUMNS,
  parts: PART_COLUMNS,
};

const CLICKHOUSE_TYPES: Record<RestType, string> = {
  string: 'String',
  low: 'LowCardinality(String)',
  bool: 'UInt8',
  'u16?': 'Nullable(UInt16)',
  u64: 'UInt64',
  'u64?': 'Nullable(UInt64)',
  'share?': 'Nullable(Decimal(9, 4))',
  'f64?': 'Nullable(Float64)',
  time: "DateTime64(6, 'UTC')",
  ms: 'Decimal(18, 3)',
  'ms?': 'Nullable(Decimal(18, 3))',
  'usd?': 'Nullable(Decimal(18, 12))',
  tags: 'Array(LowCardinality(String))',
  map: 'Map(LowCardinality(String), String)',
};

/** The ClickHouse type of a model type: what the tables are made of and what segments hold. */
export const clickhouseType = (type: RestType): string => CLICKHOUSE_TYPES[type];

/** Columns of a table in their order within a segment's row: project and time first, so that recovery can read them. */
export function segmentColumns(table: TableName): string[] {
  return ['project', 'time', ...Object.keys(TABLES[table]).filter((name) => name !== 'project' && name !== 'time')];
}

/**
 * The structure of a segment file, as ClickHouse's `file` and `input` take it. `_len` and `_crc` frame each row for
 * crash detection; the engine reads past them.
 */
export function segmentStructure(table: TableName): string {
  const columns = segmentColumns(table).map((name) => `${name} ${clickhouseType(TABLES[table][name]!.type)}`);
  return ['_len UInt32', '_crc UInt32', ...columns].join(', ');
}
