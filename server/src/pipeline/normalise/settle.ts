import type { SettleTrace } from '../../model/settle.ts';
import type { Span } from '../../model/span.ts';
import { assemble } from './assemble.ts';
import { oldest } from './limits.ts';
import type { Pricer } from './price.ts';
import { sameRow } from './rows.ts';
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
    const rows = assemble(newest(live), parts, { project, received: now, version: now }, true);
    settleRows(rows, price(project));
    const keep = rows.filter(({ time }) => time >= oldest(now, retentionDays));
    const before = new Map(live.map((span) => [identity(span), span]));
    const after = new Set(keep.map(identity));
    const changed = keep.filter((row) => {
      const same = before.get(identity(row));
      return same === undefined || !sameRow(same, row);
    });
    const moved = new Set(rows.map(({ span_id }) => span_id));
    const gone = live.filter(
      (span) => moved.has(span.span_id) && !after.has(identity(span)) && span.time >= oldest(now, retentionDays),
    );
    return [...changed, ...gone.map((span) => ({ ...span, deleted: true }))];
  };
}

const identity = ({ span_id, time }: Span): string => `${time}\0${span_id}`;

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
