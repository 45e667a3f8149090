/** Durations of the last syncs, for /metrics. */
export class SyncTimes {
  readonly #ring = new Float64Array(512);
  #count = 0;

  add(milliseconds: number): void {
    this.#ring[this.#count++ % this.#ring.length] = milliseconds;
  }

  /** Milliseconds; zeros before the first sync. */
  summary(): { count: number; p50: number; p99: number; max: number } {
    const sorted = this.#ring.slice(0, Math.min(this.#count, this.#ring.length)).sort();
    const at = (q: number): number => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? 0;
    return { count: this.#count, p50: at(0.5), p99: at(0.99), max: at(1) };
  }
}
