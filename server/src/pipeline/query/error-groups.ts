import type { Filter } from '../../model/filter.ts';
import type { Range } from '../../model/query.ts';
import { CLASS_OF, type ErrorClass } from './errors.ts';
import { drawn } from './estimate.ts';
import { plainText } from './plain-text.ts';
import { resolveRange } from './range.ts';
import { type RowsContext, rowsGate } from './rows-gate.ts';
import { formatTime } from './time.ts';
import { whereOf } from './where.ts';

export interface ErrorGroupsQuery {
  range: Range;
  filter: Filter[];
  limit: number;
}

/** Failures that say the same but for numbers, ids, addresses and quotations. */
export interface ErrorGroup {
  /** Without what differs from call to call; absent when the failures said nothing. */
  text?: string;
  class: ErrorClass;
  error_type?: string;
  http_status?: number;
  n: number;
  first_seen: string;
  last_seen: string;
  /** Most frequent first, at most five each. */
  providers: string[];
  models: string[];
  /** The newest of them, and what it said. */
  example: { trace_id: string; span_id: string; text?: string };
  /** What finds these calls, as nearly as filters can. */
  filter: Filter[];
}

export interface ErrorGroups {
  groups: ErrorGroup[];
  /** All failed calls of the range, and how many groups they make. */
  n: number;
  total_groups: number;
  /** Share of the failed calls that was looked at, when not all were; counts are scaled up by it. */
  sampled?: number;
}

const MAX_ROWS = 100_000;
/** Characters of a message that are looked at, and of a group's text that are kept. */
const READ = 600;
const KEPT = 240;
const EXAMPLE = 400;

const FAILED =
  'FROM telltale.spans FINAL WHERE project = {project:String} AND time >= {from:DateTime64(6)} ' +
  "AND time < {to:DateTime64(6)} AND is_call = 1 AND status = 'error'";

/** What providers said when calls failed, most frequent first. Throws `InvalidInput`. */
export async function errorGroups(context: RowsContext, query: ErrorGroupsQuery): Promise<ErrorGroups> {
  const { signal } = context;
  return rowsGate.run(() => grouped(context, query), signal);
}

async function grouped(context: RowsContext, query: ErrorGroupsQuery): Promise<ErrorGroups> {
  const { engine, project, now, signal, maxRows = MAX_ROWS } = context;
  const where = whereOf(query.filter);
  const params = { ...where.params, project, ...resolveRange(query.range, now) };
  const options = signal ? { signal } : {};
  const [all] = await engine.query<{ n: number }>(`SELECT count() AS n ${FAILED} AND ${where.sql}`, params, options);
  const n = all?.n ?? 0;
  if (n === 0) return { groups: [], n: 0, total_groups: 0 };
  const draw = drawn(n, maxRows);
  // Messages that are the same in full first: taking out what varies is the dear part.
  const said =
    `SELECT substringUTF8(status_message, 1, ${READ}) AS message, ${CLASS_OF} AS class, error_type, http_status, provider, model, ` +
    'count() AS count, min(time) AS first, max(time) AS last, argMax(trace_id, time) AS trace, argMax(span_id, time) AS span ' +
    `${FAILED} AND ${draw.sql} AND ${where.sql} GROUP BY message, class, error_type, http_status, provider, model`;
  const groups =
    `SELECT ${plainText('message', KEPT)} AS text, class, error_type, http_status, sum(count) AS n, ` +
    'toUnixTimestamp64Micro(min(said.first)) AS first, toUnixTimestamp64Micro(max(said.last)) AS last, ' +
    "topKWeightedIf(5)(provider, count, provider != '') AS providers, topKWeightedIf(5)(model, count, model != '') AS models, " +
    'argMax(said.trace, said.last) AS trace, argMax(said.span, said.last) AS span, ' +
    `argMax(substringUTF8(message, 1, ${EXAMPLE}), said.last) AS said ` +
    `FROM (${said}) AS said GROUP BY text, class, error_type, http_status`;
  const rows = await engine.query<Row>(
    `SELECT *, count() OVER () AS total_groups FROM (${groups}) ORDER BY n DESC, last DESC, text LIMIT {limit:UInt32}`,
    { ...params, limit: query.limit },
    options,
  );
  return {
    groups: rows.map((row) => groupOf(row, draw.rate)),
    n,
    total_groups: rows[0]?.total_groups ?? 0,
    ...(draw.rate < 1 ? { sampled: draw.rate } : {}),
  };
}

interface Row {
  text: string;
  class: ErrorClass;
  error_type: string;
  http_status: number | null;
  n: number;
  first: number;
  last: number;
  providers: string[];
  models: string[];
  trace: string;
  span: string;
  said: string;
  total_groups: number;
}

function groupOf(row: Row, rate: number): ErrorGroup {
  return {
    ...(row.text === '' ? {} : { text: row.text }),
    class: row.class,
    ...(row.error_type === '' ? {} : { error_type: row.error_type }),
    ...(row.http_status === null ? {} : { http_status: row.http_status }),
    n: Math.round(row.n / rate),
    first_seen: formatTime(row.first),
    last_seen: formatTime(row.last),
    providers: row.providers,
    models: row.models,
    example: { trace_id: row.trace, span_id: row.span, ...(row.said === '' ? {} : { text: row.said }) },
    filter: filterOf(row),
  };
}

function filterOf({ text, said, error_type, http_status }: Row): Filter[] {
  const words = longestPiece(text, said);
  return [
    { field: 'status', op: 'eq', value: 'error' },
    error_type === ''
      ? { field: 'error_type', op: 'exists', value: false }
      : { field: 'error_type', op: 'eq', value: error_type },
    ...(http_status === null ? [] : [{ field: 'http_status', op: 'eq' as const, value: http_status }]),
    ...(said === '' ? [{ field: 'status_message', op: 'exists' as const, value: false }] : []),
    ...(words === undefined ? [] : [{ field: 'status_message', op: 'contains' as const, value: words }]),
  ];
}

/** The longest stretch of a group's text that stands in a message of it as it is; undefined when none is worth looking for. */
function longestPiece(text: string, said: string): string | undefined {
  const pieces = text
    .split(/‹[a-z]+›/)
    .map((piece) => piece.trim())
    .filter((piece) => piece.length > 1 && said.includes(piece));
  return pieces.sort((a, b) => b.length - a.length)[0];
}
