import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../../lib/log.ts';
import { type Cluster, clusterEnv, insideCluster, lastLine } from './cluster.ts';
import { readPostmaster } from './orphan.ts';

/** Small, but durable: fsync stays on. */
const SETTINGS: Record<string, string> = {
  listen_addresses: '',
  shared_buffers: '32MB',
  max_connections: '30',
  work_mem: '4MB',
  maintenance_work_mem: '16MB',
  io_method: 'sync',
  wal_level: 'minimal',
  max_wal_senders: '0',
  min_wal_size: '32MB',
  max_wal_size: '128MB',
  max_logical_replication_workers: '0',
  max_parallel_workers: '0',
  password_encryption: 'scram-sha-256',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // Values of rows must not reach the log: no statements with their parameters, no "Key (email)=(…) already exists".
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
  logging_collector: 'off',
};

/**
 * Starts `postgres` on a cluster and resolves once it takes connections; rejects with its last words when it ends first.
 * In a session of its own: Ctrl-C in a terminal must reach the server first, which then stops it in order.
 */
export async function launch(
  cluster: Cluster,
  socketDirectory: string,
  log: Log,
  settings: Record<string, string> = {},
): Promise<ChildProcess> {
  const { path, cwd } = insideCluster(cluster);
  const options = Object.entries({ ...SETTINGS, ...settings, unix_socket_directories: socketDirectory });
  const child = spawn(cluster.binaries.postgres, ['-D', path, ...options.flatMap(([k, v]) => ['-c', `${k}=${v}`])], {
    ...cluster.owner,
    cwd,
    env: clusterEnv,
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4_000);
    for (const line of chunk.toString().trim().split('\n')) {
      // Damage and full disks matter to everyone; the rest may quote what a statement held.
      if (/PANIC|No space left/.test(line)) log.error({ postgres: line }, 'PostgreSQL is in trouble');
      else log.debug({ postgres: line }, 'postgres');
    }
  });
  let failure: string | undefined;
  child.once('error', (error) => {
    failure = error.message;
  });
  child.once('close', (code, signal) => {
    failure ??= lastLine(said) || `it ended with ${code ?? signal}`;
  });
  for (;;) {
    const running = readPostmaster(cluster.directory);
    if (running?.ready && running.pid === child.pid) return child;
    if (failure !== undefined) throw new Error(`PostgreSQL does not start: ${failure}`);
    await sleep(5);
  }
}
