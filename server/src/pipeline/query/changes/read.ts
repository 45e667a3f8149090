import type { Filter } from '../../../model/filter.ts';
import type { Context } from '../ask.ts';
import type { Group } from '../group.ts';
import type { Step } from '../interval.ts';
import type { Metric } from '../metrics/metric.ts';
import { isStale, type Plan, planOf, together } from '../plan.ts';
import type { ResolvedRange } from '../range.ts';
import { statementOf } from '../sql.ts';
import { whereOf } from '../where.ts';

/** A row as the engine gives it: `n`, `bucket` (µs), `g0`…, `v_<metric>`. */
export type Found = Record<string, string | number | null>;

interface Asked {
  metrics: readonly Metric[];
  groups?: readonly Group[];
  filter: readonly Filter[];
  step?: Step | undefined;
  range: ResolvedRange;
  before?: ResolvedRange;
  limit: number;
  /** Parameters that the metrics' expressions name. */
  params?: Record<string, number>;
}

const TIMEOUT_MS = 15_000;
/** A bucket may be sealed anew while it is read; the last try reads rows alone. */
const TRIES = 3;

/** Numbers of two periods, from roll-ups where they are sealed; `before` is empty when it was not asked for. */
export async function readBoth(context: Context, asked: Asked): Promise<{ after: Found[]; before: Found[] }> {
  const { range, before } = asked;
  // One statement for both, unless the earlier range reaches into the later one.
  if (before && before.to > range.from) {
    const { before: _, ...own } = asked;
    const after = await read(context, own);
    return { after, before: await read(context, { ...own, range: before }) };
  }
  const rows = await read(context, asked);
  return { after: rows.filter(({ earlier }) => earlier !== 1), before: rows.filter(({ earlier }) => earlier === 1) };
}

async function read(context: Context, asked: Asked): Promise<Found[]> {
  const { engine, project, now, signal } = context;
  const { metrics, groups = [], filter, step, limit, params } = asked;
  const where = whereOf(filter);
  const question = {
    project,
    metrics,
    sets: [groups],
    step,
    limit,
    now,
    order: step && !groups.length ? 'time' : '-n',
    where: { ...where, params: { ...where.params, ...params } },
  };
  for (let tries = 1; ; tries++) {
    const plan = await planned(context, asked, tries === TRIES);
    const { sql, params: bound } = statementOf(question, plan);
    const rows = await engine.query<Found>(sql, bound, {
      timeoutMs: TIMEOUT_MS,
      ...(signal ? { signal } : {}),
    });
    if (!plan.sealed.length || !isStale(plan, await planned(context, asked, false))) return rows;
  }
}

async function planned({ sealedBuckets, project }: Context, asked: Asked, rowsOnly: boolean): Promise<Plan> {
  const { range, before, step, groups = [], filter } = asked;
  const fields = [...groups.map(({ name }) => name), ...filter.map(({ field }) => field)];
  const base = { project, step, fields: [fields], rowsOnly };
  const own = await planOf(sealedBuckets, { ...base, range });
  return before ? together(own, await planOf(sealedBuckets, { ...base, range: before })) : own;
}
