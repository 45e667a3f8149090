import type { Filter } from '../../../model/filter.ts';
import type { SloDefinition } from '../../../model/slo.ts';
import type { Context } from '../ask.ts';
import type { ResolvedRange } from '../range.ts';
import { rowsGate } from '../rows-gate.ts';
import { badFilter, judgeOf } from './judge.ts';

/** What finds a goal's bad calls in lists of calls. */
export interface BadCalls {
  filter: Filter[];
  /** Whether it finds no other calls besides; health checks apart. */
  exact: boolean;
}

/** Kinds of failures looked at; a filter takes as many values. */
const MOST = 500;

interface Kind {
  http_status: number | null;
  error_type: string;
  bad: number;
  other: number;
}

/**
 * Filters for the bad calls of a range. For availability they name the error types or HTTP statuses that its failures had,
 * whichever tells them from other failures better.
 */
export async function badCalls(context: Context, definition: SloDefinition, range: ResolvedRange): Promise<BadCalls> {
  const { indicator, filter } = definition;
  const over = badFilter(indicator);
  if (over) return { filter: [...filter, ...over], exact: true };
  const { engine, project, signal } = context;
  const { mine, valid, bad, params } = judgeOf(definition, 'd');
  const ask = (): Promise<Kind[]> =>
    engine.query<Kind>(
      `SELECT http_status, error_type, countIf(${valid} AND ${bad}) AS bad, count() - bad AS other ` +
        'FROM telltale.spans FINAL WHERE project = {project:String} AND time >= {from:DateTime64(6)} ' +
        `AND time < {to:DateTime64(6)} AND is_call = 1 AND status = 'error' AND ${mine} ` +
        `GROUP BY http_status, error_type ORDER BY bad DESC LIMIT ${MOST}`,
      { ...params, project, ...range },
      signal ? { signal } : {},
    );
  return kindsFilter(filter, await rowsGate.run(ask, signal));
}

/** Of the filters that find every bad kind, the one that finds the fewest others. */
export function kindsFilter(filter: readonly Filter[], kinds: readonly Kind[]): BadCalls {
  const bad = kinds.filter((kind) => kind.bad > 0);
  const failed: Filter = { field: 'status', op: 'eq', value: 'error' };
  const types = [...new Set(bad.map(({ error_type }) => error_type))];
  const statuses = [...new Set(bad.map(({ http_status }) => http_status))];
  const byType = types.includes('') || !types.length ? [] : [{ field: 'error_type', op: 'in', value: types } as Filter];
  const known = statuses.filter((status) => status !== null);
  const byStatus =
    known.length < statuses.length || !known.length ? [] : [{ field: 'http_status', op: 'in', value: known } as Filter];
  const others = (conditions: readonly Filter[]): number =>
    kinds.reduce((sum, kind) => sum + (conditions.every((one) => fits(one, kind)) ? kind.other : 0), 0);
  const choices = [[], byType, byStatus, [...byType, ...byStatus]];
  const [best] = choices.map((more) => ({ more, others: others(more) })).sort((a, b) => a.others - b.others);
  return { filter: [...filter, failed, ...best!.more], exact: best!.others === 0 };
}

const fits = ({ field, value }: Filter, kind: Kind): boolean =>
  (value as (string | number | null)[]).includes(field === 'error_type' ? kind.error_type : kind.http_status);
