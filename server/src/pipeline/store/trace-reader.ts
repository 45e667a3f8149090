import type { Part } from '../../model/part.ts';
import type { Span } from '../../model/span.ts';
import type { DirtyTrace } from './dirty-traces.ts';
import type { Engine } from './engine.ts';
import { PART_SELECT, partOf, SPAN_SELECT, spanOf } from './rows.ts';

/** Everything stored of one trace. */
export interface StoredTrace {
  trace: DirtyTrace;
  spans: Span[];
  parts: Part[];
}

/** Spans of one trace that are put together; of more the rest is left as it came. */
const MAX_SPANS = 20_000;
/** Rows of several traces that are read at once. */
const MAX_ROWS = 5000;
/** How far around a trace's known rows others of it are looked for (µs), and how far when a parent is still missing. */
const MARGIN = 5 * 60_000_000;
const WIDE_MARGIN = 2 * 3_600_000_000;

// PREWHERE may only name columns of the sorting key: it runs before versions of a row are put together.
const SPANS =
  `SELECT ${SPAN_SELECT} FROM telltale.spans AS t FINAL PREWHERE t.project = {project:String} ` +
  'AND t.time >= {from:DateTime64(6)} AND t.time < {to:DateTime64(6)} AND t.trace_id IN {ids:Array(String)} ' +
  `ORDER BY trace_id, time LIMIT {limit:UInt32} BY trace_id`;
const PARTS =
  `SELECT ${PART_SELECT} FROM telltale.parts AS t FINAL PREWHERE t.project = {project:String} ` +
  'AND t.trace_id IN {ids:Array(String)} ORDER BY trace_id, time LIMIT {limit:UInt32} BY trace_id';

type Row = Parameters<typeof spanOf>[0];

/** Reads whole traces of one project, close in time. Yields them in portions of bounded size. */
export async function* readTraces(engine: Engine, traces: readonly DirtyTrace[]): AsyncGenerator<StoredTrace[]> {
  const counts = await countRows(engine, traces);
  let portion: DirtyTrace[] = [];
  let rows = 0;
  for (const trace of traces) {
    const count = counts.get(trace.traceId) ?? 0;
    if (portion.length && rows + count > MAX_ROWS) {
      yield await readPortion(engine, portion);
      portion = [];
      rows = 0;
    }
    portion.push(trace);
    rows += count;
  }
  if (portion.length) yield await readPortion(engine, portion);
}

const where = (traces: readonly DirtyTrace[], margin: number) => ({
  project: traces[0]?.project ?? '',
  from: Math.min(...traces.map(({ from }) => from)) - margin,
  to: Math.max(...traces.map(({ to }) => to)) + margin,
  ids: traces.map(({ traceId }) => traceId),
});

async function countRows(engine: Engine, traces: readonly DirtyTrace[]): Promise<Map<string, number>> {
  const rows = await engine.query<{ trace_id: string; n: number }>(
    'SELECT trace_id, count() AS n FROM telltale.spans PREWHERE project = {project:String} AND time >= {from:DateTime64(6)} ' +
      'AND time < {to:DateTime64(6)} AND trace_id IN {ids:Array(String)} GROUP BY trace_id',
    where(traces, MARGIN),
  );
  return new Map(rows.map(({ trace_id, n }) => [trace_id, n]));
}

async function readPortion(engine: Engine, traces: readonly DirtyTrace[]): Promise<StoredTrace[]> {
  const stored = group(traces, await readSpans(engine, traces, MARGIN), await readParts(engine, traces));
  const torn = stored.filter(({ spans, parts }) => missesParent(spans) || (spans.length === 0 && parts.length > 0));
  if (!torn.length) return stored;
  const again = torn.map(({ trace }) => trace);
  const wide = group(again, await readSpans(engine, again, WIDE_MARGIN), []);
  for (const [i, whole] of torn.entries()) whole.spans = wide[i]?.spans ?? whole.spans;
  return stored;
}

async function readSpans(engine: Engine, traces: readonly DirtyTrace[], margin: number): Promise<Span[]> {
  const rows = await engine.query<Row>(SPANS, { ...where(traces, margin), limit: MAX_SPANS });
  return rows.map(spanOf);
}

async function readParts(engine: Engine, traces: readonly DirtyTrace[]): Promise<Part[]> {
  const { project, ids } = where(traces, 0);
  const rows = await engine.query<Row>(PARTS, { project, ids, limit: MAX_SPANS });
  // One part twice, when it came again after midnight, is in two partitions.
  const newest = new Map<string, Part>();
  for (const part of rows.map(partOf)) {
    const key = `${part.trace_id}\0${part.span_id}\0${part.id}`;
    if ((newest.get(key)?.version ?? -1) < part.version) newest.set(key, part);
  }
  return [...newest.values()];
}

function group(traces: readonly DirtyTrace[], spans: readonly Span[], parts: readonly Part[]): StoredTrace[] {
  const byId = new Map(traces.map((trace) => [trace.traceId, { trace, spans: [] as Span[], parts: [] as Part[] }]));
  for (const span of spans) byId.get(span.trace_id)?.spans.push(span);
  for (const part of parts) byId.get(part.trace_id)?.parts.push(part);
  return [...byId.values()];
}

function missesParent(spans: readonly Span[]): boolean {
  const ids = new Set(spans.map(({ span_id }) => span_id));
  return spans.some(({ parent_id }) => parent_id !== '' && !ids.has(parent_id));
}
