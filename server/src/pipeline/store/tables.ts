import { clickhouseType, TABLES, type TableName } from '../journal/tables.ts';
import { CUBE_FIELDS, GRAIN_DAYS } from './cubes.ts';
import { MEASURES } from './measures.ts';

/** Days that raw rows outlive their retention, so that no hour which still takes late rows has lost others already. */
const GRACE_DAYS = 2;

interface Design {
  key: string;
  partition: string;
  engine: string;
  indexes?: string[];
  codecs?: Record<string, string>;
  /** Of columns that are not in `codecs`. */
  codec?: string;
  settings?: string;
}

const bloom = (column: string): string => `INDEX ${column}_bloom ${column} TYPE bloom_filter(0.01) GRANULARITY 1`;
/** Words of texts. Built by compaction once a day is over: at insert and at every merge it would double the engine's work. */
const words = (column: string): string =>
  `INDEX ${column}_words lower(${column}) TYPE text(tokenizer = splitByNonAlpha)`;
/** Columns whose words are searched for. */
export const WORDED = ['input', 'output', 'status_message'] as const;
export const WORD_INDEXES = WORDED.map((column) => `${column}_words`);
const TEXT = 'CODEC(ZSTD(1))';
const TIME = 'CODEC(Delta, ZSTD(1))';
const QUICK = 'CODEC(LZ4)';
/** Long texts of spans: packed quickly as they come in, well by the merges of what is older than this (`RECOMPRESS`). */
const TIGHTEN = 'toDateTime(received) + toIntervalMinute(4) RECOMPRESS CODEC(ZSTD(1))';
const TIGHTENED = { input: '', output: '', metadata: '', events: '', findings: '' };

const DESIGNS: Record<TableName, Design> = {
  spans: {
    engine: 'ReplacingMergeTree(version, deleted)',
    key: 'project, time, trace_id, span_id',
    partition: 'toYYYYMMDD(time)',
    indexes: [...['trace_id', 'span_id', 'session', 'user'].map(bloom), ...WORDED.map(words)],
    // Compaction recompresses a day; once it is over nothing else needs to.
    settings: `exclude_materialize_skip_indexes_on_merge = '${WORD_INDEXES.join(',')}', merge_with_recompression_ttl_timeout = 31536000`,
    codecs: { time: TIME, received: TIME, version: TIME, ...TIGHTENED },
    codec: QUICK,
  },
  scores: {
    engine: 'ReplacingMergeTree(version, deleted)',
    key: 'project, id',
    partition: 'tuple()',
    indexes: [bloom('trace_id'), bloom('span_id'), bloom('session')],
    codecs: { time: TIME, received: TIME, version: TIME, reason: TEXT, evidence: TEXT },
  },
  parts: {
    engine: 'ReplacingMergeTree(version)',
    key: 'project, trace_id, span_id, id',
    partition: 'toYYYYMMDD(received)',
    codecs: { time: TIME, received: TIME, version: TIME, body: TEXT },
  },
};

/** What is acknowledged has left the journal once it is here, so it must be on the disk: after inserts and after merges. */
const SETTINGS =
  'non_replicated_deduplication_window = 1000, fsync_after_insert = 1, fsync_part_directory = 1, ' +
  'min_rows_to_fsync_after_merge = 1, min_compressed_bytes_to_fsync_after_merge = 1, ' +
  // One file for all columns of a fresh part: a quarter less work for an insert of ~50 columns.
  'min_bytes_for_wide_part = 134217728, ttl_only_drop_parts = 1, merge_with_ttl_timeout = 3600';

/** As the engine says it again, so that the two can be compared. */
const ttlDays = (column: string, days: number | string): string => `toDateTime(${column}) + toIntervalDay(${days})`;

function journalTable(table: TableName): string {
  const { engine, key, partition, indexes = [], codecs = {}, codec = '', settings } = DESIGNS[table];
  const columns = Object.entries(TABLES[table]).map(
    ([name, { type }]) => `${name} ${clickhouseType(type)} ${codecs[name] ?? codec}`,
  );
  return (
    `CREATE TABLE IF NOT EXISTS telltale.${table} (${[...columns, ...indexes].join(', ')}) ENGINE = ${engine} ` +
    `PARTITION BY ${partition} ORDER BY (${key}) SETTINGS ${SETTINGS}${settings ? `, ${settings}` : ''}`
  );
}

/** Rows of a roll-up between two marks. A sketch costs so much to read that one must not read many beside those wanted. */
const ROLLUP_GRANULARITY = 64;

/** How long a partition of a grain is: the finer a grain, the sooner it goes. Planning a statement goes by the parts there are. */
const PARTITION =
  "(multiIf(grain = 'minute', 'day', grain = 'quarter_hour', 'week', 'month'), multiIf(grain = 'minute', toYYYYMMDD(bucket), " +
  "grain = 'quarter_hour', toYYYYMMDD(toMonday(bucket)), toYYYYMM(bucket)))";

/** All grains in one table: a query reads several, and planning a source costs more than reading it. */
function rollups(): string {
  const measures = Object.entries(MEASURES).map(([name, { type }]) => `m_${name} ${type}`);
  const fields = CUBE_FIELDS.map((name) => `${name} LowCardinality(String)`);
  return (
    'CREATE TABLE IF NOT EXISTS telltale.rollups (project LowCardinality(String), grain LowCardinality(String), cube LowCardinality(String), ' +
    `bucket DateTime('UTC'), ${fields.join(', ')}, version UInt64, ${measures.join(', ')}) ` +
    `ENGINE = ReplacingMergeTree(version) PARTITION BY ${PARTITION} ` +
    `ORDER BY (project, grain, cube, bucket, ${CUBE_FIELDS.join(', ')}) ` +
    `SETTINGS ${SETTINGS}, index_granularity = ${ROLLUP_GRANULARITY}`
  );
}

const ROLLUP_STATE =
  'CREATE TABLE IF NOT EXISTS telltale.rollup_state (project LowCardinality(String), grain LowCardinality(String), ' +
  "bucket DateTime('UTC'), dirty_at SimpleAggregateFunction(max, UInt64), sealed_at SimpleAggregateFunction(max, UInt64)) " +
  `ENGINE = AggregatingMergeTree PARTITION BY toYYYYMM(bucket) ORDER BY (project, grain, bucket) SETTINGS ${SETTINGS}`;

/** Version 1 of the schema. Applied versions never change; a change is a new list. */
export const SCHEMA_1: string[] = [
  ...(['spans', 'scores', 'parts'] as const).map(journalTable),
  rollups(),
  ROLLUP_STATE,
];

/** How long each table keeps rows: its TTL expression by table name. */
export function lifetimes(retentionDays: number, rollupRetentionDays: number): Record<string, string> {
  const raw = retentionDays + GRACE_DAYS;
  const kept = Object.entries(GRAIN_DAYS).map(([grain, days]) => `grain = '${grain}', ${days}`);
  return {
    spans: `${ttlDays('received', raw)}, ${TIGHTEN}`,
    scores: ttlDays('received', raw),
    parts: ttlDays('received', raw),
    rollups: ttlDays('bucket', `multiIf(${kept.join(', ')}, ${rollupRetentionDays})`),
    rollup_state: ttlDays('bucket', rollupRetentionDays),
  };
}
