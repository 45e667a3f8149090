import { nextVersion } from '../../lib/clock.ts';
import type { Part } from '../../model/part.ts';
import type { Score } from '../../model/score.ts';
import type { Span } from '../../model/span.ts';
import type { WireBatch } from '../../model/wire.ts';
import { assemble } from './assemble.ts';
import type { AwaitedSpans } from './awaited.ts';
import { timeFault } from './limits.ts';
import { langfusePart, logPart } from './parts.ts';
import type { Pricer } from './price.ts';
import { apiScore, evaluationScore, langfuseScore, type Stamp } from './scores.ts';
import { newest } from './settle.ts';
import { toSpan } from './span.ts';
import { settleRows } from './tree.ts';
import { micros } from './values.ts';

export interface NormaliseContext {
  /** Microseconds since the epoch. */
  now: number;
  retentionDays: number;
  price: Pricer;
  /** Remembers, over batches, which spans are still to come; without it, calls that stand alone may stay unsettled. */
  awaited?: AwaitedSpans;
}

/** A request as rows. */
export interface Normalised {
  spans: Span[];
  scores: Score[];
  parts: Part[];
  /** Traces that more may be known of than this request: they want settling. */
  dirty: Set<string>;
  rejected: { spans: number; logs: number; scores: number };
  errors: string[];
  /** Langfuse events that were refused: event id → reason. */
  langfuse: Map<string, string>;
}

const MAX_ERRORS = 5;

/** What any client sent → rows as the store keeps them. Whatever is complete within the request is right at once. */
export function normaliseBatch(project: string, batch: WireBatch, context: NormaliseContext): Normalised {
  const stamp: Stamp = { project, received: context.now, version: nextVersion() };
  const result: Normalised = {
    spans: [],
    scores: [],
    parts: [],
    dirty: new Set(),
    rejected: { spans: 0, logs: 0, scores: 0 },
    errors: [],
    langfuse: new Map(),
  };
  const spans = takeSpans(batch, stamp, context, result);
  takeLogs(batch, stamp, context, result);
  takeLangfuse(batch, stamp, context, result);
  for (const score of batch.scores) result.scores.push(apiScore(stamp, score));
  settleBatch(spans, stamp, context, result);
  return result;
}

function refuse(result: Normalised, signal: keyof Normalised['rejected'], reason: string): void {
  result.rejected[signal]++;
  if (result.errors.length < MAX_ERRORS && !result.errors.includes(reason)) result.errors.push(reason);
}

function takeSpans(
  { spans }: WireBatch,
  stamp: Stamp,
  { now, retentionDays }: NormaliseContext,
  result: Normalised,
): Span[] {
  const taken: Span[] = [];
  for (const wire of spans) {
    const fault = timeFault(wire.start || wire.end, now, retentionDays);
    if (fault !== undefined) refuse(result, 'spans', fault);
    else taken.push(toSpan(wire, stamp, result.scores));
  }
  return taken;
}

function takeLogs(
  { logs }: WireBatch,
  stamp: Stamp,
  { now, retentionDays }: NormaliseContext,
  result: Normalised,
): void {
  for (const [position, log] of logs.entries()) {
    const { trace_id, span_id } = log;
    const time = Math.round(log.time) || now;
    const fault = timeFault(time, now, retentionDays);
    if (fault !== undefined) refuse(result, 'logs', fault);
    else if (log.name === 'gen_ai.evaluation.result') {
      const score = trace_id ? evaluationScore(stamp, { trace_id, span_id, time }, log.attributes) : undefined;
      if (score) result.scores.push(score);
      else refuse(result, 'logs', 'an evaluation result needs a trace_id and a gen_ai.evaluation.name');
    } else if (trace_id === '' || span_id === '')
      refuse(result, 'logs', 'a GenAI event needs the trace_id and span_id of its span');
    else result.parts.push(logPart(stamp, log, position));
  }
}

function takeLangfuse({ langfuse }: WireBatch, stamp: Stamp, context: NormaliseContext, result: Normalised): void {
  for (const event of langfuse) {
    const { body } = event;
    const time = micros(body.startTime) ?? micros(body.timestamp) ?? event.time;
    const fault = timeFault(time, context.now, context.retentionDays);
    if (fault !== undefined) result.langfuse.set(event.id, fault);
    else if (event.type === 'score-create') result.scores.push(langfuseScore(stamp, event));
    else result.parts.push(langfusePart(stamp, event));
  }
}

interface Trace {
  spans: Span[];
  parts: Part[];
}

/** Puts together what came together, and says which traces may not be complete. */
function settleBatch(spans: readonly Span[], stamp: Stamp, context: NormaliseContext, result: Normalised): void {
  const traces = new Map<string, Trace>();
  const traceOf = (id: string): Trace => {
    const trace = traces.get(id) ?? { spans: [], parts: [] };
    if (trace.spans.length + trace.parts.length === 0) traces.set(id, trace);
    return trace;
  };
  for (const span of spans) traceOf(span.trace_id).spans.push(span);
  for (const part of result.parts) traceOf(part.trace_id).parts.push(part);
  for (const [id, trace] of traces) {
    const only = trace.spans.length > 1 ? newest(trace.spans) : trace.spans;
    const rows = trace.parts.length ? assemble(only, trace.parts, stamp, false) : only;
    if (rows.length) settleRows(rows, context.price);
    for (const row of rows) result.spans.push(row);
    if (wantsSettling(stamp.project, rows, trace.parts, context.awaited)) result.dirty.add(id);
  }
}

function wantsSettling(
  project: string,
  rows: readonly Span[],
  parts: readonly Part[],
  awaited?: AwaitedSpans,
): boolean {
  let wants = parts.length > 0;
  const ids = rows.length > 1 || wants ? new Set(rows.map(({ span_id }) => span_id)) : undefined;
  for (const { trace_id, span_id } of parts) if (!ids?.has(span_id)) awaited?.add(project, trace_id, span_id);
  const complete = awaited?.complete === true;
  for (const { parent_id, is_call, trace_id, span_id } of rows) {
    // What is no call may be the parent of what came before it.
    if ((!is_call && !complete) || awaited?.has(project, trace_id, span_id)) wants = true;
    if (parent_id === '' || ids?.has(parent_id)) continue;
    wants = true;
    awaited?.add(project, trace_id, parent_id);
  }
  return wants;
}
