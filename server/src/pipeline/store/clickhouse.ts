import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
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
const PING_MS = 5000;

/** The server did not answer at start. */
export class Unreachable extends Error {}

/** A ClickHouse server over HTTP. Resolves once it answers; throws `Unreachable` when it does not. */
export async function startClickhouse(url: string, log: Log): Promise<Engine> {
  const client = createClient({
    url,
    application: 'telltale',
    max_open_connections: 16,
    request_timeout: COMMAND_MS,
    use_multipart_params_auto: true,
    clickhouse_settings: { async_insert: 0 },
    log: { level: 127 },
  });
  let healthy = true;
  const watch = setInterval(async () => {
    const { success } = await client.ping();
    if (success !== healthy) log.warn({ healthy: success }, 'clickhouse: reachability changed');
    healthy = success;
  }, PING_MS).unref();
  const first = await client.ping({ select: true });
  if (!first.success) {
    clearInterval(watch);
    await client.close();
    throw new Unreachable(`ClickHouse does not answer: ${first.error.message}`);
  }

  /** Runs with a time limit and the caller's abort, either of which also ends it on the server. */
  async function run<T>(
    ms: number,
    signal: AbortSignal | undefined,
    work: (base: { query_id: string; abort_signal: AbortSignal }) => Promise<T>,
  ): Promise<T> {
    signal?.throwIfAborted();
    const query_id = randomUUID();
    const limit = AbortSignal.timeout(ms + 2000);
    const abort_signal = signal ? AbortSignal.any([signal, limit]) : limit;
    try {
      return await work({ query_id, abort_signal });
    } catch (error) {
      if (!abort_signal.aborted) throw translated(error);
      await kill(client, query_id).catch(() => {});
      if (signal?.aborted) throw signal.reason;
      throw engineError(159, 'no answer in time');
    }
  }

  return {
    query<Row>(sql: string, params: Params = {}, { timeoutMs = DEFAULT_MS, signal, settings }: QueryOptions = {}) {
      const clickhouse_settings = querySettings(timeoutMs, settings);
      const query = inlineTimes(sql, params);
      return run(timeoutMs, signal, async (base) => {
        const result = await client.query({
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
        client.command({
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
      await run(COMMAND_MS, undefined, async (base) => {
        const { stream } = await client.exec({
          ...base,
          query,
          values: createReadStream(path, { highWaterMark: 1 << 20 }),
          clickhouse_settings: { wait_end_of_query: 1 },
        });
        for await (const _ of stream);
      });
    },
    healthy: () => healthy,
    stats: { restarts: 0 },
    async close() {
      clearInterval(watch);
      await client.close();
    },
  };
}

const kill = (client: ClickHouseClient, id: string): Promise<unknown> =>
  client.command({ query: `KILL QUERY WHERE query_id = ${quote(id)} ASYNC` });

/** The server's refusals as every engine says them; anything else means it was not reached. */
function translated(error: unknown): Error {
  if (error instanceof ClickHouseError) return engineError(Number(error.code), error.message);
  return new Overloaded(`ClickHouse was not reached: ${error instanceof Error ? error.message : String(error)}`, 5);
}
