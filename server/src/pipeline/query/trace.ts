import { NotFound } from '../../lib/errors.ts';
import type { Span } from '../../model/span.ts';
import type { Engine, Params } from '../store/engine.ts';
import { SPAN_SELECT, spanOf } from '../store/rows.ts';
import { CALL_SELECT, type CallJson, type CallRow, callOf, UNCUT } from './call-row.ts';
import { decodeTraceCursor, encodeCursor } from './cursor.ts';
import { detectorScores, SCORED_SELECT, type ScoredRow } from './detector-scores.ts';
import { parsed, readScores, type ScoreJson } from './trace-scores.ts';

interface Context {
  engine: Engine;
  project: string;
  signal?: AbortSignal;
}

export type SpanJson = CallJson & {
  scores: ScoreJson[];
  /** Detectors that had something to read and did not finish, and why: `adherence:time`. */
  unscored?: string[];
};

export interface TraceJson {
  trace_id: string;
  /** Of this page, by time. Its first root also carries the scores of the trace and its session as a whole. */
  spans: SpanJson[];
  next_cursor?: string;
}

const PAGE = 5000;
/** Characters of text in one answer, shared by the spans of a page; but each keeps the least. */
const TEXT_BUDGET = 4_000_000;
const LEAST_CUT = 2000;
/** Of a whole trace, where the least would be too much: one of 100,000 spans must fit a browser. */
const TRACE_BUDGET = 40_000_000;

const cutOf = (spans: number): number =>
  Math.floor(Math.max(TEXT_BUDGET / Math.min(spans, PAGE), Math.min(LEAST_CUT, TRACE_BUDGET / spans)));

/** Time bounds and size of a trace: over few columns, by the index on trace ids, whenever it was. */
const BOUNDS =
  'SELECT toUnixTimestamp64Micro(min(time)) AS low, toUnixTimestamp64Micro(max(time)) AS high, count() AS n ' +
  'FROM telltale.spans WHERE project = {project:String} AND trace_id = {trace:String}';
// PREWHERE names only columns of the key, so it may run before versions of a row are put together.
const SPANS =
  `SELECT ${CALL_SELECT}, ${SCORED_SELECT} FROM telltale.spans AS t FINAL PREWHERE t.project = {project:String} AND t.time >= {low:DateTime64(6)} ` +
  'AND t.time <= {high:DateTime64(6)} AND t.trace_id = {trace:String} WHERE (t.time, t.span_id) > ({at:DateTime64(6)}, {at_span:String}) ' +
  'ORDER BY t.time, t.span_id LIMIT {limit:UInt32}';

/** A page of a trace: at most 5,000 spans by time. Throws `NotFound`, `InvalidInput` for the cursor. */
export async function readTrace(context: Context, traceId: string, cursor?: string): Promise<TraceJson> {
  const at = cursor === undefined ? undefined : decodeTraceCursor(cursor);
  const [bounds] = await ask<{ low: number; high: number; n: number }>(context, BOUNDS, { trace: traceId });
  if (!bounds?.n) throw new NotFound(`there is no trace \`${traceId.slice(0, 100)}\``);
  const rows = await ask<CallRow & ScoredRow & { time: number; span_id: string }>(context, SPANS, {
    trace: traceId,
    low: Math.max(bounds.low, at?.time ?? 0),
    high: bounds.high,
    at: at?.time ?? 0,
    at_span: at?.span_id ?? '',
    cut: cutOf(bounds.n),
    limit: PAGE + 1,
  });
  if (!rows.length && !at) throw new NotFound(`there is no trace \`${traceId.slice(0, 100)}\``);
  const page = rows.slice(0, PAGE);
  const last = page.at(-1);
  const calls = page.map(callOf);
  const scores = await scoresOf(context, traceId, calls);
  const root = at ? undefined : (calls.find(({ parent_id }) => parent_id === undefined) ?? calls[0]);
  return {
    trace_id: traceId,
    spans: calls.map((call, at) => withScores(call, page[at] as ScoredRow, scoresFor(call, scores, call === root))),
    ...(rows.length > PAGE && last ? { next_cursor: encodeCursor({ time: last.time, span_id: last.span_id }) } : {}),
  };
}

const withScores = (call: CallJson, row: ScoredRow, given: ScoreJson[]): SpanJson => ({
  ...call,
  ...(row.unscored.length > 0 && { unscored: row.unscored }),
  scores: [...detectorScores(call, row), ...given],
});

const scoresFor = ({ span_id }: CallJson, scores: Map<string, ScoreJson[]>, isRoot: boolean): ScoreJson[] => [
  ...(scores.get(span_id) ?? []),
  ...(isRoot ? (scores.get('') ?? []) : []),
];

function scoresOf({ engine, project, signal }: Context, trace: string, calls: readonly CallJson[]) {
  const sessions = [...new Set(calls.flatMap(({ session }) => (typeof session === 'string' ? [session] : [])))];
  return readScores(engine, project, { trace, spans: calls.map(({ span_id }) => span_id), sessions }, signal);
}

/** Which span is meant; without a trace the newest of that id. */
export interface SpanId {
  span_id: string;
  trace_id?: string | undefined;
}

const ofSpan = (select: string): string =>
  `SELECT ${select} FROM telltale.spans AS t FINAL PREWHERE t.project = {project:String} AND t.span_id = {span:String} ` +
  "WHERE {trace:String} IN ('', t.trace_id) ORDER BY t.time DESC, t.trace_id LIMIT 1";
const CALL = ofSpan(`${CALL_SELECT}, ${SCORED_SELECT}, t.events AS events`);
const SPAN = ofSpan(SPAN_SELECT);

/** One span with its texts whole, its scores and events. Throws `NotFound`. */
export async function readCall(context: Context, id: SpanId): Promise<SpanJson & { events: unknown[] }> {
  const row = await one<CallRow & ScoredRow & { events: string }>(context, CALL, id);
  const call = callOf(row);
  const scores = await scoresOf(context, call.trace_id, [call]);
  const events = row.events ? parsed(row.events) : [];
  return {
    ...withScores(call, row, scoresFor(call, scores, call.parent_id === undefined)),
    events: Array.isArray(events) ? events : [events],
  };
}

/** The same as it is stored. Throws `NotFound`. */
export const readSpan = async (context: Context, id: SpanId): Promise<Span> =>
  spanOf(await one<Parameters<typeof spanOf>[0]>(context, SPAN, id));

async function one<Row>(context: Context, sql: string, { span_id, trace_id = '' }: SpanId): Promise<Row> {
  const [row] = await ask<Row>(context, sql, { span: span_id, trace: trace_id, cut: UNCUT });
  if (!row) throw new NotFound(`there is no call \`${span_id.slice(0, 100)}\``);
  return row;
}

const ask = <Row>({ engine, project, signal }: Context, sql: string, params: Params): Promise<Row[]> =>
  engine.query<Row>(sql, { project, ...params }, signal ? { signal } : {});
