import type { IncomingMessage } from 'node:http';
import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { readBody } from './body.ts';
import { credentialsOf } from './credentials.ts';
import { UnsupportedMedia } from './errors.ts';
import { encodeOutcome, encodeStatus, type Outcome } from './otlp-answer.ts';
import { type Format, receive, type Signal, type WireDeps } from './receive.ts';
import { type Refusal, RPC, refusalOf } from './refusal.ts';

/** A request as Node's HTTP server gives it, so that bodies are read by us and not by the framework. */
export type NodeEnv = { Bindings: HttpBindings };

const TYPES: { [format in Format]: string } = { protobuf: 'application/x-protobuf', json: 'application/json' };
const REJECTED: { [signal in Signal]: string } = {
  traces: 'rejectedSpans',
  logs: 'rejectedLogRecords',
  metrics: 'rejectedDataPoints',
};

/** OTLP/HTTP: `POST /v1/traces`, `/v1/logs` and `/v1/metrics`, in protobuf and JSON. */
export function otlpRoutes(deps: WireDeps): Hono<NodeEnv> {
  const app = new Hono<NodeEnv>();
  for (const signal of ['traces', 'logs', 'metrics'] as const) {
    const path = `/v1/${signal}`;
    app.all(path, async (c) => {
      const answer = await answerTo(c, signal, deps);
      deps.counters.requests(path, answer.status);
      return answer;
    });
  }
  return app;
}

async function answerTo(c: Context<NodeEnv>, signal: Signal, deps: WireDeps): Promise<Response> {
  const format = formatOf(c.env.incoming);
  if (c.req.method !== 'POST') {
    c.header('allow', 'POST');
    return refuse(c, format, { status: 405, code: RPC.UNIMPLEMENTED, message: 'use POST' });
  }
  try {
    return succeed(c, signal, format ?? 'json', await accept(c.env.incoming, signal, format, deps));
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal.status === 500) deps.log.error({ err: error, path: c.req.path }, 'ingest request failed');
    return refuse(c, format, refusal);
  }
}

/** Who asks comes before what they send: a body of somebody unknown is never read. */
async function accept(
  incoming: IncomingMessage,
  signal: Signal,
  format: Format | undefined,
  deps: WireDeps,
): Promise<Outcome> {
  const { project } = await deps.authenticate(credentialsOf(incoming), 'ingest');
  if (!format) throw new UnsupportedMedia('send application/x-protobuf or application/json');
  const pass = deps.admission.enter();
  try {
    const body = await readBody(incoming, { maxBytes: deps.maxBodyBytes, pass });
    return await receive(deps, { project, signal, format, body });
  } finally {
    pass.leave();
  }
}

function formatOf({ headers }: IncomingMessage): Format | undefined {
  const type = (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (type === 'application/x-protobuf' || type === 'application/protobuf') return 'protobuf';
  return type === 'application/json' ? 'json' : undefined;
}

function succeed(c: Context<NodeEnv>, signal: Signal, format: Format, outcome: Outcome): Response {
  c.header('content-type', TYPES[format]);
  if (format === 'protobuf') return c.body(new Uint8Array(encodeOutcome(outcome)));
  const { rejected, message } = outcome;
  const partial = { [REJECTED[signal]]: rejected, errorMessage: message };
  return c.body(JSON.stringify(rejected === 0 && message === '' ? {} : { partialSuccess: partial }));
}

/** A `google.rpc.Status` in the type of the request; JSON when that is unknown. */
function refuse(c: Context<NodeEnv>, format: Format = 'json', refusal: Refusal): Response {
  const { status, code, message, retryAfter } = refusal;
  c.status(status);
  c.header('content-type', TYPES[format]);
  if (retryAfter !== undefined) c.header('retry-after', String(Math.ceil(retryAfter)));
  if (status === 401) c.header('www-authenticate', 'Bearer realm="telltale"');
  // Not so after 413: closing while the rest still comes in would reset the connection before this answer is read. It is drained.
  if (status === 408) c.header('connection', 'close');
  return format === 'protobuf'
    ? c.body(new Uint8Array(encodeStatus(code, message)))
    : c.body(JSON.stringify({ code, message }));
}
