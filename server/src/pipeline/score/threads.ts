import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Thresholds } from '../../model/scoring.ts';
import type { Scored } from './score-call.ts';
import type { CallTexts } from './subject.ts';
import type { Done, Task } from './worker.ts';

/** Source under tsx and vitest, `scorer.js` beside the bundle otherwise. */
function startWorker(): Worker {
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL('./scorer.js', import.meta.url));
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx/package.json'));
  const api = new URL('dist/esm/api/index.mjs', tsx).href;
  const source = new URL('./worker.ts', import.meta.url).href;
  // Loaders given by arguments do not reach the threads of Node 20.
  const load = `import('${api}').then(({ register }) => { register(); return import('${source}'); })`;
  return new Worker(load, { eval: true });
}

const RESTART_MS = 500;
/** How much the last task counts in the time a call takes. */
const PACE = 0.1;

interface Waiting {
  calls: number;
  done: (scored: Scored[] | undefined) => void;
  timer: NodeJS.Timeout;
}

interface Thread {
  worker: Worker;
  waiting: Map<number, Waiting>;
  ended: boolean;
}

export interface ThreadsOptions {
  threads: number;
  /** How long (ms) calls may wait for the others before them; more are not taken. */
  maxWaitMs?: number;
  /** A task that takes longer (ms) is given up, and its thread with it. */
  taskMs?: number;
}

/** Threads that run detectors. One that dies or hangs is replaced; what it had is answered with undefined. */
export class Threads {
  readonly #options: Required<ThreadsOptions>;
  readonly #threads: Thread[] = [];
  #id = 0;
  /** Of late, ms. */
  #perCall = 0.2;
  #waiting = 0;
  #closed = false;

  constructor(options: ThreadsOptions) {
    this.#options = { maxWaitMs: 150, taskMs: 20_000, ...options };
    for (let at = 0; at < options.threads; at++) this.#start(at);
  }

  /** Whether so many calls more would be done in time. */
  hasRoom(calls: number): boolean {
    const { threads, maxWaitMs } = this.#options;
    return this.#waiting === 0 || ((this.#waiting + calls) * this.#perCall) / threads <= maxWaitMs;
  }

  /** What was found in each call; undefined when the thread was lost. */
  run(calls: CallTexts[], thresholds: Thresholds): Promise<Scored[] | undefined> {
    const alive = this.#threads.filter(({ ended }) => !ended);
    if (this.#closed || alive.length === 0) return Promise.resolve(undefined);
    const thread = alive.reduce((least, one) => (load(one) < load(least) ? one : least));
    const id = ++this.#id;
    this.#waiting += calls.length;
    return new Promise((done) => {
      const timer = setTimeout(() => void thread.worker.terminate(), this.#options.taskMs);
      thread.waiting.set(id, { calls: calls.length, done, timer });
      thread.worker.postMessage({ id, calls, thresholds } satisfies Task);
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#threads.map(({ worker }) => worker.terminate()));
  }

  #start(at: number): void {
    const thread: Thread = { worker: startWorker(), waiting: new Map(), ended: false };
    this.#threads[at] = thread;
    // The server ends when everything else has ended.
    thread.worker.unref();
    thread.worker.on('message', ({ id, scored, ms }: Done) => {
      this.#perCall += PACE * (ms / Math.max(1, scored.length) - this.#perCall);
      this.#end(thread, id, scored);
    });
    // An error is followed by the exit.
    thread.worker.on('error', () => {});
    thread.worker.on('exit', () => {
      thread.ended = true;
      for (const id of [...thread.waiting.keys()]) this.#end(thread, id, undefined);
      // One that cannot start must not keep a core busy with trying.
      if (!this.#closed) setTimeout(() => !this.#closed && this.#start(at), RESTART_MS).unref();
    });
  }

  #end(thread: Thread, id: number, scored: Scored[] | undefined): void {
    const waiting = thread.waiting.get(id);
    if (!waiting || !thread.waiting.delete(id)) return;
    clearTimeout(waiting.timer);
    this.#waiting -= waiting.calls;
    waiting.done(scored);
  }
}

const load = ({ waiting }: Thread): number => [...waiting.values()].reduce((sum, { calls }) => sum + calls, 0);
