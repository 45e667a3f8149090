/** The engine's process: owns one chDB directory, runs what it is told, and dies with its parent. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { type ChdbResult, Session } from 'chdb';
import { type FromEngine, type StartOptions, type ToEngine, tag } from './protocol.ts';

const { directory, memoryBytes, sessions: count }: StartOptions = JSON.parse(process.argv[2] ?? '{}');

/** Another process has the directory, perhaps one that is about to end. The library does not always pass the reason on. */
const LOCKED = /Cannot lock file|Failed to create connection/;

// Nothing of ours may outlive the parent, even one that dies while this starts: what was not finished is replayed from the journal.
// Not by `exit`, which waits for statements that run, and holds the directory meanwhile.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

// Before there are threads: they inherit it. Where cores are few, merges must not keep an acknowledgement waiting.
setPriority(5);

const send = (message: FromEngine): void => {
  if (process.connected) process.send?.(message);
};

/** What can only be said before the engine starts. Its own log tables would outgrow the data of a quiet site. */
function configFile(): string {
  const path = join(directory, 'telltale-engine.xml');
  const share = (part: number): number => Math.round(memoryBytes * part);
  const settings = {
    max_server_memory_usage: memoryBytes,
    mark_cache_size: share(0.06),
    primary_index_cache_size: share(0.03),
    index_mark_cache_size: share(0.03),
    uncompressed_cache_size: 0,
    background_pool_size: 2,
    background_schedule_pool_size: 4,
  };
  const xml = Object.entries(settings).map(([name, value]) => `<${name}>${value}</${name}>`);
  writeFileSync(path, `<clickhouse><logger><level>none</level></logger>${xml.join('')}</clickhouse>\n`);
  return path;
}

const SESSION = {
  async_insert: 0,
  max_memory_usage: Math.round(memoryBytes * 0.6),
  max_bytes_before_external_group_by: Math.round(memoryBytes * 0.2),
  max_bytes_before_external_sort: Math.round(memoryBytes * 0.2),
  max_query_size: 16 << 20,
  max_execution_time: 3600,
};

async function open(): Promise<Session[]> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const args = [`--config-file=${configFile()}`];
  const sessions = Array.from({ length: count + 1 }, () => new Session(directory, { connectionArgs: args }));
  const set = Object.entries(SESSION).map(([name, value]) => `${name} = ${value}`);
  for (const session of sessions) await session.queryAsync(`SET ${set.join(', ')}`);
  return sessions;
}

/**
 * What a failed statement had already put out stays in its session and would come before the rows of the next one, which
 * may be another tenant's. A statement without output takes it away.
 */
async function discardOutput(session: Session): Promise<void> {
  const left = await session.queryAsync('SELECT 1 FORMAT Null').catch(() => undefined);
  if (!left) process.exit(1);
}

async function run(session: Session, id: number, sql: string): Promise<void> {
  try {
    const result: ChdbResult = await session.queryAsync(`${tag(id)} ${sql}`);
    send({ id, bytes: result.bytes() });
  } catch (error) {
    const { clickhouseCode = 0, message } = error as { clickhouseCode?: number; message: string };
    await discardOutput(session);
    send({ id, code: clickhouseCode, message });
  }
}

try {
  const sessions = await open();
  const control = sessions[count];
  const close = (): void => {
    for (const session of sessions) session.close();
    process.exit(0);
  };
  process.on('message', (message: ToEngine) => {
    if ('close' in message) return close();
    if ('kill' in message) {
      control?.queryAsync(`KILL QUERY WHERE startsWith(query, '${tag(message.kill)}') ASYNC`).catch(() => {});
      return;
    }
    const session = sessions[message.session];
    if (session) void run(session, message.id, message.sql);
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
  send({ ready: true });
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  send({ failed: message, locked: LOCKED.test(message) });
  process.disconnect?.();
  process.exit(1);
}
