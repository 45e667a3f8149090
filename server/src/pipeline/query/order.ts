import { InvalidInput } from '../../lib/errors.ts';
import { SPAN_COLUMNS, type SpanColumn } from '../../model/span.ts';
import { clickhouseType } from '../journal/tables.ts';
import type { Params } from '../store/engine.ts';
import type { Position } from './cursor.ts';
import { parseField } from './fields.ts';

/** How rows of a search follow each other. Unknown values come last either way; ties go by identity, newest first. */
export interface Order {
  /** As asked for. */
  text: string;
  descending: boolean;
  /** What is sorted by, NULL where unknown; undefined when it is time itself. */
  value: string | undefined;
  /** Type of that value, as a parameter. */
  type: string;
}

/** `-cost` → by cost, downwards. Throws `InvalidInput` naming `order_by`. */
export function parseOrder(text: string): Order {
  const descending = text.startsWith('-');
  const name = descending ? text.slice(1) : text;
  const field = parseField(name);
  if (field?.kind === 'score' && field.column !== undefined)
    return { text, descending, value: field.column, type: plainType(field.column) };
  const sortable =
    field?.kind === 'column' && field.use === 'field' && field.type !== 'tags' && field.type !== 'map' && field;
  if (!sortable) throw new InvalidInput('order_by', `cannot order by \`${name}\``);
  if (sortable.type === 'time') return { text, descending, value: undefined, type: '' };
  if (sortable.type === 'string')
    return { text, descending, value: `nullIf(substringUTF8(${name}, 1, 100), '')`, type: 'String' };
  return { text, descending, value: name, type: plainType(sortable.name) };
}

const plainType = (name: SpanColumn): string =>
  clickhouseType(SPAN_COLUMNS[name].type).replace(/^Nullable\((.*)\)$/, '$1');

/** The ORDER BY over columns `value` (unless it is time), `time`, `trace_id` and `span_id`. */
export function orderBy({ value, descending }: Order): string {
  const way = value === undefined && !descending ? 'ASC' : 'DESC';
  const ties = `time ${way}, trace_id ${way}, span_id ${way}`;
  return value === undefined ? ties : `value ${descending ? 'DESC' : 'ASC'} NULLS LAST, ${ties}`;
}

/** The condition that a row comes after `at`. */
export function after({ value, descending, type }: Order, at: Position): { sql: string; params: Params } {
  const sign = value === undefined && !descending ? '>' : '<';
  const ties = `(time, trace_id, span_id) ${sign} ({at_time:DateTime64(6)}, {at_trace:String}, {at_span:String})`;
  const params: Params = { at_time: at.time, at_trace: at.trace_id, at_span: at.span_id };
  if (value === undefined) return { sql: ties, params };
  if (at.value === null) return { sql: `(${value} IS NULL AND ${ties})`, params };
  const bound = `{at_value:${type}}`;
  const beyond = `${value} IS NULL OR ${value} ${descending ? '<' : '>'} ${bound} OR (${value} = ${bound} AND ${ties})`;
  return { sql: `ifNull(${beyond}, 0)`, params: { ...params, at_value: fit(type, at.value) } };
}

/** A value that came from outside, within a cursor. */
function fit(type: string, value: string): string {
  const fits =
    type === 'String' || (type.startsWith('Decimal') ? /^-?\d{1,15}(\.\d{1,12})?$/ : /^\d{1,19}$/).test(value);
  if (!fits) throw new InvalidInput('cursor', 'not a cursor of this list: take `next_cursor` as it came');
  return value;
}
