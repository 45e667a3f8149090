import { setTimeout as sleep } from 'node:timers/promises';
import { Overloaded } from '../../../lib/errors.ts';
import type { Log } from '../../../lib/log.ts';
import { DirectoryLocked, type EngineChild, startChild } from './child.ts';
import type { StartOptions } from './protocol.ts';

/** How long a directory may stay locked by a process that is about to end. */
const LOCKED_MS = 30_000;
const MAX_BACKOFF_MS = 10_000;

/** Keeps one engine process running: starts it again, with growing pauses, whenever it ends unasked. */
export class Supervisor {
  restarts = 0;
  readonly #options: StartOptions;
  readonly #log: Log;
  #child: EngineChild | undefined;
  #waiting: ((child: EngineChild) => void)[] = [];
  #closed = false;

  constructor(options: StartOptions, log: Log) {
    this.#options = options;
    this.#log = log;
  }

  /** Starts the first process. Throws when it cannot start. */
  async start(): Promise<void> {
    this.#adopt(await this.#startUnlocked());
  }

  get healthy(): boolean {
    return this.#child !== undefined;
  }

  /** The running process; waits for one while it restarts. Throws `Overloaded` when none comes in time. */
  child(milliseconds: number): Promise<EngineChild> {
    if (this.#child) return Promise.resolve(this.#child);
    if (this.#closed) return Promise.reject(new Overloaded('the telemetry engine is closed', 5));
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        this.#waiting = this.#waiting.filter((waiter) => waiter !== give);
        reject(new Overloaded('the telemetry engine is restarting', 2));
      }, milliseconds);
      const give = (child: EngineChild): void => {
        clearTimeout(late);
        resolve(child);
      };
      this.#waiting.push(give);
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#child?.close();
  }

  #adopt(child: EngineChild): void {
    this.#child = child;
    for (const give of this.#waiting.splice(0)) give(child);
    void child.ended.then((reason) => {
      this.#child = undefined;
      if (this.#closed) return;
      this.#log.error({ reason }, 'engine ended, starting it again');
      void this.#restart();
    });
  }

  async #restart(): Promise<void> {
    for (let pause = 100; !this.#closed; pause = Math.min(pause * 2, MAX_BACKOFF_MS)) {
      this.restarts++;
      try {
        const child = await this.#startUnlocked();
        if (this.#closed) return await child.close();
        return this.#adopt(child);
      } catch (error) {
        this.#log.error({ error: String(error) }, 'engine did not start');
        await sleep(pause);
      }
    }
  }

  async #startUnlocked(): Promise<EngineChild> {
    for (const end = Date.now() + LOCKED_MS; ; await sleep(200)) {
      try {
        return await startChild(this.#options, this.#log);
      } catch (error) {
        if (!(error instanceof DirectoryLocked) || this.#closed || Date.now() > end) throw error;
      }
    }
  }
}
