import type { Part } from '../../model/part.ts';
import { SPAN_COLUMNS, type Span } from '../../model/span.ts';
import { type RestType, TABLES, type TableName } from '../journal/tables.ts';

type Json = string | number | null | string[] | Record<string, string>;

/** How a column is asked for so that JSON carries it exactly: times as µs, money as text. */
function select(name: string, type: RestType): string {
  if (type === 'time') return `toUnixTimestamp64Micro(${name}) AS ${name}`;
  if (type === 'usd?') return `toString(${name}) AS ${name}`;
  return name;
}

/** The select list of whole rows, to be read with `spanOf` or `partOf`. The source must alias nothing to column names. */
const rowColumns = (table: TableName): string =>
  Object.entries(TABLES[table])
    .map(([name, { type }]) => select(`t.${name}`, type).replace(/ AS t\./, ' AS '))
    .join(', ');

export const SPAN_SELECT = rowColumns('spans');
export const PART_SELECT = rowColumns('parts');

/** Integer pico-dollars of a decimal text such as `0.000123`. */
function pico(text: string): number {
  const negative = text.startsWith('-');
  const [whole = '0', fraction = ''] = text.replace('-', '').split('.');
  const value = Number(BigInt(whole) * 1_000_000_000_000n + BigInt(fraction.padEnd(12, '0').slice(0, 12)));
  return negative ? -value : value;
}

function decode(type: RestType, value: Json): unknown {
  if (type === 'bool') return value === 1;
  if (type === 'map') return new Map(Object.entries(value as Record<string, string>));
  if (type === 'usd?') return value === null ? null : pico(value as string);
  return value;
}

const SPAN_TYPES = Object.entries(SPAN_COLUMNS).map(([name, { type }]) => [name, type] as const);

/** A row of `SELECT ${SPAN_SELECT} FROM telltale.spans AS t` as a span. */
export function spanOf(row: Record<string, Json>): Span {
  return Object.fromEntries(SPAN_TYPES.map(([name, type]) => [name, decode(type, row[name] ?? null)])) as Span;
}

/** A row of `SELECT ${PART_SELECT} FROM telltale.parts AS t` as a part. */
export const partOf = (row: Record<string, Json>): Part => row as unknown as Part;
