import { Overloaded } from '../../lib/errors.ts';
import { createBatches } from './batches.ts';

interface Entry<V> {
  /** undefined = looked up, and not there. */
  value: V | undefined;
  loadedAt: number;
}

/** How long an answer is taken for true; a change made by another process acts within this. */
const FRESH_MS = 3_000;
/** How long a known answer outlives an unreachable database: ingestion goes on meanwhile. */
const STALE_MS = 10 * 60_000;
/** After a failure, known answers are given without asking again for so long. */
const REST_MS = 2_000;
const KEPT = 10_000;

export interface Lookup<V> {
  /** At once when known and fresh, else a promise. Throws `Overloaded` when the database is out of reach and nothing is known. */
  get(id: string): V | undefined | Promise<V | undefined>;
  /** Forgets what is known, also of a load under way. */
  forget(id: string): void;
}

interface LookupOptions<V> {
  /** Reads what the database has of these ids. */
  load: (ids: string[]) => Promise<Map<string, V>>;
  now?: () => number;
}

/** A bounded cache before a table, which outlives the table for a while. */
export function createLookup<V>({ load, now = Date.now }: LookupOptions<V>): Lookup<V> {
  const memory = createMemory<V>();
  const batches = createBatches(load, (id, value) => memory.set(id, { value, loadedAt: now() }));
  let failedAt = Number.NEGATIVE_INFINITY;

  async function ask(id: string): Promise<V | undefined> {
    try {
      return await batches.get(id);
    } catch (error) {
      if (error instanceof Overloaded) throw error;
      failedAt = now();
      const old = memory.get(id);
      if (old?.value !== undefined && now() - old.loadedAt < STALE_MS) return old.value;
      throw new Overloaded('the control plane does not answer', 2);
    }
  }

  return {
    get: (id) => {
      const entry = memory.get(id);
      const trusted = now() - failedAt < REST_MS ? STALE_MS : FRESH_MS;
      return entry && now() - entry.loadedAt < trusted ? entry.value : ask(id);
    },
    forget: (id) => {
      batches.invalidate();
      memory.forget(id);
    },
  };
}

/** Known and unknown ids apart, each bounded, oldest out first: a flood of invented ones cannot push out the real ones. */
function createMemory<V>() {
  const known = new Map<string, Entry<V>>();
  const unknown = new Map<string, Entry<V>>();
  return {
    get: (id: string): Entry<V> | undefined => known.get(id) ?? unknown.get(id),
    set: (id: string, entry: Entry<V>): void => {
      known.delete(id);
      unknown.delete(id);
      const into = entry.value === undefined ? unknown : known;
      into.set(id, entry);
      if (into.size > KEPT) into.delete(into.keys().next().value ?? '');
    },
    forget: (id: string): void => {
      known.delete(id);
      unknown.delete(id);
    },
  };
}
