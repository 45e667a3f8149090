import type { Log } from '../../../lib/log.ts';
import { bind, quote } from '../bind.ts';
import type { Engine, QueryOptions } from '../engine.ts';
import { insertSegment } from '../insert.ts';
import { querySettings } from '../query-settings.ts';
import { SessionPool } from './session-pool.ts';
import { Supervisor } from './supervisor.ts';

export interface ChdbOptions {
  /** Owned by one engine process alone. */
  directory: string;
  memoryBytes: number;
  log: Log;
}

const READERS = 4;
const COMMANDS = 3;
const SESSIONS = READERS + COMMANDS + 1;
const MAX_WAITING = 256;
const DEFAULT_MS = 30_000;
const COMMAND_MS = 3_600_000;
/** How long a statement may go on after it was told to stop, before the process is taken as stuck. */
const STUCK_MS = 30_000;

const sequence = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from + i);

/** The folder's name is one the engine cannot work with. The message is for the person who chose it. */
export class UnfitFolder extends Error {}

/**
 * The embedded engine: chDB in a supervised process of its own. Resolves once it answers; throws when it cannot start,
 * `UnfitFolder` when it could not load what lies beside its directory.
 */
export async function startChdb({ directory, memoryBytes, log }: ChdbOptions): Promise<Engine> {
  refusePattern(directory);
  const supervisor = new Supervisor({ directory, memoryBytes, sessions: SESSIONS }, log);
  const readers = new SessionPool(sequence(0, READERS), MAX_WAITING);
  const commands = new SessionPool(sequence(READERS, COMMANDS), MAX_WAITING);
  const loads = new SessionPool([SESSIONS - 1], MAX_WAITING);

  /** Runs statements on one session, one after the other; yields the last one's bytes. `after` also when one failed. */
  async function run(
    pool: SessionPool,
    statements: string[],
    ms: number,
    signal?: AbortSignal,
    after: string[] = [],
  ): Promise<Uint8Array> {
    const session = await pool.acquire(signal);
    const work = (async () => {
      try {
        let bytes = new Uint8Array();
        const child = await supervisor.child(Math.min(ms, DEFAULT_MS));
        for (const sql of statements) {
          signal?.throwIfAborted();
          const { id, result } = child.run(session, sql);
          const stop = stopper(() => child.kill(id), child.terminate, ms, signal);
          bytes = Uint8Array.from([]);
          try {
            bytes = (await result) as Uint8Array<ArrayBuffer>;
          } finally {
            stop();
          }
        }
        return bytes;
      } finally {
        await reset(session, after);
        pool.release(session);
      }
    })();
    return signal ? Promise.race([work, aborted(signal, work)]) : work;
  }

  /** Another statement's settings must not stay behind; in a process that has just ended nothing does. */
  async function reset(session: number, statements: string[]): Promise<void> {
    if (!statements.length || !supervisor.healthy) return;
    const child = await supervisor.child(0);
    for (const sql of statements) await child.run(session, sql).result.catch(() => {});
  }

  await supervisor.start();
  return {
    async query<Row>(sql: string, params = {}, options: QueryOptions = {}) {
      const ms = options.timeoutMs ?? DEFAULT_MS;
      const settings = Object.entries(querySettings(ms, options.settings)).map(
        ([name, value]) => `${name} = ${inline(value)}`,
      );
      const statement = `${bind(sql, params)}\nFORMAT JSONEachRow SETTINGS ${settings.join(', ')}`;
      const bytes = await run(readers, [statement], ms, options.signal);
      return bytes.length
        ? (JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString()) as Row[])
        : [];
    },
    async command(sql, params = {}, options = {}) {
      const settings = Object.entries(options.settings ?? {});
      // A trailing SETTINGS clause means something else in DDL, so they are the session's for this one statement.
      const before = settings.map(([name, value]) => `SET ${name} = ${inline(value)}`);
      const after = settings.map(([name]) => `SET ${name} = DEFAULT`);
      await run(commands, [...before, bind(sql, params)], options.timeoutMs ?? COMMAND_MS, options.signal, after);
    },
    async load(table, path, token) {
      refusePattern(path);
      const source = (structure: string): string => `file(${quote(path)}, 'RowBinary', ${quote(structure)})`;
      await run(loads, [insertSegment(table, token, source)], COMMAND_MS);
    },
    healthy: () => supervisor.healthy,
    stats: {
      get restarts() {
        return supervisor.restarts;
      },
    },
    close: () => supervisor.close(),
  };
}

/**
 * The engine takes these for a pattern, and a pattern without a match for a file without rows: a segment below such a folder
 * would be loaded as nothing, and removed.
 */
const PATTERN = /[*?{}]/;

function refusePattern(path: string): void {
  if (PATTERN.test(path))
    throw new UnfitFolder(`${path} has one of * ? { } in its name, which the engine cannot read from`);
}

const inline = (value: string | number): string => (typeof value === 'number' ? String(value) : quote(value));

/** Stops a statement at its limit or when its caller is gone. Returns what ends the watch. */
function stopper(kill: () => void, terminate: () => void, ms: number, signal?: AbortSignal): () => void {
  let timer: NodeJS.Timeout;
  const stop = (): void => {
    const since = Date.now();
    clearTimeout(timer);
    // Again and again: the first may come before the statement has begun.
    const again = (): void => {
      if (Date.now() - since > STUCK_MS) terminate();
      else kill();
      timer = setTimeout(again, 250);
    };
    again();
  };
  // The engine's own limit comes first; this is for when it does not look.
  timer = setTimeout(stop, ms + 2000);
  if (signal?.aborted) stop();
  else signal?.addEventListener('abort', stop, { once: true });
  return () => {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  };
}

/** Rejects as soon as the caller is gone, while the session stays lent until the engine has let go. */
function aborted(signal: AbortSignal, work: Promise<unknown>): Promise<never> {
  return new Promise((_, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    const clear = (): void => signal.removeEventListener('abort', abort);
    work.then(clear, clear);
  });
}
