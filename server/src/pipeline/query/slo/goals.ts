import type { SloDefinition } from '../../../model/slo.ts';
import { GRAINS } from '../../store/cubes.ts';
import type { Context } from '../ask.ts';
import { type BadCalls, badCalls } from './bad-calls.ts';
import { checkSlo } from './judge.ts';
import { type CoursePoint, courseOf, type SloStatus, statusOf } from './status.ts';
import { hourOf, Tallies, type Tally } from './tallies.ts';

/** How goals stand: everything asked of them. */
export interface Goals {
  /** Throws `InvalidInput` where a definition cannot be counted; `path` is where it stands in the request. */
  check(definition: SloDefinition, path?: string): void;
  /** The statuses of goals of one project, in their order. */
  statuses(context: Context, definitions: readonly SloDefinition[]): Promise<SloStatus[]>;
  course(context: Context, definition: SloDefinition): Promise<GoalCourse>;
}

export interface GoalCourse {
  /** Step of the rows: `2h`. */
  interval: string;
  rows: CoursePoint[];
  bad_calls: BadCalls;
  status: SloStatus;
}

/** Counts are kept in memory for as long as the process lives; rows older than `retentionDays` are left out. */
export function createGoals(retentionDays: number): Goals {
  const tallies = new Tallies();
  const read = (context: Context, definitions: readonly SloDefinition[]): Promise<Tally[]> => {
    const oldest = hourOf(context.now - retentionDays * GRAINS.day) + GRAINS.hour;
    return tallies.read(
      context,
      // Twice the window: how things stood at its beginning depends on the one before.
      definitions.map((definition) => ({
        definition,
        from: Math.max(oldest, hourOf(context.now) - (2 * definition.window_days * 24 - 1) * GRAINS.hour),
      })),
    );
  };
  return {
    check: (definition, path) => checkSlo(definition, retentionDays, path),
    async statuses(context, definitions) {
      if (!definitions.length) return [];
      const found = await read(context, definitions);
      return definitions.map((definition, i) => statusOf(definition, found[i]!, context.now));
    },
    async course(context, definition) {
      const { now } = context;
      const [tally] = await read(context, [definition]);
      const status = statusOf(definition, tally!, now);
      const from = hourOf(now) - (definition.window_days * 24 - 1) * GRAINS.hour;
      const bad = await badCalls(context, definition, { from, to: now });
      return { ...courseOf(definition, tally!, now), bad_calls: bad, status };
    },
  };
}
