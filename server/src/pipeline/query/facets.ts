import { nowMicros } from '../../lib/clock.ts';
import { InvalidInput } from '../../lib/errors.ts';
import type { Filter } from '../../model/filter.ts';
import type { Range } from '../../model/query.ts';
import type { Params } from '../store/engine.ts';
import { newestPart } from './estimate.ts';
import { resolveRange, toldRange } from './range.ts';
import { rowsGate } from './rows-gate.ts';
import {
  CALLS,
  type FieldValues,
  fieldValues,
  MAX_ROWS,
  TIMEOUT_MS,
  type ValuesContext,
  valueExpression,
} from './values.ts';
import { type Where, whereOf } from './where.ts';
import { withWords } from './words.ts';

export interface FacetsQuery {
  fields: string[];
  filter: Filter[];
  range: Range;
  text?: string | undefined;
  /** Values of each field. */
  limit: number;
}

export interface Facets {
  /** In the order asked for; values most frequent first, `n` = calls. */
  facets: { field: string; values: FieldValues['values'] }[];
  sampled?: FieldValues['sampled'];
}

/**
 * The values of several fields by one reading of the rows. What the filter says of a field leaves the values of that field
 * alone: one sees what else there is to choose. Throws `InvalidInput` naming `fields[i]`, `Overloaded`.
 */
export async function facets(context: ValuesContext, query: FacetsQuery): Promise<Facets> {
  // All of it, so that errors name the place in the request.
  withWords(whereOf(query.filter), query.text);
  const fields = query.fields.map((name, i) => {
    if (query.fields.indexOf(name) !== i) throw new InvalidInput(`fields[${i}]`, `\`${name}\` is there twice`);
    return { name, ...valueExpression(name, `fields[${i}]`, `v${i}_`) };
  });
  const whole = resolveRange(query.range, context.now ?? nowMicros());
  const range = await newestPart(context, whole, context.maxRows ?? MAX_ROWS);
  const told = toldRange(range);
  const single = fields.filter(({ list }) => !list);
  const found = new Map<string, FieldValues['values']>();
  await rowsGate.run(
    () =>
      Promise.all([
        single.length && countTogether(context, query, single, range).then((all) => all.forEach(put)),
        ...fields.filter(({ list }) => list).map(({ name }) => countAlone(context, query, name, told).then(put)),
      ]),
    context.signal,
  );
  function put({ field, values }: Facets['facets'][number]): void {
    found.set(field, values);
  }
  return {
    facets: query.fields.map((field) => ({ field, values: found.get(field) ?? [] })),
    ...(range.from === whole.from ? {} : { sampled: told }),
  };
}

type Field = ReturnType<typeof valueExpression> & { name: string };

/** A call with several values of a field would count several times for the others. */
async function countAlone(context: ValuesContext, query: FacetsQuery, field: string, range: Range) {
  const filter = query.filter.filter((condition) => condition.field !== field);
  const { values } = await fieldValues(
    { ...context, maxRows: Number.POSITIVE_INFINITY },
    { ...query, field, filter, range },
  );
  return { field, values };
}

/** One statement: the engine groups the same rows by each field at once. */
async function countTogether(
  { engine, project, signal }: ValuesContext,
  query: FacetsQuery,
  fields: readonly Field[],
  range: { from: number; to: number },
): Promise<Facets['facets']> {
  const names = new Set(fields.map(({ name }) => name));
  const rest = withWords(whereOf(query.filter.filter(({ field }) => !names.has(field))), query.text);
  const own = fields.map(({ name }, i) => ownOf(query.filter, name, `o${i}_`));
  const params: Params = { ...rest.params, ...range, project, limit: query.limit };
  for (const { params: some } of [...fields, ...own.flatMap((one) => one ?? [])]) Object.assign(params, some);

  // `grouping` has a bit for each field that a row of the answer is not about, the first field's the highest.
  const of = fields.map((_, i) => `f = ${2 ** fields.length - 1 - 2 ** (fields.length - 1 - i)}`);
  const values = fields.map((_, i) => `${of[i]}, toString(g${i})`);
  const counts = fields.map((_, i) => `${of[i]}, ${countOf(own.filter((_, at) => at !== i))}`);
  const groups = fields.map((_, i) => `g${i}`);
  const rows = await engine.query<{ i: number; value: string; n: number }>(
    `SELECT multiIf(${of.map((is, i) => `${is}, ${i}`).join(', ')}, 0) AS i, value, n FROM (` +
      `SELECT ${fields.map(({ sql, known }, i) => `if(${known}, ${sql}, '') AS g${i}`).join(', ')}, ` +
      `grouping(${groups.join(', ')}) AS f, multiIf(${values.join(', ')}, '') AS value, multiIf(${counts.join(', ')}, 0) AS n ` +
      `${CALLS} AND ${rest.sql} GROUP BY GROUPING SETS (${groups.map((group) => `(${group})`).join(', ')})` +
      ") WHERE value != '' AND n > 0 ORDER BY n DESC, value LIMIT {limit:UInt32} BY f",
    params,
    { timeoutMs: TIMEOUT_MS, ...(signal ? { signal } : {}) },
  );
  return fields.map(({ name }, at) => ({
    field: name,
    values: rows.filter(({ i }) => i === at).map(({ value, n }) => ({ value, n })),
  }));
}

/** What the filter says of a field, undefined when that is nothing. */
function ownOf(filter: readonly Filter[], name: string, prefix: string): Where | undefined {
  const own = filter.filter(({ field }) => field === name);
  return own.length ? whereOf(own, { prefix }) : undefined;
}

/** Calls that hold all of these conditions. */
function countOf(conditions: readonly (Where | undefined)[]): string {
  const all = conditions.flatMap((one) => (one ? [`(${one.sql})`] : []));
  return all.length ? `countIf(${all.join(' AND ')})` : 'count()';
}
