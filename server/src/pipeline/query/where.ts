import { InvalidInput } from '../../lib/errors.ts';
import type { Filter, FilterOp } from '../../model/filter.ts';
import type { Params } from '../store/engine.ts';
import { type Field, parseField } from './fields.ts';
import { type Operand, operand } from './operand.ts';

export interface Where {
  /** A condition over columns of `telltale.spans`, in brackets where needed. Needs the parameter `project` besides its own. */
  sql: string;
  params: Params;
}

export interface WhereOptions {
  /** Where the filters stand in the request, for errors; default `filter`. */
  path?: string;
  /** Alias of `telltale.spans` in the statement, when its columns need one. */
  table?: string;
  /** What parameter names begin with; default `f`. */
  prefix?: string;
}

/**
 * The condition that all filters hold. Unknown ('' or NULL) is known to `exists` alone: `ne` and `not_in` let it through,
 * comparisons do not. Throws `InvalidInput` naming `filter[2].field`, `.op` or `.value`.
 */
export function whereOf(filters: readonly Filter[], options: WhereOptions = {}): Where {
  const { path = 'filter', table, prefix = 'f' } = options;
  const params: Params = {};
  const conditions = filters.map((filter, i) => {
    const field = parseField(filter.field);
    if (!field) throw new InvalidInput(`${path}[${i}].field`, `there is no field \`${filter.field}\``);
    const value = operand(field, filter, `${path}[${i}]`);
    const name = `${prefix}${i}`;
    return condition(field, filter.op, value, {
      column: (column) => (table === undefined ? column : `${table}.${column}`),
      bind(type, bound, suffix = '') {
        params[name + suffix] = bound;
        return `{${name}${suffix}:${type}}`;
      },
    });
  });
  return { sql: conditions.length ? conditions.join(' AND ') : '1', params };
}

interface Scope {
  column: (name: string) => string;
  /** Binds a value and gives its placeholder. */
  bind: (type: string, value: Params[string], suffix?: string) => string;
}

function condition(field: Field, op: FilterOp, value: Operand, scope: Scope): string {
  if (field.kind === 'score') return scored(field, op, value, scope);
  if (field.kind === 'metadata') {
    const text = `${scope.column('metadata')}[${scope.bind('String', field.key, '_key')}]`;
    if (value.kind !== 'number') return ofText(text, op, value, scope);
    // Through a decimal: the same nearest double whoever reads the text.
    const plain = `match(${text}, '^-?[0-9]{1,15}([.][0-9]{1,9})?$')`;
    return compare(`toFloat64(if(${plain}, toDecimal128OrNull(${text}, 9), NULL))`, op, value, scope);
  }
  const column = scope.column(field.name);
  if (field.type === 'map') return `${value.kind === 'exists' && value.value ? '' : 'NOT '}notEmpty(${column})`;
  if (field.type === 'tags') return ofTags(column, op, value, scope);
  if (field.type === 'string') return ofText(column, op, value, scope);
  if (value.kind === 'exists') return `${column} IS ${value.value ? 'NOT ' : ''}NULL`;
  if (value.kind !== 'time') return compare(`toFloat64(${column})`, op, value, scope);
  if (op !== 'in' && op !== 'not_in') return compare(column, op, value, scope);
  return compare(`toUnixTimestamp64Micro(${column})`, op, value, scope);
}

const SIGNS = { eq: '=', ne: '!=', lt: '<', lte: '<=', gt: '>', gte: '>=' } as const;
const BOUND = { text: 'String', number: 'Float64', time: 'DateTime64(6)' } as const;

/** One of the comparisons, over an expression that is NULL where the value is unknown. Never NULL itself. */
function compare(expression: string, op: FilterOp, value: Operand, { bind }: Scope): string {
  if (value.kind === 'exists') throw new Error('exists compares nothing');
  if (op === 'in' || op === 'not_in') {
    const type = value.kind === 'time' ? 'Int64' : BOUND[value.kind];
    const found = `ifNull(${expression} IN ${bind(`Array(${type})`, value.values)}, 0)`;
    return op === 'in' ? found : `NOT ${found}`;
  }
  const sign = SIGNS[op as keyof typeof SIGNS];
  const compared = `${expression} ${sign} ${bind(BOUND[value.kind], value.values[0] ?? null)}`;
  // Bare where nothing can be NULL, so that the engine can use its index on time.
  if (value.kind === 'time') return compared;
  return `ifNull(${compared}, ${op === 'ne' ? 1 : 0})`;
}

function ofText(text: string, op: FilterOp, value: Operand, scope: Scope): string {
  if (value.kind === 'exists') return `${text} ${value.value ? '!=' : '='} ''`;
  const values = value.values.map(String);
  if (op === 'in' || op === 'not_in')
    return `${text} ${op === 'in' ? 'IN' : 'NOT IN'} ${scope.bind('Array(String)', values)}`;
  const one = scope.bind('String', values[0] ?? '');
  if (op === 'contains') return `positionCaseInsensitiveUTF8(${text}, ${one}) > 0`;
  const compared = `${text} ${SIGNS[op as keyof typeof SIGNS]} ${one}`;
  return op === 'lt' || op === 'lte' ? `(${text} != '' AND ${compared})` : compared;
}

function ofTags(tags: string, op: FilterOp, value: Operand, { bind }: Scope): string {
  if (value.kind === 'exists') return `${value.value ? '' : 'NOT '}notEmpty(${tags})`;
  const found = `hasAny(${tags}, ${bind('Array(String)', value.values.map(String))})`;
  return op === 'ne' || op === 'not_in' ? `NOT ${found}` : found;
}

/** Spans that have such a score themselves, by a detector or anybody, or whose trace has it. */
function scored(
  { score: name, column }: Field & { kind: 'score' },
  op: FilterOp,
  value: Operand,
  scope: Scope,
): string {
  const bound = scope.bind('String', name, '_name');
  const negative = op === 'ne' || op === 'not_in' || (value.kind === 'exists' && !value.value);
  const positive = op === 'ne' ? 'eq' : op === 'not_in' ? 'in' : op;
  const says =
    value.kind === 'exists'
      ? '1'
      : value.kind === 'number'
        ? compare('value', positive, value, scope)
        : ofText('label', positive, value, scope);
  const scores =
    `(SELECT trace_id, span_id FROM telltale.scores FINAL WHERE project = {project:String} AND name = ${bound} ` +
    `AND (trace_id != '' OR span_id != '') AND ${says})`;
  const [trace, span] = [scope.column('trace_id'), scope.column('span_id')];
  const found = [`(${trace}, ${span})`, `(${trace}, '')`, `('', ${span})`].map((key) => `${key} IN ${scores}`);
  if (column !== undefined) found.push(detected(scope.column(column), positive, value, scope));
  return `${negative ? 'NOT ' : ''}(${found.join(' OR ')})`;
}

/** The same of a detector's score. */
function detected(column: string, op: FilterOp, value: Operand, { bind }: Scope): string {
  if (value.kind === 'exists') return `${column} IS NOT NULL`;
  if (value.kind !== 'number') return '0';
  return compare(`toFloat64(${column})`, op, value, {
    column: (name) => name,
    bind: (type, bound) => bind(type, bound, '_d'),
  });
}
