import type { Part } from '../../model/part.ts';
import type { Score } from '../../model/score.ts';
import type { Span } from '../../model/span.ts';
import type { RowWriter } from './row-writer.ts';
import { type RestType, segmentColumns, TABLES, type TableName } from './tables.ts';

type Write = (writer: RowWriter, value: never) => void;

const nullable =
  (write: (writer: RowWriter, value: number) => void) =>
  (writer: RowWriter, value: number | null): void => {
    writer.u8(value === null ? 1 : 0);
    if (value !== null) write(writer, value);
  };

/** Milliseconds with microsecond precision as the integer behind Decimal(18, 3). */
const micros = (writer: RowWriter, value: number): void => writer.i64(Math.round(value * 1000));
const i64 = (writer: RowWriter, value: number): void => writer.i64(value);
const text = (writer: RowWriter, value: string): void => writer.string(value);

const WRITERS: Record<RestType, Write> = {
  string: text,
  low: text,
  bool: (writer: RowWriter, value: boolean) => writer.u8(value ? 1 : 0),
  'u16?': nullable((writer, value) => writer.u16(value)),
  u64: i64,
  'u64?': nullable(i64),
  'share?': nullable((writer, value) => writer.i32(Math.round(value * 10_000))),
  'f64?': nullable((writer, value) => writer.f64(value)),
  time: i64,
  ms: micros,
  'ms?': nullable(micros),
  'usd?': nullable(i64),
  tags: (writer: RowWriter, value: readonly string[]) => {
    writer.varint(value.length);
    for (const tag of value) writer.string(tag);
  },
  map: (writer: RowWriter, value: ReadonlyMap<string, string>) => {
    writer.varint(value.size);
    for (const [key, entry] of value) {
      writer.string(key);
      writer.string(entry);
    }
  },
};

/** Straight-line code for one table: no lookups by name left per row. All inputs are our own column tables. */
function compile<Row>(table: TableName): (writer: RowWriter, row: Row) => void {
  const columns = segmentColumns(table);
  const types = [...new Set(columns.map((name) => TABLES[table][name]!.type))];
  const lines = columns.map((name) => `w${types.indexOf(TABLES[table][name]!.type)}(writer, row.${name});`);
  const build = new Function(
    ...types.map((_, i) => `w${i}`),
    `return (writer, row) => { writer.beginRow(); ${lines.join(' ')} writer.endRow(); }`,
  );
  return build(...types.map((type) => WRITERS[type]));
}

/** Appends one framed row in the order of `segmentColumns`. Numbers must be safe integers where the column is one. */
export const encodeSpan = compile<Span>('spans');
export const encodeScore = compile<Score>('scores');
export const encodePart = compile<Part>('parts');
