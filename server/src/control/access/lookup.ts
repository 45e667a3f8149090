import { Overloaded } from '../../lib/errors.ts';

interface Entry<V> {
  /** undefined = looked up, and not there. */
  value: V | undefined;
  loadedAt: number;
}

interface LookupOptions<V> {
  /** Reads what the database has of these ids, at most `BATCH`. */
  load: (ids: string[]) => Promise<Map<string, V>>;
  now?: () => number;
}

/** How long an answer is taken for true; a change made by another process acts within this. */
const FRESH_MS = 3_000;
/** How long a known answer outlives an unreachable database: ingestion goes on meanwhile. */
const STALE_MS = 10 * 60_000;
/** After a failure, known answers are given without asking again for so long. */
const REST_MS = 2_000;
const KEPT = 10_000;
const BATCH = 500;
const WAITING = 5_000;

export interface Lookup<V> {
  /** At once when known and fresh, else a promise. Throws `Overloaded` when the database is out of reach and nothing is known. */
  get(id: string): V | undefined | Promise<V | undefined>;
  /** Forgets what is known, also of a load under way. */
  forget(id: string): void;
}

/**
 * A bounded cache before a table: known and unknown ids are kept apart (a flood of invented ones cannot push out the real
 * ones), concurrent questions share one query.
 */
export function createLookup<V>({ load, now = Date.now }: LookupOptions<V>): Lookup<V> {
  const known = new Map<string, Entry<V>>();
  const unknown = new Map<string, Entry<V>>();
  const waiting = new Map<string, Promise<V | undefined>>();
  let queue: { id: string; done: (value: V | undefined) => void; fail: (error: unknown) => void }[] = [];
  let draining = false;
  let generation = 0;
  let failedAt = Number.NEGATIVE_INFINITY;

  function remember(id: string, value: V | undefined): void {
    const [into, from] = value === undefined ? [unknown, known] : [known, unknown];
    from.delete(id);
    into.delete(id);
    into.set(id, { value, loadedAt: now() });
    if (into.size > KEPT) into.delete(into.keys().next().value ?? '');
  }

  /** Answers of a query that began before a change must not be kept after it. */
  async function loadCurrent(ids: string[]): Promise<Map<string, V>> {
    for (let tries = 0; ; tries++) {
      const began = generation;
      const found = await load(ids);
      if (began === generation || tries === 3) return found;
    }
  }

  async function drain(): Promise<void> {
    draining = true;
    while (queue.length) {
      const batch = queue.slice(0, BATCH);
      queue = queue.slice(BATCH);
      try {
        const found = await loadCurrent(batch.map(({ id }) => id));
        for (const { id, done } of batch) {
          remember(id, found.get(id));
          done(found.get(id));
        }
      } catch (error) {
        for (const { fail } of batch) fail(error);
      }
      for (const { id } of batch) waiting.delete(id);
    }
    draining = false;
  }

  function ask(id: string): Promise<V | undefined> {
    const under = waiting.get(id);
    if (under) return under;
    if (queue.length >= WAITING) throw new Overloaded('too many unknown credentials at once', 1, 429);
    const answer = new Promise<V | undefined>((done, fail) => queue.push({ id, done, fail })).catch(() => {
      failedAt = now();
      const old = known.get(id);
      if (old && now() - old.loadedAt < STALE_MS) return old.value;
      throw new Overloaded('the control plane does not answer', 2);
    });
    waiting.set(id, answer);
    if (!draining) void drain();
    return answer;
  }

  return {
    get: (id) => {
      const entry = known.get(id) ?? unknown.get(id);
      const trusted = now() - failedAt < REST_MS ? STALE_MS : FRESH_MS;
      return entry && now() - entry.loadedAt < trusted ? entry.value : ask(id);
    },
    forget: (id) => {
      generation++;
      known.delete(id);
      unknown.delete(id);
    },
  };
}
