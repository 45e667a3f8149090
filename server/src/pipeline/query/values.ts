import { nowMicros } from '../../lib/clock.ts';
import { InvalidInput } from '../../lib/errors.ts';
import type { Filter } from '../../model/filter.ts';
import type { Range } from '../../model/query.ts';
import type { Engine, Params } from '../store/engine.ts';
import { newestPart } from './estimate.ts';
import { parseField } from './fields.ts';
import { resolveRange, toldRange } from './range.ts';
import { whereOf } from './where.ts';
import { withWords } from './words.ts';

export interface ValuesQuery {
  field: string;
  filter: Filter[];
  range: Range;
  text?: string | undefined;
  /** Part of the value, in any case. */
  search?: string | undefined;
  limit: number;
}

export interface FieldValues {
  /** Most frequent first; `n` = calls. */
  values: { value: string; n: number }[];
  /** Given when only the newest calls were counted: the range that was. */
  sampled?: { from: string; to: string };
}

export interface ValuesContext {
  engine: Engine;
  project: string;
  now?: number;
  signal?: AbortSignal;
  /** Rows read at most, roughly; default 4 million. */
  maxRows?: number;
}

export const MAX_ROWS = 4_000_000;
export const TIMEOUT_MS = 10_000;
/** The calls of a range. */
export const CALLS =
  'FROM telltale.spans FINAL WHERE project = {project:String} AND time >= {from:DateTime64(6)} AND time < {to:DateTime64(6)} AND is_call = 1';

/** The values a field has and how often: what a filter can be set to. Throws `InvalidInput` naming `field`. */
export async function fieldValues(context: ValuesContext, query: ValuesQuery): Promise<FieldValues> {
  const { engine, project, signal, now = nowMicros() } = context;
  const whole = resolveRange(query.range, now);
  const value = valueExpression(query.field);
  const filters = withWords(whereOf(query.filter), query.text);
  const range = await newestPart(context, whole, context.maxRows ?? MAX_ROWS);
  const search = query.search ? ' AND positionCaseInsensitiveUTF8(value, {search:String}) > 0' : '';
  const values = await engine.query<{ value: string; n: number }>(
    `SELECT ${value.sql} AS value, count() AS n ${CALLS} AND ${filters.sql} AND ${value.known}${search} ` +
      'GROUP BY value ORDER BY n DESC, value LIMIT {limit:UInt32}',
    {
      ...filters.params,
      ...value.params,
      ...range,
      project,
      limit: query.limit,
      ...(query.search ? { search: query.search } : {}),
    },
    { timeoutMs: TIMEOUT_MS, ...(signal ? { signal } : {}) },
  );
  if (range.from === whole.from) return { values };
  return { values, sampled: toldRange(range) };
}

interface ValueExpression {
  /** Gives a value of a call; of a list each of its values. */
  sql: string;
  /** Whether a call has one. */
  known: string;
  params: Params;
  /** A call may have several. */
  list?: true;
}

/** `prefix`: what its parameters begin with. Throws `InvalidInput` naming `path`. */
export function valueExpression(name: string, path = 'field', prefix = ''): ValueExpression {
  const field = parseField(name);
  if (field?.kind === 'metadata') {
    const sql = `metadata[{${prefix}key:String}]`;
    return { sql: `substringUTF8(${sql}, 1, 200)`, known: `${sql} != ''`, params: { [`${prefix}key`]: field.key } };
  }
  if (field?.kind !== 'column' || field.type === 'time' || field.use === 'text')
    throw new InvalidInput(path, `\`${name}\` has no list of values`);
  if (field.type === 'tags') return { sql: 'arrayJoin(tags)', known: 'notEmpty(tags)', params: {}, list: true };
  if (field.type === 'map')
    return { sql: 'arrayJoin(mapKeys(metadata))', known: 'notEmpty(metadata)', params: {}, list: true };
  if (field.type === 'string') return { sql: field.name, known: `${field.name} != ''`, params: {} };
  return { sql: `toString(${field.name})`, known: `isNotNull(${field.name})`, params: {} };
}
