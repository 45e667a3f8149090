import { nowMicros } from '../../lib/clock.ts';
import { QueryTooExpensive } from '../../lib/errors.ts';
import type { CallSearch } from '../../model/query.ts';
import type { Engine, Params } from '../store/engine.ts';
import { CALL_SELECT, type CallJson, type CallRow, callOf } from './call-row.ts';
import { decodeCursor, encodeCursor, type Position } from './cursor.ts';
import { after, type Order, orderBy, parseOrder } from './order.ts';
import { type ResolvedRange, resolveRange } from './range.ts';
import { whereOf } from './where.ts';
import { withWords } from './words.ts';

export interface CallPage {
  calls: CallJson[];
  next_cursor?: string;
}

export interface CallContext {
  engine: Engine;
  project: string;
  now?: number;
  signal?: AbortSignal;
  /** Characters kept of a text; default 2,000. */
  cut?: number;
}

/** Characters kept of a text in a list. */
const LIST_CUT = 2000;
const TIMEOUT_MS = 30_000;
const MINUTE = 60_000_000;
/** The first stretch of time looked through, and how much longer each further one is. */
const FIRST_WINDOW = 10 * MINUTE;
const WIDER = 6;

const SCOPES: Record<CallSearch['scope'], string> = { calls: 'is_call = 1', spans: '1', traces: "parent_id = ''" };

/** A row's identity, and the value of the order as text. */
interface Key {
  value: string | null;
  time: number;
  trace_id: string;
  span_id: string;
}

/**
 * One page of the rows behind a number. Keys are found first, over few columns; only the rows of the page are read whole.
 * Throws `InvalidInput` naming the field, `QueryTooExpensive`.
 */
export async function searchCalls(context: CallContext, search: CallSearch): Promise<CallPage> {
  const order = parseOrder(search.order_by);
  const range = resolveRange(search.range, context.now ?? nowMicros());
  const at = search.cursor === undefined ? undefined : decodeCursor(search.cursor, order.text);
  const find = finder(context, search, order, at);
  const keys = await (order.value === undefined
    ? byTime(find, rest(range, order, at), order, search.limit + 1)
    : find(range, search.limit + 1));
  const page = keys.slice(0, search.limit);
  const last = page.at(-1);
  const calls = await readCalls(context, page);
  if (keys.length <= search.limit || !last) return { calls };
  return { calls, next_cursor: encodeCursor({ order: order.text, ...last }) };
}

type Find = (range: ResolvedRange, limit: number) => Promise<Key[]>;

/** Keys of a range that pass everything asked for, in order. */
function finder(
  { engine, project, signal }: CallContext,
  search: CallSearch,
  order: Order,
  at: Position | undefined,
): Find {
  const deadline = performance.now() + TIMEOUT_MS;
  const where = withWords(whereOf(search.filter), search.text);
  const beyond = at && after(order, at);
  const conditions = [
    'project = {project:String} AND time >= {from:DateTime64(6)} AND time < {to:DateTime64(6)}',
    SCOPES[search.scope],
    where.sql,
    ...(beyond ? [beyond.sql] : []),
  ].join(' AND ');
  const value = order.value === undefined ? '' : `${order.value} AS value, `;
  const ordered = `ORDER BY ${orderBy(order)} LIMIT {limit:UInt32}`;
  const keys = `SELECT ${value}time, trace_id, span_id FROM telltale.spans FINAL WHERE ${conditions} ${ordered}`;
  const sql =
    `SELECT ${order.value === undefined ? 'NULL' : 'toString(k.value)'} AS value, toUnixTimestamp64Micro(k.time) AS time, ` +
    `k.trace_id AS trace_id, k.span_id AS span_id FROM (${keys}) AS k ` +
    `ORDER BY ${orderBy(order).replace(/\b(value|time|trace_id|span_id)\b/g, 'k.$1')} LIMIT {limit:UInt32}`;
  const params: Params = { project, ...where.params, ...beyond?.params };
  return (range, limit) => {
    const timeoutMs = Math.round(deadline - performance.now());
    if (timeoutMs <= 0) throw new QueryTooExpensive('the search takes too long: narrow the range or the filter');
    return engine.query<Key>(sql, { ...params, ...range, limit }, { timeoutMs, ...(signal ? { signal } : {}) });
  };
}

/** The part of the range that comes after a position in time. */
function rest({ from, to }: ResolvedRange, { descending }: Order, at: Position | undefined): ResolvedRange {
  if (!at) return { from, to };
  return descending ? { from, to: Math.min(to, at.time + 1) } : { from: Math.max(from, at.time), to };
}

/** Looks through stretches of time from the end the order begins at, each wider than the one before, until there is enough. */
async function byTime(find: Find, { from, to }: ResolvedRange, order: Order, limit: number): Promise<Key[]> {
  const keys: Key[] = [];
  let [low, high] = [from, to];
  for (let width = FIRST_WINDOW; low < high && keys.length < limit; width *= WIDER) {
    const edge = order.descending ? Math.max(low, high - width) : Math.min(high, low + width);
    const window = order.descending ? { from: edge, to: high } : { from: low, to: edge };
    keys.push(...(await find(window, limit - keys.length)));
    if (order.descending) high = edge;
    else low = edge;
  }
  return keys;
}

/** Whole rows of these keys, in their order. Times are few and exact, so that the engine reads little else. */
async function readCalls(
  { engine, project, signal, cut = LIST_CUT }: CallContext,
  keys: readonly Key[],
): Promise<CallJson[]> {
  if (!keys.length) return [];
  const rows = await engine.query<CallRow & Key>(
    `SELECT ${CALL_SELECT} FROM telltale.spans AS t FINAL PREWHERE t.project = {project:String} AND t.time IN ` +
      "(SELECT fromUnixTimestamp64Micro(arrayJoin({times:Array(Int64)}), 'UTC')) AND t.span_id IN {spans:Array(String)}",
    {
      project,
      cut,
      times: [...new Set(keys.map(({ time }) => time))],
      spans: [...new Set(keys.map(({ span_id }) => span_id))],
    },
    signal ? { signal } : {},
  );
  const byIdentity = new Map(rows.map((row) => [identity(row), row]));
  return keys.flatMap((key) => {
    const row = byIdentity.get(identity(key));
    return row ? [callOf(row)] : [];
  });
}

const identity = ({ time, trace_id, span_id }: Key): string => `${time}\0${trace_id}\0${span_id}`;
