import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Log } from '../../../lib/log.ts';
import { engineError } from '../engine-error.ts';
import type { FromEngine, StartOptions, ToEngine } from './protocol.ts';

/** Another process holds the engine's directory. */
export class DirectoryLocked extends Error {}

/** A running engine process. */
export interface EngineChild {
  /** Runs one statement on a session that is not in use. Rejects with the engine's error, or `lost` when the process ends. */
  run(session: number, sql: string): { id: number; result: Promise<Uint8Array> };
  kill(id: number): void;
  /** Resolves with a reason when the process has ended, asked or not. */
  readonly ended: Promise<string>;
  /** Lets it close its files, then ends it. */
  close(): Promise<void>;
  terminate(): void;
}

/** Source under tsx and vitest, `engine.js` beside the bundle otherwise. */
function entry(): { path: string; execArgv: string[] } {
  if (!import.meta.url.endsWith('.ts')) {
    return { path: fileURLToPath(new URL('./engine.js', import.meta.url)), execArgv: [] };
  }
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  return { path: fileURLToPath(new URL('./engine-process.ts', import.meta.url)), execArgv: ['--import', tsx] };
}

/** Nothing is lost by less patience: loads are synced, and repeated when they were not done. */
const CLOSE_MS = 4000;

/** Starts the engine's process and waits until it answers. Throws `DirectoryLocked`, or an error with what it said. */
export function startChild(options: StartOptions, log: Log): Promise<EngineChild> {
  const { path, execArgv } = entry();
  const child = fork(path, [JSON.stringify(options)], {
    execArgv,
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // Each statement holds a thread of the pool for as long as it runs.
    env: { ...process.env, UV_THREADPOOL_SIZE: String(options.sessions + 5) },
  });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-2000);
    log.debug({ engine: chunk.toString().slice(0, 2000) }, 'engine says');
  });
  const ended = new Promise<string>((done) => {
    child.once('error', (error) => done(error.message));
    child.once('exit', (code, signal) => done(`ended with ${signal ?? code}${said ? `: ${said}` : ''}`));
  });
  return new Promise((resolve, reject) => {
    void ended.then((reason) => reject(new Error(`the engine did not start: ${reason}`)));
    const first = (message: FromEngine): void => {
      if ('ready' in message) resolve(connected(child, ended));
      if ('failed' in message) {
        reject(message.locked ? new DirectoryLocked(message.failed) : new Error(message.failed));
      }
    };
    child.once('message', first);
  });
}

function connected(child: ChildProcess, ended: Promise<string>): EngineChild {
  const waiting = new Map<number, { resolve: (bytes: Uint8Array) => void; reject: (error: Error) => void }>();
  let last = 0;
  child.on('message', (message: FromEngine) => {
    if (!('id' in message)) return;
    const waiter = waiting.get(message.id);
    waiting.delete(message.id);
    if ('bytes' in message) waiter?.resolve(message.bytes);
    else waiter?.reject(engineError(message.code, message.message));
  });
  void ended.then((reason) => {
    for (const { reject } of waiting.values()) reject(new EngineLost(`the engine ${reason}`));
    waiting.clear();
  });
  const tell = (message: ToEngine): void => {
    if (child.connected) child.send(message, () => {});
  };
  return {
    run(session, sql) {
      const id = ++last;
      const result = new Promise<Uint8Array>((resolve, reject) => {
        if (!child.connected) reject(new EngineLost('the engine has ended'));
        waiting.set(id, { resolve, reject });
      });
      tell({ id, session, sql });
      return { id, result };
    },
    kill: (id) => tell({ kill: id }),
    ended,
    async close() {
      tell({ close: true });
      const late = setTimeout(() => child.kill('SIGKILL'), CLOSE_MS);
      await ended;
      clearTimeout(late);
    },
    terminate: () => void child.kill('SIGKILL'),
  };
}

/** The engine's process ended while it worked on this. Whether it was done is unknown. */
export class EngineLost extends Error {}
