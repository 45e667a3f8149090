import type { Part } from '../../model/part.ts';
import type { Span } from '../../model/span.ts';
import { isLangfuse, isTrace, LANGFUSE_SCOPE, langfuseRow } from './langfuse-rows.ts';
import { foldLogs } from './log-rows.ts';
import { eventOf } from './parts.ts';
import { ownRow } from './rows.ts';
import type { Stamp } from './scores.ts';

/**
 * The rows of one trace by what its spans (one per id) and parts say, before they are settled as a tree. `whole`: all parts
 * there are; else observations whose beginning is not among them are left for later.
 */
export function assemble(spans: readonly Span[], parts: readonly Part[], stamp: Stamp, whole: boolean): Span[] {
  const rows = new Map(spans.map((span) => [span.span_id, ownRow(span)]));
  const traceKnown = parts.some(isTrace);
  for (const [spanId, own] of groupBySpan(parts)) {
    const row = rows.get(spanId);
    const events = own.filter(isLangfuse);
    if (events.length && (!row || row.scope === LANGFUSE_SCOPE)) {
      if (whole || events.some(begins))
        rows.set(spanId, langfuseRow(stampOf(events, row ?? stamp), events, traceKnown));
    } else if (row && own.length > events.length)
      foldLogs(
        row,
        own.filter((part) => !isLangfuse(part)),
      );
  }
  return [...rows.values()];
}

function groupBySpan(parts: readonly Part[]): Map<string, Part[]> {
  const groups = new Map<string, Part[]>();
  for (const part of parts) {
    const group = groups.get(part.span_id);
    if (group) group.push(part);
    else groups.set(part.span_id, [part]);
  }
  return groups;
}

const begins = (part: Part): boolean => {
  const { startTime, timestamp, name } = eventOf(part);
  return (
    part.name.endsWith('-create') &&
    (typeof startTime === 'string' || (typeof timestamp === 'string' && name !== undefined))
  );
};

/** A row is as old as the first of its parts and as new as the last, whenever it is put together. */
const stampOf = (parts: readonly Part[], { project }: Pick<Stamp, 'project'>): Stamp => ({
  project,
  received: parts.reduce((first, part) => Math.min(first, part.received), Number.POSITIVE_INFINITY),
  version: parts.reduce((last, part) => Math.max(last, part.version), 0),
});
