import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../lib/log.ts';
import { SOCKET_PREFIX } from './socket.ts';

interface Postmaster {
  pid: number;
  socketDirectory: string;
  ready: boolean;
}

/** What PostgreSQL writes of itself into its directory; undefined when it does not run (or has not said yet). */
export function readPostmaster(directory: string): Postmaster | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(directory, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return undefined;
  }
  const pid = Number(lines[0]);
  if (!Number.isSafeInteger(pid) || pid <= 1) return undefined;
  return { pid, socketDirectory: lines[4] ?? '', ready: lines[7]?.startsWith('ready') ?? false };
}

/**
 * Stops a PostgreSQL that a killed parent left running on `directory`, and clears its socket away. Call only with the
 * directory claimed: one that belongs to a living parent must not be touched.
 */
export async function stopOrphan(directory: string, log: Log): Promise<void> {
  const left = readPostmaster(directory);
  if (!left) return;
  if (runsOn(left.pid, directory)) await stop(left.pid, directory, log);
  if (basename(left.socketDirectory).startsWith(SOCKET_PREFIX))
    rmSync(left.socketDirectory, { recursive: true, force: true });
}

async function stop(pid: number, directory: string, log: Log): Promise<void> {
  log.warn({ pid }, 'stopping the PostgreSQL that an earlier server left running');
  for (const [signal, patience] of [
    ['SIGINT', 10_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ] as const) {
    process.kill(pid, signal);
    for (const end = Date.now() + patience; Date.now() < end; await sleep(10)) if (!runsOn(pid, directory)) return;
  }
  throw new Error(`PostgreSQL ${pid} on ${directory} does not stop`);
}

/** Is `pid` a living PostgreSQL of this very directory? Process ids are reused. */
function runsOn(pid: number, directory: string): boolean {
  try {
    process.kill(pid, 0);
    if (process.platform === 'linux') {
      const [, state] = /^State:\s+(\w)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
      return state !== 'Z' && readlinkSync(`/proc/${pid}/cwd`) === realpathSync(directory);
    }
    return execFileSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).includes(
      `-D ${directory}`,
    );
  } catch {
    return false;
  }
}
