import type { Filter, FilterOp } from './model.ts';

const OPS = ['eq', 'ne', 'in', 'not_in', 'lt', 'lte', 'gt', 'gte', 'contains', 'exists'] as const;

/** How an operator reads in a chip and in a menu. */
export const OP_WORDS: Record<FilterOp, string> = {
  eq: '=',
  ne: '≠',
  in: 'is one of',
  not_in: 'is none of',
  lt: '<',
  lte: '≤',
  gt: '>',
  gte: '≥',
  contains: 'contains',
  exists: 'is known',
};

/** Whether values of a field are numbers on the wire. */
export const isNumeric = (field: string): boolean =>
  /(_ms|_tokens|^cost|^cost_sent|^http_status)$/.test(field) || field.startsWith('score.');

/** `field:op:value` as the URL holds it; lists are joined by commas (`\,` is a comma of a value). */
export function encodeFilter({ field, op, value }: Filter): string {
  const name = field.replaceAll('%', '%25').replaceAll(':', '%3A');
  const text = Array.isArray(value) ? value.map(escapeItem).join(',') : value === undefined ? 'true' : String(value);
  return `${name}:${op}:${text}`;
}

/** The filter behind `field:op:value`, or undefined when it is none. */
export function decodeFilter(text: string): Filter | undefined {
  const [, name, word, rest = ''] = /^([^:]{1,256}):([a-z_]+):([\s\S]*)$/.exec(text) ?? [];
  const op = OPS.find((known) => known === word);
  if (name === undefined || op === undefined) return undefined;
  const field = name.replaceAll('%3A', ':').replaceAll('%25', '%');
  if (op === 'exists') return { field, op, value: rest !== 'false' };
  if (op !== 'in' && op !== 'not_in') return { field, op, value: typed(field, op, rest) };
  const items = rest.match(/(?:\\.|[^,\\])+/gs) ?? [];
  return { field, op, value: items.map((item) => typed(field, op, item.replace(/\\(.)/gs, '$1'))) };
}

/** A filter in words: `model = gpt-4o`. */
export function filterWords({ field, op, value }: Filter): string {
  if (op === 'exists') return `${field} ${value === false ? 'is unknown' : 'is known'}`;
  return `${field} ${OP_WORDS[op]} ${Array.isArray(value) ? value.join(', ') : String(value)}`;
}

/** Filters plus one more. An `eq` takes the place of another `eq` on its field: asking for two values finds nothing. */
export function withFilter(filters: readonly Filter[], added: Filter): Filter[] {
  const kept = filters.filter((filter) => added.op !== 'eq' || filter.op !== 'eq' || filter.field !== added.field);
  return [...kept.filter((filter) => !same(filter, added)), added];
}

export const withoutFilter = (filters: readonly Filter[], removed: Filter): Filter[] =>
  filters.filter((filter) => !same(filter, removed));

const same = (a: Filter, b: Filter): boolean => encodeFilter(a) === encodeFilter(b);

const escapeItem = (item: string | number | boolean): string => String(item).replace(/[\\,]/g, '\\$&');

function typed(field: string, op: FilterOp, text: string): string | number {
  const number = Number(text);
  return isNumeric(field) && op !== 'contains' && text.trim() !== '' && Number.isFinite(number) ? number : text;
}
