import { Overloaded } from '../../lib/errors.ts';

/** Ids in one query. */
const BATCH = 500;
/** Ids that may wait; a flood is turned away before it takes memory. */
const WAITING = 5_000;

interface Question<V> {
  id: string;
  answer: (value: V | undefined) => void;
  fail: (error: unknown) => void;
}

interface Batches<V> {
  /** What the table has of `id`. Throws `Overloaded` (429) when too many wait. */
  get(id: string): Promise<V | undefined>;
  /** Something changed: a query under way is asked again before its answers count. */
  invalidate(): void;
}

/**
 * Questions that come together share one query; the same question is asked once; one query at a time. `keep` gets every
 * answer that is still true at that moment.
 */
export function createBatches<V>(
  load: (ids: string[]) => Promise<Map<string, V>>,
  keep: (id: string, value: V | undefined) => void,
): Batches<V> {
  const waiting = new Map<string, Promise<V | undefined>>();
  const queue: Question<V>[] = [];
  let draining = false;
  let generation = 0;

  async function ask(batch: Question<V>[]): Promise<void> {
    const ids = batch.map(({ id }) => id);
    for (let tries = 0; ; tries++) {
      const began = generation;
      const outcome = await load(ids).catch((error: unknown) => ({ error }));
      // Nothing may be awaited from here on: a change in between would be overlooked.
      if (began !== generation && tries < 3) continue;
      for (const { id, answer, fail } of batch) {
        waiting.delete(id);
        if (!(outcome instanceof Map)) fail(outcome.error);
        else answer(outcome.get(id));
        if (outcome instanceof Map && began === generation) keep(id, outcome.get(id));
      }
      return;
    }
  }

  async function drain(): Promise<void> {
    draining = true;
    while (queue.length) await ask(queue.splice(0, BATCH));
    draining = false;
  }

  return {
    get: (id) => {
      const same = waiting.get(id);
      if (same) return same;
      if (queue.length >= WAITING) throw new Overloaded('too many unknown credentials at once', 1, 429);
      const answer = new Promise<V | undefined>((done, fail) => queue.push({ id, answer: done, fail }));
      waiting.set(id, answer);
      if (!draining) void drain();
      return answer;
    },
    invalidate: () => {
      generation++;
    },
  };
}
