import { InvalidInput } from '../../lib/errors.ts';
import type { Filter, FilterOp } from '../../model/filter.ts';
import type { Field } from './fields.ts';
import { parseTime } from './time.ts';

/** What a filter compares with, checked and typed: `time` in microseconds, one value but for `in` and `not_in`. */
export type Operand =
  | { kind: 'exists'; value: boolean }
  | { kind: 'text'; values: string[] }
  | { kind: 'number'; values: number[] }
  | { kind: 'time'; values: number[] };

type Scalar = string | number | boolean;

const ORDER: readonly FilterOp[] = ['lt', 'lte', 'gt', 'gte'];
const EQUALITY: readonly FilterOp[] = ['eq', 'ne', 'in', 'not_in'];
const ALLOWED = {
  string: [...EQUALITY, ...ORDER, 'contains'],
  number: [...EQUALITY, ...ORDER],
  time: [...EQUALITY, ...ORDER],
  tags: [...EQUALITY, 'contains'],
  map: [],
  boolean: [],
} satisfies Record<string, readonly FilterOp[]>;

/** The value of a filter as its field needs it. Throws `InvalidInput` naming `<path>.op` or `<path>.value`. */
export function operand(field: Field, { op, value }: Filter, path: string): Operand {
  if (op === 'exists') {
    if (value === undefined || value === true || value === 'true') return { kind: 'exists', value: true };
    if (value === false || value === 'false') return { kind: 'exists', value: false };
    throw new InvalidInput(`${path}.value`, '`exists` takes true or false');
  }
  const type = field.kind === 'column' ? field.type : 'string';
  if (!(ALLOWED[type] as readonly FilterOp[]).includes(op))
    throw new InvalidInput(`${path}.op`, `\`${op}\` does not apply to this field`);
  const values = scalars(op, value, path);
  if (type === 'number') return { kind: 'number', values: values.map((one) => number(one, path)) };
  if (type === 'time') return { kind: 'time', values: values.map((one) => time(one, path)) };
  if (op === 'contains' && values[0] === '') throw new InvalidInput(`${path}.value`, 'must not be empty');
  return untyped(field, op, values);
}

/** Text, unless the field may hold numbers and a number is asked for. */
function untyped(field: Field, op: FilterOp, values: Scalar[]): Operand {
  const numeric = values.every((one) => typeof one !== 'string');
  if (field.kind === 'score' && numeric && op !== 'contains') return { kind: 'number', values: values.map(Number) };
  if (field.kind === 'metadata' && ORDER.includes(op) && numeric) return { kind: 'number', values: values.map(Number) };
  return { kind: 'text', values: values.map(String) };
}

function scalars(op: FilterOp, value: Filter['value'], path: string): Scalar[] {
  if (value === undefined) throw new InvalidInput(`${path}.value`, `\`${op}\` needs a value`);
  const many = op === 'in' || op === 'not_in';
  if (Array.isArray(value) !== many)
    throw new InvalidInput(`${path}.value`, many ? `\`${op}\` takes a list` : `\`${op}\` takes one value, not a list`);
  const values = Array.isArray(value) ? value : [value];
  if (!values.length) throw new InvalidInput(`${path}.value`, 'the list is empty');
  return values;
}

function number(value: Scalar, path: string): number {
  const result = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof result === 'number' && Number.isFinite(result)) return result;
  throw new InvalidInput(`${path}.value`, 'must be a number');
}

function time(value: Scalar, path: string): number {
  const micros = typeof value === 'string' ? parseTime(value) : undefined;
  if (micros !== undefined) return micros;
  throw new InvalidInput(`${path}.value`, 'must be a time such as `2026-11-24T16:00:00Z`');
}
