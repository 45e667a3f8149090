import { z } from 'zod';
import { type Filter, filterSchema } from './filter.ts';

const below = (unit: string, most: number) =>
  z.number().positive().max(most).describe(`A call is good when it stays below this, in ${unit}.`);

/** What makes a call good. Which calls count is said by `pipeline/query/slo/judge.ts` and in docs/guide/goals.md. */
export const indicatorSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('availability').describe('Good: not failed by a 5xx, a timeout or the connection.'),
    count_cancelled: z
      .boolean()
      .optional()
      .describe('Count calls their client gave up as well; by default they are left out.'),
  }),
  z.strictObject({ type: z.literal('latency'), below: below('milliseconds', 86_400_000) }),
  z.strictObject({ type: z.literal('ttft'), below: below('milliseconds until the first token', 86_400_000) }),
  z.strictObject({ type: z.literal('cost'), below: below('US dollars', 1_000_000) }),
]);
export type Indicator = z.infer<typeof indicatorSchema>;

export const sloSchema = z.object({
  indicator: indicatorSchema,
  filter: z.array(filterSchema).max(64).default([]).describe('Which calls; not by scores or texts.'),
  objective: z
    .number()
    .gt(0)
    .lt(100)
    .refine((percent) => Number(percent.toFixed(4)) === percent, 'has more than four decimals')
    .describe('Share of the calls that must be good, percent.'),
  window_days: z.number().int().min(1).max(90).default(30).describe('The last so many days, moving on by the hour.'),
});

/** A service level objective without its name: all that decides its numbers. */
export interface SloDefinition {
  indicator: Indicator;
  filter: Filter[];
  /** Percent, 0 < x < 100. */
  objective: number;
  window_days: number;
}
