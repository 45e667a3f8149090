import { z } from 'zod';
import { filterSchema } from './filter.ts';

export const TILE_KINDS = ['line', 'bar', 'table', 'heatmap', 'number', 'text'] as const;
export const TILE_HEIGHTS = ['small', 'medium', 'large'] as const;

/** One line of text that people read. */
const line = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .regex(/^[^\p{Cc}\p{Cs}\u2028\u2029]*$/u, 'must be one line of text');
/** Several; tabs and line breaks are text too. */
const lines = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[^\p{Cs}\0]*$/u, 'must be text');
const fieldName = z.string().min(1).max(256);

/** A value chosen once for the whole board; a tile filters by it as `$<name>`. */
const variableSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_]{0,31}$/, 'must be like `customer`: a letter, then letters, digits or _'),
  field: fieldName.describe('The field whose values can be chosen.'),
  title: line(60).optional(),
  default: z.string().max(1000).optional().describe('Chosen while nobody chose another.'),
});

/** One question and how its answer is shown. What may go together is checked by `checkBoard`. */
const tileSchema = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9_-]{1,32}$/, 'must be 1 to 32 letters, digits, - or _'),
  title: line(100).optional(),
  kind: z.enum(TILE_KINDS),
  metrics: z.array(z.string().max(64)).max(8).default([]),
  group_by: z.array(fieldName).max(3).default([]),
  filter: z
    .array(filterSchema)
    .max(16)
    .default([])
    .describe(
      'On top of the view’s own. A value `$name` stands for a variable; while none is chosen the filter is left out.',
    ),
  interval: z
    .string()
    .max(8)
    .default('auto')
    .describe('Step of a chart over time: `auto`, or such as `5m`, `1h`, `1d`.'),
  order_by: z
    .string()
    .max(257)
    .optional()
    .describe('A metric of the tile, a group field or `n`; a leading `-` sorts downwards.'),
  limit: z.number().int().min(1).max(500).optional().describe('Groups shown.'),
  compare: z.boolean().default(true).describe('Whether what the view compares with is shown too.'),
  text: lines(4000).optional().describe('What a tile of kind `text` says, as plain text.'),
  width: z.number().int().min(1).max(12).default(6).describe('Of 12 columns.'),
  height: z.enum(TILE_HEIGHTS).default('medium'),
});
export type BoardTile = z.infer<typeof tileSchema>;

const content = {
  version: z.literal(1).default(1),
  description: lines(1000).optional(),
  variables: z.array(variableSchema).max(8).default([]),
  tiles: z.array(tileSchema).max(40).default([]),
};

/** What a board holds besides its name. */
const contentSchema = z.strictObject(content);
export type BoardContent = z.infer<typeof contentSchema>;

/** A dashboard that people put together: the JSON that is exported and imported. */
export const boardSchema = z.strictObject({ name: line(100), ...content });
export type Board = z.infer<typeof boardSchema>;

/** The name of the variable that a filter's value stands for: `$customer` → `customer`. */
export const variableOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? /^\$([a-z][a-z0-9_]{0,31})$/.exec(value)?.[1] : undefined;
