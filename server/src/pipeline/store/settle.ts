import type { Log } from '../../lib/log.ts';
import type { SettleTrace } from '../../model/settle.ts';
import type { Span } from '../../model/span.ts';
import type { Journal, Rows } from '../journal/journal.ts';
import { type DirtyTrace, DirtyTraces, type TimeRange } from './dirty-traces.ts';
import type { Engine } from './engine.ts';
import { ForgottenTraces } from './forgotten-traces.ts';
import { readTraces, type StoredTrace } from './trace-reader.ts';

export interface SettleOptions {
  engine: Engine;
  journal: Pick<Journal, 'append' | 'drainedTo' | 'stats'>;
  settleTrace: SettleTrace;
  /** Scores calls among rows whose texts are new; `trace` are all rows of their traces. */
  score: (rows: readonly Span[], trace: readonly Span[]) => Promise<void>;
  log: Log;
}

/** Traces taken in one turn, and traces read by one statement. */
const TURN = 2000;
const BATCH = 200;
/** Traces read together lie within this (µs). */
const SPREAD = 600_000_000;

/** Puts traces together whose pieces arrived over several requests, a moment after they went quiet. */
export class Settler {
  readonly #options: SettleOptions;
  readonly #dirty = new DirtyTraces();
  readonly #forgotten: ForgottenTraces;
  #forgottenAt = performance.now();
  settled = 0;
  rewritten = 0;

  constructor(options: SettleOptions) {
    this.#options = options;
    this.#forgotten = new ForgottenTraces(options.journal.stats().recovered.since);
  }

  get waiting(): number {
    return this.#dirty.size;
  }

  /** Says that these traces have changed. `range`: where their rows of this request are, when known. */
  touch(project: string, traceIds: Iterable<string>, range?: TimeRange): void {
    for (const traceId of traceIds) this.#dirty.touch(project, traceId, range);
    if (this.#dirty.overflowed) {
      this.#forgotten.overflow();
      this.#forgottenAt = performance.now();
      this.#dirty.overflowed = 0;
    }
  }

  /** Settles what is due. Returns how many traces were looked at. */
  async turn(signal?: AbortSignal, now = performance.now()): Promise<number> {
    const { journal, log } = this.#options;
    if (this.#forgotten.some && journal.drainedTo() > this.#forgottenAt && this.#dirty.size < BATCH) {
      for (const { project, trace_id, from, to } of await this.#forgotten.next(this.#options.engine))
        this.touch(project, [trace_id], { from, to });
    }
    const due = this.#dirty.take(now, journal.drainedTo(), TURN);
    for (const batch of batches(due)) {
      if (signal?.aborted) return due.length;
      try {
        for await (const portion of readTraces(this.#options.engine, batch)) await this.#settle(portion);
      } catch (error) {
        log.warn({ error: String(error), traces: batch.length }, 'settle: traces wait for another try');
        for (const trace of batch) this.#dirty.putBack(trace);
      }
    }
    return due.length;
  }

  async #settle(portion: readonly StoredTrace[]): Promise<void> {
    const { settleTrace, score, journal } = this.#options;
    const changed: Span[] = [];
    for (const { trace, spans, parts } of portion) {
      if (!spans.length && !parts.length) continue;
      const versions = new Map(spans.map((span) => [identity(span), span.version]));
      const newest = new Map<string, number>();
      for (const { span_id, version } of spans) newest.set(span_id, Math.max(version, newest.get(span_id) ?? 0));
      for (const span of settleTrace(spans, parts, { project: trace.project, now: Date.now() * 1000 })) {
        // One above what was read and no more: an update that arrives meanwhile has a later stamp, and wins.
        const read = versions.get(identity(span)) ?? newest.get(span.span_id);
        changed.push(read === undefined ? span : { ...span, version: read + 1 });
      }
      this.settled++;
    }
    if (!changed.length) return;
    await score(
      changed,
      portion.flatMap(({ spans }) => spans),
    );
    await journal.append({ spans: changed, scores: [], parts: [] } satisfies Rows);
    this.rewritten += changed.length;
  }
}

const identity = ({ span_id, time }: Span): string => `${time}\0${span_id}`;

/** Traces of one project, close in time, few enough for one statement. They come sorted by both. */
function batches(traces: readonly DirtyTrace[]): DirtyTrace[][] {
  const result: DirtyTrace[][] = [];
  for (const trace of traces) {
    const batch = result.at(-1);
    const first = batch?.[0];
    const fits = batch && first?.project === trace.project && batch.length < BATCH && trace.to - first.from < SPREAD;
    if (fits) batch.push(trace);
    else result.push([trace]);
  }
  return result;
}
