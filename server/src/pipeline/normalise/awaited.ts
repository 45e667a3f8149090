const MAX = 100_000;
/** Children are sent by their parents' process, seconds apart: after this nothing from before the start is still to come. */
const TRUSTED_AFTER_MS = 10 * 60_000;

export interface AwaitedOptions {
  /** Other processes take telemetry of the same traces: what they await is not known here. */
  shared?: boolean;
  /** Nothing came before the start. */
  fresh?: boolean;
  /** Milliseconds, forwards only. */
  now?: () => number;
}

/**
 * Spans that children or log records named before they came themselves. A trace that came whole needs no settling, unless
 * something of it came first and was settled without it. Bounded; two generations. For a while after the start, and always
 * where others share the store, it cannot know, and says so.
 */
export class AwaitedSpans {
  readonly #shared: boolean;
  readonly #now: () => number;
  #trustedAt: number;
  #young = new Set<string>();
  #old = new Set<string>();

  constructor({ shared = false, fresh = false, now = () => performance.now() }: AwaitedOptions = {}) {
    this.#shared = shared;
    this.#now = now;
    this.#trustedAt = fresh ? now() : now() + TRUSTED_AFTER_MS;
  }

  /** Whether `has` knows of every span that is awaited. */
  get complete(): boolean {
    return !this.#shared && this.#now() >= this.#trustedAt;
  }

  add(project: string, traceId: string, spanId: string): void {
    if (this.#young.size >= MAX) {
      // What is forgotten here may still come.
      if (this.#old.size > 0) this.#trustedAt = this.#now() + TRUSTED_AFTER_MS;
      this.#old = this.#young;
      this.#young = new Set();
    }
    this.#young.add(`${project}\0${traceId}\0${spanId}`);
  }

  has(project: string, traceId: string, spanId: string): boolean {
    if (this.#young.size === 0) return false;
    const key = `${project}\0${traceId}\0${spanId}`;
    return this.#young.has(key) || this.#old.has(key);
  }
}
