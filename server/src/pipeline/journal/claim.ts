import { closeSync, openSync, rmSync, statSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Another living process writes to this folder. The message is for the person who started the second one. */
export class FolderInUse extends Error {}

const NAME = 'lock';

/**
 * Makes this process the only writer of a folder, by a listening socket in it: the kernel drops it with the process,
 * however that dies, so no stale lock can outlive its owner and no pid can be mistaken. Returns the release.
 * Throws `FolderInUse`.
 */
export async function claimFolder(folder: string): Promise<() => Promise<void>> {
  // Socket paths end at ~107 bytes; the descriptor of the folder makes any path short.
  const descriptor = process.platform === 'linux' ? openSync(folder, 'r') : undefined;
  const path = descriptor === undefined ? join(folder, NAME) : `/proc/self/fd/${descriptor}/${NAME}`;
  const close = (): void => {
    if (descriptor !== undefined) closeSync(descriptor);
  };
  try {
    const server = await listenAlone(path, folder);
    return async () => {
      await new Promise((done) => server.close(done));
      close();
    };
  } catch (error) {
    close();
    throw error;
  }
}

async function listenAlone(path: string, folder: string): Promise<Server> {
  const taken = new FolderInUse(`${folder} is in use by another Telltale server`);
  for (let tries = 0; tries < 5; tries++) {
    const result = await listen(path);
    if (result instanceof Error) {
      if (result.code !== 'EADDRINUSE') throw result;
      if (await answers(path)) throw taken;
      rmSync(path, { force: true });
      continue;
    }
    const { ino } = statSync(path);
    // Two that found the same dead socket may both have removed it: the one whose socket is gone has lost.
    if (tries > 0) await sleep(50);
    if (statSync(path, { throwIfNoEntry: false })?.ino === ino) return result;
  }
  throw taken;
}

function listen(path: string): Promise<Server | NodeJS.ErrnoException> {
  const server = createServer((socket) => socket.destroy());
  return new Promise((done) => {
    server.once('error', (error: NodeJS.ErrnoException) => done(error));
    server.listen(path, () => done(server.unref()));
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
