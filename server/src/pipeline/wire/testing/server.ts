import { once } from 'node:events';
import { type IncomingHttpHeaders, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { Unauthenticated } from '../../../lib/errors.ts';
import type { IngestResult } from '../../../model/ingest.ts';
import type { Principal } from '../../../model/principal.ts';
import { SCOPES } from '../../../model/principal.ts';
import { emptyBatch, type WireBatch } from '../../../model/wire.ts';
import { createAdmission } from '../admission.ts';
import type { NodeEnv } from '../otlp-http.ts';
import type { WireDeps } from '../receive.ts';

const KEY = 'Bearer tt_test_0123456789abcdef';
const LANGFUSE_KEY = `Basic ${Buffer.from('tt_test:0123456789abcdef').toString('base64')}`;
/** Credentials that the recording server knows. */
export const AUTHORIZED = { authorization: KEY };

/** The edge's dependencies with a pipeline that only records; what it got, and what it should answer next. */
export interface Recording {
  deps: WireDeps;
  batches: WireBatch[];
  /** Everything received, as one batch. */
  all(): WireBatch;
  answer: (batch: WireBatch) => Partial<IngestResult>;
  requests: [path: string, status: number][];
  counts: [signal: string, reason: string, n: number][];
  errors: unknown[];
}

export function record(overrides: Partial<WireDeps> = {}): Recording {
  const recording: Recording = {
    batches: [],
    requests: [],
    counts: [],
    errors: [],
    answer: () => ({}),
    all: () => {
      const sum = emptyBatch();
      for (const batch of recording.batches) {
        sum.spans.push(...batch.spans);
        sum.logs.push(...batch.logs);
        sum.langfuse.push(...batch.langfuse);
      }
      return sum;
    },
    deps: {
      authenticate: async ({ authorization }): Promise<Principal> => {
        if (authorization !== KEY && authorization !== LANGFUSE_KEY) throw new Unauthenticated('unknown key');
        return { kind: 'key', id: 'test', name: 'test', project: 'p1', scopes: new Set(SCOPES) };
      },
      ingest: async (_project, batch) => {
        const answer = recording.answer(batch);
        recording.batches.push(batch);
        return { rejected: { spans: 0, logs: 0, scores: 0 }, errors: [], langfuse: new Map(), ...answer };
      },
      admission: createAdmission(),
      maxBodyBytes: 64 << 20,
      counters: {
        received: () => {},
        refused: (signal, reason, n) => recording.counts.push([signal, reason, n]),
        requests: (path, status) => recording.requests.push([path, status]),
      },
      log: { error: (...args: unknown[]) => recording.errors.push(args) },
      ...overrides,
    },
  };
  return recording;
}

export interface Listening {
  port: number;
  url: string;
  close(): Promise<void>;
}

/** Serves routes on a free port of this machine. */
export async function listen(path: string, routes: Hono<NodeEnv>): Promise<Listening> {
  const app = new Hono<NodeEnv>().route(path, routes);
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    if ('closeAllConnections' in server) server.closeAllConnections();
    await new Promise((done) => server.close(done));
  };
  return { port, url: `http://127.0.0.1:${port}`, close };
}

export interface Sent {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** One request over Node's own client: `parts` go out as they are, chunked unless a length is given. */
export function send(
  port: number,
  path: string,
  options: { method?: string; headers?: { [name: string]: string | number }; parts?: Iterable<Uint8Array> },
): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const { method = 'POST', headers = {}, parts = [] } = options;
    const req = request({ port, host: '127.0.0.1', method, path, headers: { ...AUTHORIZED, ...headers } }, (res) => {
      const chunks: Buffer[] = [];
      res.on('data', (chunk: Buffer) => chunks.push(chunk));
      res.on('error', reject);
      res.on('end', () => resolve({ status: res.statusCode ?? 0, headers: res.headers, body: Buffer.concat(chunks) }));
    });
    let answered = false;
    req.on('response', () => {
      answered = true;
    });
    req.on('error', (error) => {
      if (!answered) reject(error);
    });
    Readable.from(parts, { objectMode: true })
      .on('error', () => {})
      .pipe(req);
  });
}
