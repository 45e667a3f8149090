/**
 * The seam between Telltale and ClickHouse: chDB in a supervised child process, or a ClickHouse server over HTTP.
 * Both speak the same SQL; nothing above this line knows which one it is.
 */

/** Values bound to `{name:Type}` placeholders. */
export type Params = Record<string, string | number | bigint | boolean | null | readonly (string | number)[]>;

export interface QueryOptions {
  /** Wall-clock limit inside the engine; default 30,000 ms. */
  timeoutMs?: number;
  /** Aborting kills the query in the engine. */
  signal?: AbortSignal;
  /** Extra `SETTINGS` of this one query. */
  settings?: Record<string, string | number>;
}

export interface Engine {
  /** Rows of a SELECT as objects. Decimals and 64-bit integers come as JSON numbers, DateTime64 as 'YYYY-MM-DD hh:mm:ss.ffffff' in UTC. */
  query<Row>(sql: string, params?: Params, options?: QueryOptions): Promise<Row[]>;
  /** DDL, INSERT … SELECT, OPTIMIZE: anything without rows. Runs on its own session, never behind readers. */
  command(sql: string, params?: Params, options?: QueryOptions): Promise<void>;
  /** Insert a sealed RowBinary segment file whole; the same token again is a no-op. */
  load(table: string, segmentPath: string, token: string): Promise<void>;
  /** True once the engine answers. */
  healthy(): boolean;
  /** Counts since start, for /metrics. */
  readonly stats: { restarts: number };
  close(): Promise<void>;
}
