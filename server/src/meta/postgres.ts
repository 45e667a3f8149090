import type { ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../lib/log.ts';
import { claim } from './postgres/claim.ts';
import { CLUSTER_USER, type Cluster, openCluster } from './postgres/cluster.ts';
import { launch } from './postgres/launch.ts';
import { stopOrphan } from './postgres/orphan.ts';
import { makeSocketDirectory } from './postgres/socket.ts';

export interface Postgres {
  /** What a client connects with; stays the same over restarts. */
  connection: { host: string; port: number; user: string; database: string };
  /** Process id now; undefined while it is down. */
  pid: () => number | undefined;
  /** Times it ended by itself and was started again. */
  restarts: () => number;
  /** Stops PostgreSQL (connections are ended) and frees the directory. */
  close: () => Promise<void>;
}

/**
 * PostgreSQL as a private, supervised child process on `directory` (made at first start), reachable only through a Unix
 * socket. Throws `ConfigError` when the directory is in use, of another version, or nothing can run here.
 */
export async function startPostgres({ directory, log }: { directory: string; log: Log }): Promise<Postgres> {
  const cluster = await openCluster(directory);
  const release = await claim(`${directory}.claim`, directory, log);
  const socketDirectory = makeSocketDirectory(cluster.owner);
  try {
    await stopOrphan(directory, log);
    const supervised = await supervise(cluster, socketDirectory, log);
    return {
      connection: { host: socketDirectory, port: 5432, user: CLUSTER_USER, database: 'postgres' },
      pid: supervised.pid,
      restarts: supervised.restarts,
      close: async () => {
        await supervised.stop();
        rmSync(socketDirectory, { recursive: true, force: true });
        await release();
      },
    };
  } catch (error) {
    rmSync(socketDirectory, { recursive: true, force: true });
    await release();
    throw error;
  }
}

interface Supervised {
  pid: () => number | undefined;
  restarts: () => number;
  stop: () => Promise<void>;
}

/** Keeps one postgres running until told to stop. */
async function supervise(cluster: Cluster, socketDirectory: string, log: Log): Promise<Supervised> {
  const start = (): Promise<ChildProcess> => launch(cluster, socketDirectory, log);
  let child: ChildProcess | undefined = await withPatience(start);
  let restarts = 0;
  const stopping = new AbortController();
  const endWithUs = (): void => void child?.kill('SIGINT');
  process.once('exit', endWithUs);

  const life = (async () => {
    for (let quickEnds = 0; !stopping.signal.aborted; ) {
      const began = Date.now();
      const ended = await ending(child);
      child = undefined;
      if (stopping.signal.aborted) return;
      quickEnds = Date.now() - began > 60_000 ? 0 : quickEnds + 1;
      log.error({ ...ended, restarts }, 'PostgreSQL ended by itself; starting it again');
      await sleep(Math.min(10_000, 50 * 2 ** quickEnds), undefined, { signal: stopping.signal }).catch(() => {});
      if (stopping.signal.aborted) return;
      restarts++;
      child = await start().catch((error: unknown) => {
        log.error({ error: String(error) }, 'PostgreSQL does not start');
        return undefined;
      });
    }
  })();

  const stop = async (): Promise<void> => {
    stopping.abort();
    child?.kill('SIGINT');
    // One that was just being restarted appears after the abort; it must not outlive us either.
    const hasty = setInterval(() => child?.kill('SIGINT'), 100);
    const forced = setTimeout(() => child?.kill('SIGQUIT'), 15_000);
    await life;
    clearInterval(hasty);
    clearTimeout(forced);
    process.off('exit', endWithUs);
  };
  return { pid: () => child?.pid, restarts: () => restarts, stop };
}

/** How a process ended; at once when it has, or never began. */
function ending(child: ChildProcess | undefined): Promise<{ code: number | null; signal: string | null }> {
  return new Promise((done) => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return done({ code: null, signal: null });
    child.once('exit', (code, signal) => done({ code, signal }));
  });
}

/** The workers of a postmaster that was just killed may hold its shared memory for a moment. */
async function withPatience(start: () => Promise<ChildProcess>): Promise<ChildProcess> {
  for (let tries = 1; ; tries++) {
    try {
      return await start();
    } catch (error) {
      if (tries === 6) throw error;
      await sleep(50 * 2 ** tries);
    }
  }
}
