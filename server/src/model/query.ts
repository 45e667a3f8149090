import { z } from 'zod';
import { filterSchema } from './filter.ts';

/** `from`/`to`: RFC 3339, or relative: `now`, `now-24h`, `now-15m`, `now-30d`, `now-2w`. `to` is exclusive. */
export const rangeSchema = z.object({ from: z.string().max(64), to: z.string().max(64).default('now') });
export type Range = z.infer<typeof rangeSchema>;

/** Words to look for. */
export const textSchema = z
  .string()
  .max(512)
  .optional()
  .describe('Words that input, output or error message must contain, all of them.');

/** A question about numbers: metrics × filter × group-by × range × interval × compare. */
export const metricQuerySchema = z.object({
  metrics: z.array(z.string().max(64)).min(1).max(64),
  filter: z.array(filterSchema).max(64).default([]),
  text: textSchema,
  group_by: z.array(z.string().min(1).max(256)).max(8).default([]),
  range: rangeSchema,
  interval: z.string().max(8).default('none').describe('`auto`, `none`, or a step such as `1m`, `5m`, `1h`, `1d`.'),
  compare: z
    .union([z.enum(['previous', 'week']), z.object({ filter: z.array(filterSchema).max(64) })])
    .optional()
    .describe(
      'The range before, the same a week earlier, or `{filter}`: the same range under this filter in the place of `filter`, ' +
        'e.g. another version of a prompt.',
    ),
  order_by: z
    .string()
    .max(65)
    .optional()
    .describe('A metric id, group field, `n` or `time`; a leading `-` sorts downwards.'),
  limit: z.number().int().min(1).max(10_000).default(1000),
});
export type MetricQuery = z.infer<typeof metricQuerySchema>;

/** A question for rows: the calls behind any number. */
export const callSearchSchema = z.object({
  filter: z.array(filterSchema).max(64).default([]),
  range: rangeSchema,
  text: textSchema,
  scope: z.enum(['calls', 'spans', 'traces']).default('calls').describe('Leaf model calls, every span, or root spans.'),
  order_by: z.string().max(65).default('-time'),
  limit: z.number().int().min(1).max(500).default(50),
  cursor: z.string().max(16_384).optional(),
});
export type CallSearch = z.infer<typeof callSearchSchema>;

/** The same rows as a file: by time, all of them up to `limit`. */
export const callExportSchema = callSearchSchema.omit({ cursor: true, limit: true, order_by: true }).extend({
  format: z.enum(['csv', 'jsonl']).default('csv'),
  columns: z
    .array(z.string().max(64))
    .min(1)
    .max(64)
    .optional()
    .describe('Fields in the order wanted; all by default.'),
  order_by: z.enum(['-time', 'time']).default('-time'),
  limit: z.number().int().min(1).max(100_000).default(100_000),
});
export type CallExport = z.infer<typeof callExportSchema>;
