import { Overloaded } from '../../lib/errors.ts';

export interface GateOptions {
  /** Works that run at once. */
  atOnce: number;
  /** Works that may wait for their turn, and how long. */
  waiting: number;
  waitMs: number;
}

/** Lets few works through at a time, in the order they came; who would wait too long, or in too long a line, is turned away. */
export class Gate {
  readonly #options: GateOptions;
  readonly #line: (() => void)[] = [];
  #running = 0;

  constructor(options: GateOptions) {
    this.#options = options;
  }

  /** Throws `Overloaded` (429) without having begun, or the signal's reason when its caller is gone. */
  async run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    if (this.#running < this.#options.atOnce) this.#running++;
    else await this.#turn(signal);
    try {
      return await work();
    } finally {
      const next = this.#line.shift();
      if (next) next();
      else this.#running--;
    }
  }

  /** Resolves when a work that ends has handed its place over. */
  #turn(signal: AbortSignal | undefined): Promise<void> {
    const { waiting, waitMs } = this.#options;
    if (this.#line.length >= waiting) throw busy();
    return new Promise((resolve, reject) => {
      const leave = (error: unknown): void => {
        this.#line.splice(this.#line.indexOf(enter), 1);
        end();
        reject(error);
      };
      const gone = (): void => leave(signal?.reason);
      const timer = setTimeout(() => leave(busy()), waitMs);
      const end = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', gone);
      };
      const enter = (): void => {
        end();
        resolve();
      };
      signal?.addEventListener('abort', gone, { once: true });
      this.#line.push(enter);
    });
  }
}

const busy = (): Overloaded => new Overloaded('too many queries over many rows at once', 5, 429);
