import type { Filter } from '../../../model/filter.ts';
import type { Context } from '../ask.ts';
import type { ResolvedRange } from '../range.ts';
import { whereOf } from '../where.ts';
import type { Periods } from './cells.ts';
import type { Known } from './find.ts';

/** Calls whose spread stands for all. */
const SAMPLE = 200_000;
/** Rows of both periods that may be read one by one, roughly. */
const MOST_ROWS = 3_000_000;

const WITHIN =
  '((time >= {from:DateTime64(6)} AND time < {to:DateTime64(6)}) OR (time >= {before_from:DateTime64(6)} AND time < {before_to:DateTime64(6)}))';

const bound = (project: string, { range, before }: Pick<Periods, 'range' | 'before'>) => ({
  project,
  from: range.from,
  to: range.to,
  before_from: before.from,
  before_to: before.to,
});

/** Σx²/Σx of what calls cost (US dollars) and of their tokens: how much a sum of them varies, from a sample of rows. */
export async function readPhi({ engine, project, signal }: Context, periods: Periods): Promise<Known['phi']> {
  const where = whereOf(periods.filter);
  const [row] = await engine.query<{ cost: number | null; tokens: number | null }>(
    'SELECT sum(c * c) / nullIf(sum(c), 0) AS cost, sum(t * t) / nullIf(sum(t), 0) AS tokens FROM (' +
      'SELECT toFloat64(ifNull(cost, 0)) AS c, toFloat64(ifNull(input_tokens, 0) + ifNull(output_tokens, 0)) AS t ' +
      `FROM telltale.spans FINAL WHERE project = {project:String} AND ${WITHIN} AND is_call = 1 AND (${where.sql}) ` +
      'LIMIT {sample:UInt32})',
    { ...where.params, ...bound(project, periods), sample: SAMPLE },
    signal ? { signal } : {},
  );
  return { cost: row?.cost ?? 0, tokens: row?.tokens ?? 0 };
}

/** The newest parts of both periods, equally long, that hold about as many rows as may be read one by one. */
export async function fewRows(
  { engine, project, signal }: Context,
  periods: Periods,
): Promise<{ periods: Periods; sampled: boolean }> {
  const [found] = await engine.query<{ rows: number }>(
    `SELECT sum(rows) AS rows FROM (EXPLAIN ESTIMATE SELECT span_id FROM telltale.spans WHERE project = {project:String} AND ${WITHIN})`,
    bound(project, periods),
    signal ? { signal } : {},
  );
  const rows = found?.rows ?? 0;
  if (rows <= MOST_ROWS) return { periods, sampled: false };
  const newest = ({ from, to }: ResolvedRange): ResolvedRange => ({
    from: Math.round(to - (to - from) * (MOST_ROWS / rows)),
    to,
  });
  return { periods: { ...periods, range: newest(periods.range), before: newest(periods.before) }, sampled: true };
}

/** A kind of error, by its type or else its HTTP status, and how many calls failed with it. */
export interface ErrorKind {
  filter: Filter;
  before: number;
  after: number;
}

/** The kinds of errors in both periods, the most frequent ones. */
export async function readErrors({ engine, project, signal }: Context, periods: Periods): Promise<ErrorKind[]> {
  const where = whereOf(periods.filter);
  const rows = await engine.query<{ type: string; http: number | null; before: number; after: number }>(
    "SELECT error_type AS type, if(error_type = '', http_status, NULL) AS http, " +
      'countIf(time >= {before_from:DateTime64(6)} AND time < {before_to:DateTime64(6)}) AS before, ' +
      'countIf(time >= {from:DateTime64(6)} AND time < {to:DateTime64(6)}) AS after ' +
      `FROM telltale.spans FINAL WHERE project = {project:String} AND ${WITHIN} AND is_call = 1 AND status = 'error' ` +
      `AND (${where.sql}) GROUP BY type, http ORDER BY before + after DESC LIMIT 50`,
    { ...where.params, ...bound(project, periods) },
    signal ? { signal } : {},
  );
  return rows.flatMap(({ type, http, before, after }): ErrorKind[] => {
    if (type !== '') return [{ filter: { field: 'error_type', op: 'eq', value: type }, before, after }];
    return http === null ? [] : [{ filter: { field: 'http_status', op: 'eq', value: http }, before, after }];
  });
}

/** When calls of a stretch of time came first and last, µs; undefined without any. */
export async function readEnds(
  { engine, project, signal }: Context,
  filter: readonly Filter[],
  { from, to }: ResolvedRange,
): Promise<{ first: number; last: number } | undefined> {
  const where = whereOf(filter);
  const [row] = await engine.query<{ n: number; first: number; last: number }>(
    'SELECT count() AS n, toUnixTimestamp64Micro(min(time)) AS first, toUnixTimestamp64Micro(max(time)) AS last ' +
      'FROM telltale.spans FINAL WHERE project = {project:String} AND time >= {from:DateTime64(6)} AND time < {to:DateTime64(6)} ' +
      `AND is_call = 1 AND (${where.sql})`,
    { ...where.params, project, from, to },
    signal ? { signal } : {},
  );
  return row && row.n > 0 ? { first: row.first, last: row.last } : undefined;
}
