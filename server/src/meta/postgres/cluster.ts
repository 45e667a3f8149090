import { spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ConfigError } from '../../config.ts';
import { type Binaries, findBinaries } from './binaries.ts';
import { clusterOwner, type Owner } from './owner.ts';

/** A PostgreSQL data directory and what runs it. */
export interface Cluster {
  directory: string;
  owner: Owner | undefined;
  binaries: Binaries;
}

/** The superuser of an embedded cluster and its database. */
export const CLUSTER_USER = 'telltale';

/** Opens the cluster in `directory`, made there when there is none. Throws `ConfigError` when it cannot be used. */
export async function openCluster(directory: string): Promise<Cluster> {
  mkdirSync(dirname(directory), { recursive: true });
  const owner = clusterOwner(directory);
  const cluster = { directory, owner, binaries: findBinaries(owner, join(dirname(directory), 'programs')) };
  if (existsSync(directory)) checkVersion(cluster);
  else await initialise(cluster);
  return cluster;
}

/**
 * How a process of the cluster names the data directory. Root may keep it below a folder that `owner` cannot walk
 * through (`/root`): on Linux the child starts inside the directory before it gives up its rights, and calls it so.
 */
export function insideCluster({ directory, owner }: Cluster, at = directory): { path: string; cwd: string } {
  return { path: owner && process.platform === 'linux' ? '/proc/self/cwd' : at, cwd: at };
}

/** Environment of every process of the cluster: nothing of ours, no locale surprises. */
export const clusterEnv = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };

function checkVersion({ directory, binaries }: Cluster): void {
  let version: string;
  try {
    version = readFileSync(join(directory, 'PG_VERSION'), 'utf8').trim();
  } catch (error) {
    const denied = error instanceof Error && 'code' in error && error.code === 'EACCES';
    throw new ConfigError(
      denied
        ? `${directory} belongs to another account (was the server started as root before?); chown it or start as that account`
        : `${directory} is not a PostgreSQL data directory`,
    );
  }
  if (Number(version) !== binaries.major) {
    throw new ConfigError(
      `${directory} was made by PostgreSQL ${version}, this version runs PostgreSQL ${binaries.major}; restore a backup into a new data folder`,
    );
  }
}

/** initdb beside the final place and a rename: a start that dies half-way leaves nothing that looks like a cluster. */
async function initialise(cluster: Cluster): Promise<void> {
  const { directory, owner, binaries } = cluster;
  const fresh = `${directory}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { mode: 0o700 });
  chmodSync(fresh, 0o700);
  if (owner) chownSync(fresh, owner.uid, owner.gid);
  const { path, cwd } = insideCluster(cluster, fresh);
  const args = ['-D', path, '-U', CLUSTER_USER, '-E', 'UTF8', '--locale=C', '--no-instructions'];
  const child = spawn(binaries.initdb, [...args, '--auth-local=trust', '--auth-host=scram-sha-256'], {
    ...owner,
    cwd,
    env: clusterEnv,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4_000);
  });
  const code = await new Promise<number | null>((done) => {
    child.once('error', () => done(null));
    child.once('close', done);
  });
  if (code !== 0) {
    rmSync(fresh, { recursive: true, force: true });
    throw new ConfigError(
      `cannot make a PostgreSQL cluster in ${directory}: ${lastLine(said) || `initdb ended with ${code}`}`,
    );
  }
  renameSync(fresh, directory);
}

/** The last line a process said, which is where PostgreSQL puts what went wrong. */
export function lastLine(text: string): string {
  return (
    text
      .trim()
      .split('\n')
      .findLast((line) => line.includes('FATAL') || line.includes('error:')) ??
    text.trim().split('\n').at(-1) ??
    ''
  );
}
