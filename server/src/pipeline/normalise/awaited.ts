const MAX = 100_000;

/**
 * Spans that children or log records named before they came themselves. A model call that stands alone needs no settling,
 * unless some of it came first and was settled without it. Bounded; two generations.
 */
export class AwaitedSpans {
  #young = new Set<string>();
  #old = new Set<string>();

  add(project: string, traceId: string, spanId: string): void {
    if (this.#young.size >= MAX) {
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
