import { Overloaded } from '../../../lib/errors.ts';

interface Waiter {
  give: (session: number) => void;
}

/** Lends sessions of one purpose, in the order they were asked for. A session runs one statement at a time. */
export class SessionPool {
  readonly #free: number[];
  readonly #waiting: Waiter[] = [];
  readonly #maxWaiting: number;

  constructor(sessions: number[], maxWaiting: number) {
    this.#free = sessions;
    this.#maxWaiting = maxWaiting;
  }

  /** A free session. Throws `Overloaded` when too many wait already, the signal's reason when aborted. */
  acquire(signal?: AbortSignal): Promise<number> {
    signal?.throwIfAborted();
    const session = this.#free.pop();
    if (session !== undefined) return Promise.resolve(session);
    if (this.#waiting.length >= this.#maxWaiting) throw new Overloaded('too many queries at once', 1, 429);
    return new Promise((resolve, reject) => {
      const waiter = {
        give(free: number) {
          signal?.removeEventListener('abort', abort);
          resolve(free);
        },
      };
      const abort = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        reject(signal?.reason);
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.#waiting.push(waiter);
    });
  }

  release(session: number): void {
    const next = this.#waiting.shift();
    if (next) next.give(session);
    else this.#free.push(session);
  }
}
