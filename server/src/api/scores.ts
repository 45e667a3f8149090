import { randomUUID } from 'node:crypto';
import { createRoute, z } from '@hono/zod-openapi';
import { bodyLimit } from 'hono/body-limit';
import { InvalidInput } from '../lib/errors.ts';
import type { Ingest } from '../model/ingest.ts';
import { SCORE_SOURCES } from '../model/score.ts';
import { emptyBatch, type WireScore } from '../model/wire.ts';
import { parseTime } from '../pipeline/query/time.ts';
import { id } from './call-schema.ts';
import { newApi } from './context.ts';
import { label } from './text.ts';

const MOST = 1000;

const ScoreInput = z
  .object({
    id: id.optional().openapi({ description: 'The same id again replaces the score; made when absent.' }),
    name: label(200),
    value: z.union([z.number(), z.boolean(), z.string().min(1).max(10_000)]),
    trace_id: id.optional(),
    span_id: id.optional(),
    session: id.optional(),
    comment: z.string().max(20_000).optional(),
    source: z.enum(SCORE_SOURCES).optional().openapi({ description: '`api` when absent.' }),
    time: z.string().max(64).optional().openapi({ description: 'RFC 3339; now when absent.' }),
    metadata: z.record(z.string().max(1024), z.unknown()).optional(),
  })
  .openapi('ScoreInput');
type ScoreInput = z.infer<typeof ScoreInput>;

const create = createRoute({
  method: 'post',
  path: '/scores',
  tags: ['scores'],
  summary: 'Give scores: feedback, conversions, reviews. One, or an array of up to 1,000',
  request: {
    body: {
      required: true,
      content: { 'application/json': { schema: z.union([ScoreInput, z.array(ScoreInput).min(1).max(MOST)]) } },
    },
  },
  responses: {
    201: {
      description: 'Durable',
      content: { 'application/json': { schema: z.object({ scores: z.array(z.object({ id: z.string() })) }) } },
    },
    400: { description: 'Names the field that is wrong; none was taken' },
    503: { description: 'Behind: try again after `Retry-After` seconds' },
  },
});

/** Scores for the principal's project, kept when answered. */
export function scoreRoutes({ ingest }: { ingest: Ingest }) {
  const api = newApi();
  api.use('/scores', bodyLimit({ maxSize: 4 << 20 }));
  api.openapi(create, async (c) => {
    const given = c.req.valid('json');
    const scores = Array.isArray(given) ? given.map((score, i) => wireScore(score, `[${i}].`)) : [wireScore(given, '')];
    const { rejected, errors } = await ingest(c.var.principal.project, { ...emptyBatch(), scores });
    if (rejected.scores) throw new InvalidInput('body', errors[0] ?? 'a score was refused');
    return c.json({ scores: scores.map(({ id }) => ({ id })) }, 201);
  });
  return api;
}

function wireScore({ time, ...given }: ScoreInput, path: string): WireScore & { id: string } {
  if (given.trace_id === undefined && given.span_id === undefined && given.session === undefined)
    throw new InvalidInput(`${path}trace_id`, 'say what it is about: one of `trace_id`, `span_id` and `session`');
  const at = time === undefined ? undefined : parseTime(time);
  if (time !== undefined && at === undefined)
    throw new InvalidInput(`${path}time`, 'must be a time such as `2026-11-24T16:00:00Z`');
  return { ...given, id: given.id ?? randomUUID(), ...(at === undefined ? {} : { time: at }) };
}
