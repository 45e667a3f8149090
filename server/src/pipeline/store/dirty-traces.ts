/** A trace whose pieces arrived over several requests. Times of its known rows in µs; moments in ms of `performance.now`. */
export interface DirtyTrace {
  project: string;
  traceId: string;
  from: number;
  to: number;
  firstTouch: number;
  lastTouch: number;
}

/** A time range in µs. */
export interface TimeRange {
  from: number;
  to: number;
}

export const QUIET_MS = 1000;
export const MAX_WAIT_MS = 10_000;
const MAX_TRACES = 100_000;

/** The traces that wait to be settled. Bounded: what does not fit is counted and found again by reading the store. */
export class DirtyTraces {
  readonly #traces = new Map<string, DirtyTrace>();
  overflowed = 0;

  get size(): number {
    return this.#traces.size;
  }

  /** `range`: where rows of the trace are; without it they are taken to be recent, unless more is known. */
  touch(project: string, traceId: string, range?: TimeRange): void {
    const key = `${project}\0${traceId}`;
    const now = performance.now();
    const known = this.#traces.get(key);
    const { from, to } = range ?? known ?? { from: Date.now() * 1000, to: Date.now() * 1000 };
    if (known) {
      known.from = Math.min(known.from, from);
      known.to = Math.max(known.to, to);
      known.lastTouch = now;
    } else if (this.#traces.size >= MAX_TRACES) this.overflowed++;
    else this.#traces.set(key, { project, traceId, from, to, firstTouch: now, lastTouch: now });
  }

  /**
   * Takes out the traces that are quiet, or have waited too long, and whose rows have all been loaded (`drainedTo`), at most
   * `limit`, by project and time.
   */
  take(now: number, drainedTo: number, limit: number): DirtyTrace[] {
    const due: DirtyTrace[] = [];
    for (const [key, trace] of this.#traces) {
      const ripe = now - trace.lastTouch >= QUIET_MS || now - trace.firstTouch >= MAX_WAIT_MS;
      if (!ripe || trace.lastTouch >= drainedTo) continue;
      this.#traces.delete(key);
      due.push(trace);
      if (due.length >= limit) break;
    }
    return due.sort((a, b) => (a.project === b.project ? a.from - b.from : a.project < b.project ? -1 : 1));
  }

  /** Puts a trace back that could not be settled now. */
  putBack(trace: DirtyTrace): void {
    this.touch(trace.project, trace.traceId, trace);
  }
}
