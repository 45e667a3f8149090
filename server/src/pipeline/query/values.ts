import { nowMicros } from '../../lib/clock.ts';
import { InvalidInput } from '../../lib/errors.ts';
import type { Filter } from '../../model/filter.ts';
import type { Range } from '../../model/query.ts';
import type { Engine, Params } from '../store/engine.ts';
import { newestPart } from './estimate.ts';
import { parseField } from './fields.ts';
import { resolveRange } from './range.ts';
import { formatTime } from './time.ts';
import { whereOf } from './where.ts';

export interface ValuesQuery {
  field: string;
  filter: Filter[];
  range: Range;
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

interface Context {
  engine: Engine;
  project: string;
  now?: number;
  signal?: AbortSignal;
  /** Rows read at most, roughly; default 4 million. */
  maxRows?: number;
}

const MAX_ROWS = 4_000_000;
const TIMEOUT_MS = 10_000;
const CALLS =
  'FROM telltale.spans FINAL WHERE project = {project:String} AND time >= {from:DateTime64(6)} AND time < {to:DateTime64(6)} AND is_call = 1';

/** The values a field has and how often: what a filter can be set to. Throws `InvalidInput` naming `field`. */
export async function fieldValues(context: Context, query: ValuesQuery): Promise<FieldValues> {
  const { engine, project, signal, now = nowMicros() } = context;
  const whole = resolveRange(query.range, now);
  const value = valueExpression(query.field);
  const filters = whereOf(query.filter);
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
  return { values, sampled: { from: formatTime(range.from), to: formatTime(range.to) } };
}

function valueExpression(name: string): { sql: string; known: string; params: Params } {
  const field = parseField(name);
  if (field?.kind === 'metadata') {
    const sql = 'metadata[{key:String}]';
    return { sql: `substringUTF8(${sql}, 1, 200)`, known: `${sql} != ''`, params: { key: field.key } };
  }
  if (field?.kind !== 'column' || field.type === 'time' || field.use === 'text')
    throw new InvalidInput('field', `\`${name}\` has no list of values`);
  if (field.type === 'tags') return { sql: 'arrayJoin(tags)', known: 'notEmpty(tags)', params: {} };
  if (field.type === 'map') return { sql: 'arrayJoin(mapKeys(metadata))', known: 'notEmpty(metadata)', params: {} };
  if (field.type === 'string') return { sql: field.name, known: `${field.name} != ''`, params: {} };
  return { sql: `toString(${field.name})`, known: `isNotNull(${field.name})`, params: {} };
}
