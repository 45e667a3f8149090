import { randomUUID } from 'node:crypto';
import { open } from 'node:fs/promises';
import { type ClickHouseClient, ClickHouseError, createClient } from '@clickhouse/client';
import { Overloaded } from '../../lib/errors.ts';
import type { Log } from '../../lib/log.ts';
import { inlineTimes, quote } from './bind.ts';
import type { Engine, Params, QueryOptions } from './engine.ts';
import { engineError } from './engine-error.ts';
import { insertSegment } from './insert.ts';
import { querySettings } from './query-settings.ts';

const DEFAULT_MS = 30_000;
const COMMAND_MS = 3_600_000;
/** A segment is some 16 MB: a server that takes this long has not got it. */
const LOAD_MS = 300_000;
const KILL_MS = 5000;
const FIRST_MS = 30_000;

export interface Watch {
  /** Time between two pings, and what one may take. */
  pingMs: number;
  /** Pings missed in a row before what is under way is given up: its connection may be half open and never say so. */
  misses: number;
}
const WATCH: Watch = { pingMs: 5000, misses: 3 };

/** The server did not answer at start. */
export class Unreachable extends Error {}

/** A ClickHouse server over HTTP. Resolves once it answers; throws `Unreachable` when it does not. */
export async function startClickhouse(url: string, log: Log, watch = WATCH): Promise<Engine> {
  // Loads, pings and kills never queue behind readers.
  const readers = connect(url, 16);
  const writers = connect(url, 8);
  const first = await writers.ping({ select: true, abort_signal: AbortSignal.timeout(FIRST_MS) });
  if (!first.success) {
    await Promise.all([readers.close(), writers.close()]);
    throw new Unreachable(`ClickHouse does not answer: ${first.error.message}`);
  }
  const reach = watchReach(writers, log, watch);

  /** Runs with a time limit and the caller's abort, either of which also ends it on the server. */
  async function run<T>(
    ms: number,
    signal: AbortSignal | undefined,
    work: (base: { query_id: string; abort_signal: AbortSignal }) => Promise<T>,
  ): Promise<T> {
    signal?.throwIfAborted();
    const query_id = randomUUID();
    const lost = reach.lost();
    const ends = [lost, AbortSignal.timeout(ms + 2000)];
    const abort_signal = AbortSignal.any(signal ? [signal, ...ends] : ends);
    try {
      return await work({ query_id, abort_signal });
    } catch (error) {
      if (!abort_signal.aborted) throw translated(error);
      if (!lost.aborted) void kill(writers, query_id).catch(() => {});
      if (signal?.aborted) throw signal.reason;
      if (lost.aborted) throw new Overloaded('ClickHouse does not answer any more', 5);
      throw engineError(159, 'no answer in time');
    }
  }

  return {
    query<Row>(sql: string, params: Params = {}, { timeoutMs = DEFAULT_MS, signal, settings }: QueryOptions = {}) {
      const clickhouse_settings = querySettings(timeoutMs, settings);
      const query = inlineTimes(sql, params);
      return run(timeoutMs, signal, async (base) => {
        const result = await readers.query({
          ...base,
          query,
          query_params: params,
          format: 'JSONEachRow',
          clickhouse_settings,
        });
        return JSON.parse((await result.text()) || '[]') as Row[];
      });
    },
    async command(sql, params = {}, { timeoutMs = COMMAND_MS, signal, settings = {} } = {}) {
      const query = inlineTimes(sql, params);
      await run(timeoutMs, signal, (base) =>
        writers.command({
          ...base,
          query,
          query_params: params,
          clickhouse_settings: { wait_end_of_query: 1, ...settings },
        }),
      );
    },
    async load(table, path, token) {
      const source = (structure: string): string => `input(${quote(structure)})`;
      const query = `${insertSegment(table, token, source)} FORMAT RowBinary`;
      // Opened here, not by a stream: a request that never begins would leave the stream, and its descriptor, to nobody.
      const file = await open(path);
      const values = file.createReadStream({ highWaterMark: 1 << 20, autoClose: false }).on('error', () => {});
      try {
        await run(LOAD_MS, undefined, async (base) => {
          const { stream } = await writers.exec({
            ...base,
            query,
            values,
            clickhouse_settings: { wait_end_of_query: 1 },
          });
          for await (const _ of stream);
        });
      } finally {
        values.destroy();
        await file.close();
      }
    },
    healthy: reach.healthy,
    stats: { restarts: 0 },
    async close() {
      reach.stop();
      await Promise.all([readers.close(), writers.close()]);
    },
  };
}

const connect = (url: string, connections: number): ClickHouseClient =>
  createClient({
    url,
    application: 'telltale',
    max_open_connections: connections,
    request_timeout: COMMAND_MS,
    use_multipart_params_auto: true,
    clickhouse_settings: { async_insert: 0 },
    log: { level: 127 },
  });

/** Pings a server, one ping at a time. `lost` is aborted when it has not answered for long; it is another one afterwards. */
function watchReach(client: ClickHouseClient, log: Log, { pingMs, misses }: Watch) {
  let missed = 0;
  let asking = false;
  let lost = new AbortController();
  const ask = async (): Promise<void> => {
    if (asking) return;
    asking = true;
    const { success } = await client.ping({ select: false, abort_signal: AbortSignal.timeout(pingMs) });
    asking = false;
    if (success !== (missed === 0)) log.warn({ healthy: success }, 'clickhouse: reachability changed');
    missed = success ? 0 : missed + 1;
    if (missed === 0 || missed % misses !== 0) return;
    lost.abort();
    lost = new AbortController();
  };
  const timer = setInterval(() => void ask(), pingMs).unref();
  return {
    healthy: () => missed === 0,
    lost: () => lost.signal,
    stop() {
      clearInterval(timer);
      lost.abort();
    },
  };
}

const kill = (client: ClickHouseClient, id: string): Promise<unknown> =>
  client.command({
    query: `KILL QUERY WHERE query_id = ${quote(id)} ASYNC`,
    abort_signal: AbortSignal.timeout(KILL_MS),
  });

/** The server's refusals as every engine says them; anything else means it was not reached. */
function translated(error: unknown): Error {
  if (error instanceof ClickHouseError) return engineError(Number(error.code), error.message);
  return new Overloaded(`ClickHouse was not reached: ${error instanceof Error ? error.message : String(error)}`, 5);
}
