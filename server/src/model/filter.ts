import { z } from 'zod';

export const FILTER_OPS = ['eq', 'ne', 'in', 'not_in', 'lt', 'lte', 'gt', 'gte', 'contains', 'exists'] as const;
export type FilterOp = (typeof FILTER_OPS)[number];

const scalar = z.union([z.string().max(4096), z.number(), z.boolean()]);

/** One condition. The same shape in the API, in the URL and in monitors. */
export const filterSchema = z.object({
  field: z.string().min(1).max(256).describe('A field, `metadata.<key>` or `score.<name>`.'),
  op: z.enum(FILTER_OPS),
  value: z
    .union([scalar, z.array(scalar).max(1000)])
    .optional()
    .describe('Absent only with `exists`, where it defaults to true.'),
});
export type Filter = z.infer<typeof filterSchema>;
