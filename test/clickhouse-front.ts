/**
 * Enough of ClickHouse's HTTP protocol, over the embedded engine, to run the store through the real ClickHouse client:
 * statements, bound parameters (in the address or as a form), settings, query ids and KILL, RowBinary inserts, errors with
 * codes. It proves our side of the wire, not a real server: no replication, no users, no streaming, no compression.
 */
import { randomBytes } from 'node:crypto';
import { createWriteStream, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { createLog } from '../server/src/lib/log.ts';
import { quote } from '../server/src/pipeline/store/bind.ts';
import { startChild } from '../server/src/pipeline/store/chdb/child.ts';
import { SessionPool } from '../server/src/pipeline/store/chdb/session-pool.ts';
import { EngineError } from '../server/src/pipeline/store/engine-error.ts';

const SESSIONS = 8;
/** What the address carries that is no setting. */
const RESERVED = new Set(['query', 'query_id', 'database', 'user', 'password', 'session_id', 'role', 'default_format']);
const IGNORED = new Set([
  'wait_end_of_query',
  'enable_http_compression',
  'http_headers_progress_interval_ms',
  'send_progress_in_http_headers',
]);

interface Front {
  url: string;
  close(): Promise<void>;
}

/** Serves on 127.0.0.1, on a free port unless one is given. */
export async function startClickhouseFront(folder: string, memoryBytes: number, at = 0): Promise<Front> {
  const child = await startChild(
    { directory: join(folder, 'server'), memoryBytes, sessions: SESSIONS },
    createLog('silent'),
  );
  const pool = new SessionPool(
    Array.from({ length: SESSIONS }, (_, i) => i),
    1000,
  );
  const running = new Map<string, number>();

  async function execute(sql: string, params: URLSearchParams): Promise<Uint8Array> {
    const killed = /^KILL QUERY WHERE query_id = '([^']+)'/.exec(sql)?.[1];
    if (killed !== undefined) {
      const id = running.get(killed);
      if (id !== undefined) child.kill(id);
      return new Uint8Array();
    }
    const session = await pool.acquire();
    const settings = [...params].filter(
      ([name]) => !RESERVED.has(name) && !IGNORED.has(name) && !name.startsWith('param_'),
    );
    try {
      for (const [name, value] of [...settings, ...[...params].filter(([name]) => name.startsWith('param_'))]) {
        await child.run(session, `SET ${name} = ${quote(value)}`).result;
      }
      const { id, result } = child.run(session, sql);
      running.set(params.get('query_id') ?? '', id);
      return await result;
    } finally {
      running.delete(params.get('query_id') ?? '');
      for (const [name] of settings) await child.run(session, `SET ${name} = DEFAULT`).result.catch(() => {});
      pool.release(session);
    }
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://front');
    if (url.pathname === '/ping') return void response.end('Ok.\n');
    const inAddress = url.searchParams.get('query');
    let sql = inAddress ?? '';
    let segment: string | undefined;
    if (inAddress !== null && request.method === 'POST' && /FORMAT RowBinary\s*$/.test(inAddress)) {
      segment = join(folder, `${randomBytes(8).toString('hex')}.rows`);
      await pipeline(request, createWriteStream(segment));
      sql = inAddress.replace(/\binput\(/, `file(${quote(segment)}, 'RowBinary', `).replace(/FORMAT RowBinary\s*$/, '');
    } else if (request.headers['content-type']?.startsWith('multipart/form-data')) {
      const form = await new Response(await buffer(request), {
        headers: { 'content-type': request.headers['content-type'] },
      }).formData();
      for (const [name, value] of form) if (typeof value === 'string') url.searchParams.set(name, value);
      sql = url.searchParams.get('query') ?? '';
    } else {
      sql += (await buffer(request)).toString();
    }
    try {
      const bytes = await execute(sql, url.searchParams);
      response.setHeader('x-clickhouse-query-id', url.searchParams.get('query_id') ?? '');
      response.end(bytes);
    } finally {
      if (segment) rmSync(segment, { force: true });
    }
  }

  // A server takes as long a URL: parameters of commands travel in it.
  const server = createServer({ maxHeaderSize: 1 << 20 }, (request, response) => {
    answer(request, response).catch((error: unknown) => {
      const code = error instanceof EngineError ? error.code : codeOf(error);
      response.statusCode = 500;
      response.setHeader('x-clickhouse-exception-code', String(code));
      response.end(`Code: ${code}. DB::Exception: ${String(error)} (FRONT_ERROR) (version 26.7.2.1)`);
    });
  });
  await new Promise<void>((listening) => server.listen(at, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await child.close();
    },
  };
}

/** The child says limits as `QueryTooExpensive`, without the code they came from. */
function codeOf(error: unknown): number {
  return String(error).includes('memory') ? 241 : 159;
}
