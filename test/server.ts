import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const CLI = resolve(import.meta.dirname, '../server/dist/cli.js');

export interface RunningServer {
  url: string;
  process: ChildProcess;
  data: string;
  /** Everything the process printed so far. */
  output: () => string;
  /** Sends the signal and waits for the exit code. */
  stop: (signal?: NodeJS.Signals) => Promise<number | null>;
}

/** A port nobody listens on right now. */
export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** A fresh folder below the system's temporary one. */
export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'telltale-'));

/** Removes what a test left; the engine may still be closing its files. */
export const removeFolder = (folder: string): void =>
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });

/** Starts the built server as `npm start` does and waits until it listens. Rejects with its output when it ends first. */
export function startServer(options: { data: string; env?: Record<string, string> }): Promise<RunningServer> {
  const child = spawn(process.execPath, ['--max-semi-space-size=64', CLI, 'serve'], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TELLTALE_DATA: options.data,
      TELLTALE_PORT: '0',
      TELLTALE_GRPC_PORT: '0',
      TELLTALE_LOG_LEVEL: 'info',
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  const exited = new Promise<number | null>((done) => child.once('exit', done));
  const stop = (signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> => {
    child.kill(signal);
    return exited;
  };
  return new Promise((done, fail) => {
    const read = (chunk: Buffer): void => {
      text = (text + chunk.toString()).slice(-1_000_000);
      const url = /listening on (http:\/\/[^\s"]+)/.exec(text)?.[1];
      if (url) done({ url, process: child, data: options.data, output: () => text, stop });
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    void exited.then((code) => fail(new Error(`server ended with ${code} before it listened:\n${text}`)));
  });
}

/** Asks the API; throws with the answer's text when it is not 2xx. */
export async function api<T>(
  server: { url: string },
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
): Promise<T> {
  const answer = await fetch(`${server.url}/api/v1${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
  return JSON.parse(text) as T;
}

/** Polls until `check` returns something but undefined/false, or fails after `ms`. */
export async function eventually<T>(check: () => Promise<T | undefined | false>, ms = 15_000): Promise<T> {
  const end = Date.now() + ms;
  for (;;) {
    const result = await check().catch((error: unknown) => {
      if (Date.now() > end) throw error;
      return undefined;
    });
    if (result !== undefined && result !== false) return result;
    if (Date.now() > end) throw new Error(`still not so after ${ms} ms`);
    await new Promise((wait) => setTimeout(wait, 100));
  }
}
