import { Overloaded } from '../lib/errors.ts';
import type { Filter } from '../model/filter.ts';
import type { Span } from '../model/span.ts';
import { type CallJson, callOfSpan } from './query/call-row.ts';
import { matches } from './query/matches.ts';

export interface LiveQuestion {
  project: string;
  filter: readonly Filter[];
  scope: 'calls' | 'spans';
}

/** What has come in since the last asking: rows in the order of their arrival, and how many more there were. */
export interface LiveNews {
  calls: CallJson[];
  dropped: number;
}

/** One reader's view of what comes in. */
export interface Tail {
  /** Resolves with news, or with none after `timeoutMs`; undefined once closed. One call at a time. */
  next(timeoutMs: number): Promise<LiveNews | undefined>;
  close(): void;
}

/** Hands what was just acknowledged on to those who look. Costs nothing when nobody does. */
export interface Live {
  publish(spans: readonly Span[]): void;
  /** Throws `InvalidInput` for the filter, `Overloaded` when too many look already. */
  subscribe(question: LiveQuestion): Tail;
  close(): void;
}

const ROWS_PER_SECOND = 50;
/** Rows that wait for a slow reader. */
const MAX_QUEUE = 100;
const MAX_TAILS = 200;
const MAX_TEXT = 500;
const SECOND = 1000;

export function createLive(now: () => number = () => performance.now()): Live {
  const byProject = new Map<string, Set<LiveTail>>();
  let open = 0;

  function remove(project: string, tail: LiveTail): void {
    const tails = byProject.get(project);
    if (!tails?.delete(tail)) return;
    open--;
    if (!tails.size) byProject.delete(project);
  }

  return {
    publish(spans) {
      if (!open) return;
      for (const span of spans) {
        if (span.deleted) continue;
        for (const tail of byProject.get(span.project) ?? []) tail.offer(span);
      }
    },
    subscribe({ project, filter, scope }) {
      const holds = matches(filter);
      if (open >= MAX_TAILS) throw new Overloaded('too many live views are open', 10, 429);
      const wanted = scope === 'calls' ? (span: Span) => span.is_call && holds(span) : holds;
      const tail: LiveTail = new LiveTail(wanted, now, () => remove(project, tail));
      const tails = byProject.get(project) ?? new Set();
      byProject.set(project, tails.add(tail));
      open++;
      return tail;
    },
    close() {
      for (const tails of [...byProject.values()]) for (const tail of [...tails]) tail.close();
    },
  };
}

class LiveTail implements Tail {
  readonly #wanted: (span: Span) => boolean;
  readonly #now: () => number;
  readonly #onClose: () => void;
  #queue: CallJson[] = [];
  #dropped = 0;
  #second = Number.NEGATIVE_INFINITY;
  #taken = 0;
  #closed = false;
  #wake: (() => void) | undefined;
  #tellDropped: NodeJS.Timeout | undefined;

  constructor(wanted: (span: Span) => boolean, now: () => number, onClose: () => void) {
    this.#wanted = wanted;
    this.#now = now;
    this.#onClose = onClose;
  }

  offer(span: Span): void {
    if (!this.#wanted(span)) return;
    if (this.#now() - this.#second >= SECOND) {
      this.#second = this.#now();
      this.#taken = 0;
    }
    if (this.#taken >= ROWS_PER_SECOND || this.#queue.length >= MAX_QUEUE) {
      this.#dropped++;
      // Not at once: there will be more, and one number says it all.
      this.#tellDropped ??= setTimeout(() => this.#wake?.(), SECOND).unref();
      return;
    }
    this.#taken++;
    this.#queue.push(callOfSpan(span, MAX_TEXT));
    this.#wake?.();
  }

  async next(timeoutMs: number): Promise<LiveNews | undefined> {
    if (!this.#queue.length && !this.#closed) await this.#wait(timeoutMs);
    if (this.#closed) return undefined;
    const news = { calls: this.#queue, dropped: this.#dropped };
    this.#queue = [];
    this.#dropped = 0;
    clearTimeout(this.#tellDropped);
    this.#tellDropped = undefined;
    return news;
  }

  async #wait(timeoutMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#queue = [];
    clearTimeout(this.#tellDropped);
    this.#onClose();
    this.#wake?.();
  }
}
