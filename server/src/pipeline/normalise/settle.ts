import type { SettleTrace } from '../../model/settle.ts';
import type { Span } from '../../model/span.ts';
import { assemble } from './assemble.ts';
import { LANGFUSE_SCOPE } from './langfuse-rows.ts';
import { oldest } from './limits.ts';
import type { Pricer } from './price.ts';
import { keepScores, sameRow, sameSettled } from './rows.ts';
import { settleRows } from './tree.ts';

interface SettleParts {
  price: (project: string) => Pricer;
  retentionDays: number;
}

/**
 * Settling: a trace as all its pieces say it is, in whatever order and however often they came. Deterministic over the set of
 * pieces, so that a settled trace stays as it is.
 */
export function createSettle({ price, retentionDays }: SettleParts): SettleTrace {
  return (stored, parts, { project, now }) => {
    const live = stored.filter(({ deleted }) => !deleted);
    const current = newest(live);
    const rows = assemble(current, parts, { project, received: now, version: now }, true);
    settleRows(rows, price(project));
    const from = oldest(now, retentionDays);
    const before = new Map(current.map((span) => [span.span_id, span]));
    for (const row of rows) keepScores(row, before.get(row.span_id));
    const ungrounded = lateDocuments(rows);
    const after = new Map(rows.map((row) => [row.span_id, row]));
    const changed = rows.filter(
      (row) => row.time >= from && (ungrounded.has(row) || !unchanged(before.get(row.span_id), row)),
    );
    const gone = live.filter(({ span_id, time }) => time >= from && after.get(span_id)?.time !== time);
    return [...changed, ...gone.map((span) => ({ ...span, deleted: true }))];
  };
}

/** Scored calls whose trace has documents that had not come yet: they are to be scored again, against these. */
function lateDocuments(rows: readonly Span[]): Set<Span> {
  if (!rows.some(({ kind, output }) => kind === 'retriever' && output !== '')) return new Set();
  const late = rows.filter(
    (row) => row.is_call && row.detectors !== '' && row.output !== '' && row.score_groundedness === null,
  );
  for (const row of late) row.detectors = '';
  return new Set(late);
}

const unchanged = (before: Span | undefined, row: Span): boolean =>
  before !== undefined &&
  before.time === row.time &&
  (row.scope === LANGFUSE_SCOPE ? sameRow : sameSettled)(before, row);

/** One row per span: a span whose start was corrected has two, and the newest is right. */
export function newest(spans: readonly Span[]): Span[] {
  const byId = new Map<string, Span>();
  for (const span of spans) {
    const known = byId.get(span.span_id);
    if (!known || span.version > known.version || (span.version === known.version && span.time > known.time))
      byId.set(span.span_id, span);
  }
  return [...byId.values()];
}
