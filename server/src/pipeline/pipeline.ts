import { nowMicros } from '../lib/clock.ts';
import type { Ingest } from '../model/ingest.ts';
import type { Span } from '../model/span.ts';
import type { WireBatch } from '../model/wire.ts';
import type { Telemetry } from '../telemetry.ts';
import { AwaitedSpans } from './normalise/awaited.ts';
import { normaliseBatch } from './normalise/normalise.ts';
import type { Pricer } from './normalise/price.ts';
import { RecentIdentities } from './recent.ts';
import { type Privacy, redactRows, scoreRedacted } from './score/redact-rows.ts';
import type { Scorer } from './score/scorer.ts';
import type { Store } from './store/store.ts';

export interface PipelineParts {
  store: Store;
  retentionDays: number;
  /** Prices of one project: the library's with the project's overrides on top. */
  pricer: (project: string) => Pricer;
  /** What the project wants taken out before anything is kept. */
  privacy: (project: string) => Privacy;
  scorer: Scorer;
  /** Called with what was just acknowledged, for the live tail. */
  publish: (spans: Span[]) => void;
  telemetry: Telemetry;
}

/**
 * The data plane on one screen: wire → normalise (+ price) → redact → score → journal (fsync) → acknowledge → store → query.
 * Decoding is behind us when a batch arrives here; the store loads the journal into the engine by itself.
 */
export function createPipeline(parts: PipelineParts): { ingest: Ingest } {
  const { store, retentionDays, pricer, privacy, scorer, publish, telemetry } = parts;
  const recent = new RecentIdentities();
  const awaited = new AwaitedSpans({ shared: store.shared, fresh: store.wasEmpty });

  const ingest: Ingest = async (project, batch) => {
    const rows = normaliseBatch(project, batch, { now: nowMicros(), retentionDays, price: pricer(project), awaited });
    const redacted = redactRows(rows, privacy(project));
    for (const [type, n] of Object.entries(redacted.sum)) telemetry.redacted.inc({ type }, n);
    const end = telemetry.acknowledge.startTimer();
    await scorer.score(rows.spans);
    scoreRedacted(redacted.spans);
    await store.append(rows);
    end();
    publish(rows.spans);
    count(batch, rows);
    for (const span of rows.spans) {
      if (recent.seen(project, span.trace_id, span.span_id)) telemetry.duplicate.inc({ signal: 'spans' });
    }
    return { rejected: rows.rejected, errors: rows.errors, langfuse: rows.langfuse };
  };

  function count(batch: WireBatch, rows: ReturnType<typeof normaliseBatch>): void {
    for (const signal of ['spans', 'logs', 'scores'] as const) {
      const rejected = rows.rejected[signal];
      telemetry.received.inc({ signal }, batch[signal].length);
      telemetry.accepted.inc({ signal }, batch[signal].length - rejected);
      if (rejected) telemetry.rejected.inc({ signal, reason: 'invalid' }, rejected);
    }
    telemetry.accepted.inc({ signal: 'events' }, batch.langfuse.length - rows.langfuse.size);
  }

  return { ingest };
}
