import { closeSync, openSync, rmSync, statSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { basename, dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError } from '../../config.ts';
import type { Log } from '../../lib/log.ts';

/** Longest socket path every system takes. */
const LONGEST = 100;

/**
 * Claims a folder for this process by a listening socket at `path`, which the kernel drops with the process however it
 * dies. Returns the release. Throws `ConfigError` when a living process holds it.
 */
export async function claim(path: string, what: string, log: Log): Promise<() => Promise<void>> {
  const folder =
    Buffer.byteLength(path) > LONGEST && process.platform === 'linux' ? openSync(dirname(path), 'r') : undefined;
  const short = folder === undefined ? path : `/proc/self/fd/${folder}/${basename(path)}`;
  const server = await listenAlone(short, what, log);
  return async () => {
    if (server) await new Promise((done) => server.close(done));
    if (folder !== undefined) closeSync(folder);
  };
}

async function listenAlone(path: string, what: string, log: Log): Promise<Server | undefined> {
  const taken = new ConfigError(`${what} is in use by another Telltale server`);
  for (let tries = 0; ; tries++) {
    const { server, code } = await listen(path);
    if (server) {
      const mine = statSync(path).ino;
      // Two that both found a dead claim may both remove it: whoever's socket is gone has lost. It stays open until the
      // process ends, because closing it would remove the winner's.
      if (tries > 0) await sleep(50);
      if (statSync(path, { throwIfNoEntry: false })?.ino === mine) return server;
      throw taken;
    }
    if (code !== 'EADDRINUSE') {
      log.warn({ path, code }, 'cannot guard the data folder against a second server');
      return undefined;
    }
    if (tries === 5) throw taken;
    // One who answers may be dying: it has to answer each time.
    if (await answers(path)) await sleep(100);
    else rmSync(path, { force: true });
  }
}

function listen(path: string): Promise<{ server?: Server; code?: string | undefined }> {
  const server = createServer((socket) => socket.destroy());
  return new Promise((done) => {
    server.once('error', (error: NodeJS.ErrnoException) => done({ code: error.code }));
    server.listen(path, () => done({ server: server.unref() }));
  });
}

function answers(path: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(path, () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });
}
