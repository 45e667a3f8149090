import { z } from '@hono/zod-openapi';
import { FIELD_INFOS, type FieldType } from '../pipeline/query/fields.ts';

const BY_TYPE: Record<FieldType, () => z.ZodType> = {
  string: () => z.string(),
  number: () => z.number(),
  boolean: () => z.boolean(),
  time: () => z.iso.datetime(),
  tags: () => z.array(z.string()),
  map: () => z.record(z.string(), z.string()),
};
const ALWAYS = new Set(['time', 'trace_id', 'span_id', 'status']);

const fields: Record<string, z.ZodType> = Object.fromEntries(
  FIELD_INFOS.map(({ name, type, description }) => {
    const schema = BY_TYPE[type]().openapi({ description });
    return [name, ALWAYS.has(name) ? schema : schema.optional()];
  }),
);

/** A span; a call when `is_call`. What is unknown is absent. */
export const Call = z
  .object({
    ...fields,
    is_call: z.boolean().openapi({ description: 'One request to a model: a leaf of kind llm or embedding.' }),
    truncated: z.array(z.string()).optional().openapi({ description: 'Texts that were cut for this answer.' }),
  })
  .catchall(z.unknown())
  .openapi('Call');

export const Score = z
  .object({
    id: z.string(),
    name: z.string(),
    of: z.enum(['trace', 'session']).optional().openapi({
      description: 'On a root span: given to its trace or session as a whole.',
    }),
    value: z.union([z.number(), z.string()]),
    label: z.string().optional(),
    source: z.string(),
    evaluator: z.string().optional(),
    version: z.string().optional(),
    reason: z.string().optional(),
    evidence: z.unknown().optional(),
    time: z.iso.datetime(),
  })
  .openapi('Score');

/** Ids as they come in a path or a query. */
export const id = z.string().min(1).max(1024);
export const cursor = z.string().max(16_384);
