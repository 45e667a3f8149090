import { setTimeout as sleep } from 'node:timers/promises';
import { Overloaded } from '../../lib/errors.ts';
import type { Log } from '../../lib/log.ts';
import { within } from '../../lib/within.ts';
import type { Journal } from '../journal/journal.ts';
import type { Segment } from '../journal/lane.ts';
import type { TableName } from '../journal/tables.ts';
import { EngineLost } from './chdb/child.ts';
import type { Engine } from './engine.ts';
import { EngineError } from './engine-error.ts';
import type { RollupState } from './rollup-state.ts';

export interface LoaderParts {
  journal: Pick<Journal, 'inspect' | 'done' | 'reject'>;
  engine: Engine;
  state: RollupState;
  log: Log;
  onLoaded: (table: TableName, rows: number) => void;
}

interface Task {
  segment: Segment;
  refusals: number;
  losses: number;
}

/**
 * The engine says the bytes are wrong: parse errors, ends of file, values out of bounds. Anything else (memory, disk, too
 * many parts, no connection) may pass, so it is tried for ever.
 */
const CONTENT = new Set([6, 26, 27, 32, 33, 38, 41, 69, 72, 117, 128, 131, 349, 407]);
const MAX_REFUSALS = 3;
/** Times the engine may die over one segment before others go first. */
const MAX_LOSSES = 3;
const MAX_PAUSE_MS = 5000;
const CLOSE_MS = 2500;

/** Takes sealed segments into the engine, oldest first: insert, mark what was touched as dirty, delete the file. */
export class Loader {
  readonly #parts: LoaderParts;
  #queue: Task[] = [];
  #running: Promise<void> | undefined;
  #closed = false;
  #idle: (() => void)[] = [];
  #pauses = new AbortController();
  rejected = 0;
  retries = 0;

  constructor(parts: LoaderParts) {
    this.#parts = parts;
  }

  /** Takes a segment over. A segment without rows' count is one an earlier process left. */
  push(segment: Segment): void {
    this.#queue.push({ segment, refusals: 0, losses: 0 });
    this.#running ??= this.#run();
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    if (!this.#running) return;
    await new Promise<void>((done) => this.#idle.push(done));
  }

  /**
   * Stops after the segment at hand, or without it when that takes longer than `ms`; what is left stays in the journal. The
   * engine may be closed then: a load that is cut off is repeated under its token.
   */
  async close(ms = CLOSE_MS): Promise<void> {
    this.#closed = true;
    this.#pauses.abort();
    await within(ms, this.#running);
  }

  async #run(): Promise<void> {
    let pause = 50;
    for (let task = this.#queue.shift(); task && !this.#closed; task = this.#queue.shift()) {
      try {
        await this.#load(task.segment);
        pause = 50;
      } catch (error) {
        if (this.#closed) break;
        await this.#failed(task, error);
        await sleep(pause, undefined, { signal: this.#pauses.signal }).catch(() => {});
        pause = Math.min(pause * 2, MAX_PAUSE_MS);
      }
    }
    this.#running = undefined;
    for (const done of this.#idle.splice(0)) done();
  }

  async #load(segment: Segment): Promise<void> {
    const { journal, engine, state, onLoaded } = this.#parts;
    await journal.inspect(segment);
    const { table, rows = 0, touched = new Map() } = segment;
    if (rows > 0) {
      const marks = table === 'spans' ? touched : new Map();
      const end = state.loading(marks);
      try {
        await engine.load(table, segment.path, segment.id);
        await state.mark(marks);
      } finally {
        // After a failure the rows may be in all the same, unmarked, until the next try: answers may lag, never differ for good.
        end();
      }
    }
    await journal.done(segment);
    onLoaded(table, rows);
  }

  async #failed(task: Task, error: unknown): Promise<void> {
    const { journal, log } = this.#parts;
    const { segment } = task;
    this.retries++;
    const gone = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (error instanceof EngineError && CONTENT.has(error.code)) task.refusals++;
    if (error instanceof EngineLost) task.losses++;
    if (gone || task.refusals >= MAX_REFUSALS) {
      this.rejected++;
      const message = gone ? 'store: a segment is gone' : 'store: the engine refuses a segment; kept in rejected/';
      log.error({ segment: segment.id, error: String(error) }, message);
      await journal
        .reject(segment)
        .catch((problem: unknown) => log.error({ error: String(problem) }, 'store: cannot set it aside'));
      return;
    }
    log.warn({ segment: segment.id, error: String(error) }, 'store: a segment was not loaded; trying again');
    // While the engine is away all wait alike. What is this segment's own trouble holds no other up.
    const away = error instanceof Overloaded || (error instanceof EngineLost && task.losses % MAX_LOSSES !== 0);
    if (away) this.#queue.unshift(task);
    else this.#queue.push(task);
  }
}
