import { type Context, Hono } from 'hono';
import { nowMicros } from '../lib/clock.ts';
import { InvalidInput, NotFound, Unauthenticated } from '../lib/errors.ts';
import type { Credentials, Principal } from '../model/principal.ts';
import type { Score } from '../model/score.ts';
import { emptyBatch, type LangfuseEvent } from '../model/wire.ts';
import { readBody } from '../pipeline/wire/body.ts';
import { credentialsOf } from '../pipeline/wire/credentials.ts';
import { parseJson } from '../pipeline/wire/json.ts';
import { decodeIngestion, ingestionAnswer, MAX_INGESTION_BYTES, scoreEvent } from '../pipeline/wire/langfuse.ts';
import { type NodeEnv, otlpRoutes } from '../pipeline/wire/otlp-http.ts';
import type { WireDeps } from '../pipeline/wire/receive.ts';
import { refusalOf } from '../pipeline/wire/refusal.ts';

interface ScoreFilter {
  name?: string | undefined;
  trace_id?: string | undefined;
  span_id?: string | undefined;
  session?: string | undefined;
}

export interface LangfuseDeps {
  wire: WireDeps;
  /** Who asks, whatever the scopes. */
  identify: (credentials: Credentials) => Promise<Principal>;
  /** Who may only create scores: a public key alone, as browsers hold it. Throws `Unauthenticated`. Without it such keys are refused. */
  identifyPublic?: (publicKey: string) => Promise<Principal>;
  project: (id: string) => Promise<{ id: string; name: string } | undefined>;
  scores: {
    /** Newest first. `page` counts from 1. */
    list(
      project: string,
      query: ScoreFilter & { page: number; limit: number },
    ): Promise<{ scores: Score[]; total: number }>;
    get(project: string, id: string): Promise<Score | undefined>;
    delete(project: string, id: string): Promise<void>;
  };
  version: string;
}

type C = Context<NodeEnv>;

/** What Langfuse SDKs call, below `/api/public`: ingestion, OTLP, scores, and the checks they make first. */
export function langfuseRoutes(deps: LangfuseDeps): Hono<NodeEnv> {
  const app = new Hono<NodeEnv>();
  const { wire } = deps;
  app.onError((error, c) => failure(c, error, wire));
  app.route('/otel', otlpRoutes(wire));
  for (const path of ['/ingestion', '/scores']) {
    app.use(path, async (c, next) => {
      await next();
      wire.counters.requests(`/api/public${path}`, c.res.status);
    });
  }
  app.get('/health', (c) => c.json({ status: 'OK', version: deps.version }));
  app.get('/projects', async (c) => {
    const { project } = await deps.identify(credentialsOf(c.env.incoming));
    const name = (await deps.project(project))?.name ?? project;
    return c.json({ data: [{ id: project, name, metadata: {}, organization: { id: 'telltale', name: 'Telltale' } }] });
  });
  app.post('/ingestion', async (c) => {
    const { project } = await wire.authenticate(credentialsOf(c.env.incoming), 'ingest');
    return ingestion(c, project, wire);
  });
  app.post('/scores', async (c) => {
    const principal = await scorer(c, deps);
    const sent = await withBody(c, wire, parseJson);
    if (Array.isArray(sent)) return takeScores(c, principal.project, sent, wire);
    const score = scoreEvent(sent, nowMicros());
    if (typeof score === 'string') throw new InvalidInput('body', score);
    await takeScore(principal.project, score, wire);
    return c.json({ id: score.id });
  });
  app.get('/v2/scores', (c) => listScores(c, deps));
  app.get('/v2/scores/:id', async (c) => {
    const { project } = await wire.authenticate(credentialsOf(c.env.incoming), 'read');
    const score = await deps.scores.get(project, c.req.param('id'));
    if (!score) throw new NotFound('Score not found');
    return c.json(langfuseScore(score));
  });
  app.delete('/scores/:id', async (c) => {
    const { project } = await wire.authenticate(credentialsOf(c.env.incoming), 'scores');
    await deps.scores.delete(project, c.req.param('id'));
    return c.json({ message: 'Score deletion request accepted' }, 202);
  });
  for (const [path, allow] of METHODS) {
    app.all(path, (c) => c.json({ message: 'Method not allowed' }, 405, { allow }));
  }
  app.all('*', (c) => c.json({ message: 'Not found', error: 'LangfuseNotFoundError' }, 404));
  return app;
}

const METHODS: [path: string, allow: string][] = [
  ['/health', 'GET'],
  ['/projects', 'GET'],
  ['/ingestion', 'POST'],
  ['/scores', 'POST'],
  ['/scores/:id', 'DELETE'],
  ['/v2/scores', 'GET'],
  ['/v2/scores/:id', 'GET'],
];

/** Reads the body under the limits and keeps its room until `use` is done with it. */
async function withBody<T>(c: C, wire: WireDeps, use: (body: Buffer) => T | Promise<T>): Promise<T> {
  const pass = wire.admission.enter();
  try {
    return await use(await readBody(c.env.incoming, { maxBytes: MAX_INGESTION_BYTES, pass }));
  } finally {
    pass.leave();
  }
}

function ingestion(c: C, project: string, wire: WireDeps): Promise<Response> {
  return withBody(c, wire, async (body) => {
    const batch = decodeIngestion(body);
    const result =
      batch.events.length > 0 ? await wire.ingest(project, { ...emptyBatch(), langfuse: batch.events }) : undefined;
    const answer = ingestionAnswer(batch, result?.langfuse ?? new Map());
    const refusedHere = batch.outcomes.filter(({ error }) => error !== undefined).length;
    wire.counters.received('events', batch.events.length + refusedHere);
    if (answer.errors.length > 0) wire.counters.refused('events', 'invalid', answer.errors.length);
    return c.json(answer, 207);
  });
}

/** A whole key with the scope, or, where that is allowed, a public key alone. */
async function scorer(c: C, { wire, identifyPublic }: LangfuseDeps): Promise<Principal> {
  const credentials = credentialsOf(c.env.incoming);
  const shown = /^Bearer\s+(tt_[A-Za-z0-9]{4,64})$/i.exec(credentials.authorization ?? '')?.[1];
  if (!shown) return wire.authenticate(credentials, 'scores');
  if (!identifyPublic) throw new Unauthenticated('a public key alone is not enough here');
  return identifyPublic(shown);
}

async function takeScore(project: string, score: LangfuseEvent, { ingest, counters }: WireDeps): Promise<void> {
  counters.received('events', 1);
  const { langfuse } = await ingest(project, { ...emptyBatch(), langfuse: [score] });
  const reason = langfuse.get(score.id);
  if (reason === undefined) return;
  counters.refused('events', 'invalid', 1);
  throw new InvalidInput('body', reason);
}

/** A list, as the Python SDK sends from v5 on: 202, or 207 when some were refused. */
async function takeScores(c: C, project: string, sent: unknown[], { ingest, counters }: WireDeps): Promise<Response> {
  const scores = sent.map((score) => scoreEvent(score, nowMicros()));
  const events = scores.filter((score) => typeof score !== 'string');
  const result = events.length > 0 ? await ingest(project, { ...emptyBatch(), langfuse: events }) : undefined;
  const errors = scores
    .map((score) => (typeof score === 'string' ? score : result?.langfuse.get(score.id)))
    .filter((message) => message !== undefined)
    .map((message) => ({ message }));
  counters.received('events', sent.length);
  if (errors.length === 0) return c.json({ message: 'Accepted' }, 202);
  counters.refused('events', 'invalid', errors.length);
  return c.json({ accepted: sent.length - errors.length, rejected: errors.length, errors }, 207);
}

async function listScores(c: C, { wire, scores }: LangfuseDeps): Promise<Response> {
  const { project } = await wire.authenticate(credentialsOf(c.env.incoming), 'read');
  const number = (name: string, fallback: number, max: number): number => {
    const given = c.req.query(name);
    if (given === undefined) return fallback;
    if (/^\d{1,6}$/.test(given) && Number(given) >= 1 && Number(given) <= max) return Number(given);
    throw new InvalidInput(name, `${name}: expected a number from 1 to ${max}`);
  };
  const page = number('page', 1, 999_999);
  const limit = number('limit', 50, 100);
  const { scores: rows, total } = await scores.list(project, {
    page,
    limit,
    name: c.req.query('name'),
    trace_id: c.req.query('traceId'),
    span_id: c.req.query('observationId'),
    session: c.req.query('sessionId'),
  });
  const meta = { page, limit, totalItems: total, totalPages: Math.ceil(total / limit) };
  return c.json({ data: rows.map(langfuseScore), meta });
}

const SOURCES: { [source in Score['source']]: string } = {
  api: 'API',
  user: 'API',
  reviewer: 'ANNOTATION',
  judge: 'EVAL',
  detector: 'EVAL',
};

/** A score in Langfuse's words. A label makes it categorical; then the value is its number, or 0 when there is none. */
function langfuseScore(score: Score): object {
  const time = (micros: number): string => new Date(micros / 1000).toISOString();
  return {
    id: score.id,
    projectId: score.project,
    name: score.name,
    value: score.value ?? 0,
    ...(score.label === '' ? {} : { stringValue: score.label }),
    dataType: score.label === '' ? 'NUMERIC' : 'CATEGORICAL',
    source: SOURCES[score.source],
    traceId: score.trace_id || null,
    observationId: score.span_id || null,
    sessionId: score.session || null,
    comment: score.reason || null,
    metadata: Object.fromEntries(score.metadata),
    timestamp: time(score.time),
    createdAt: time(score.received),
    updatedAt: time(score.received),
  };
}

/** Langfuse's own error shape: its SDKs parse JSON whatever the status. */
function failure(c: C, error: unknown, wire: WireDeps): Response {
  const { status, message, retryAfter } = refusalOf(error);
  if (status === 500) wire.log.error({ err: error, path: c.req.path }, 'request failed');
  if (retryAfter !== undefined) c.header('retry-after', String(Math.ceil(retryAfter)));
  if (status === 401) c.header('www-authenticate', 'Basic realm="telltale"');
  return c.json(BODIES[status]?.(message) ?? { message }, status);
}

const BODIES: { [status: number]: (message: string) => object } = {
  400: (message) => ({ message: 'Invalid request data', error: [{ message }] }),
  401: () => ({ message: "Invalid credentials. Confirm that you've configured the correct host." }),
  404: (message) => ({ message, error: 'LangfuseNotFoundError' }),
};
