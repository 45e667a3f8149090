const MAX = 200_000;

/**
 * Parents that children named before they came. A model call that stands alone needs no settling, unless its children came
 * first: they were settled without it, and it may turn out to be a wrapper. Bounded; two generations.
 */
export class AwaitedParents {
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
