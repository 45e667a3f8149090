import { InvalidInput } from '../../lib/errors.ts';
import type { Filter, FilterOp } from '../../model/filter.ts';
import { SPAN_COLUMNS, type Span } from '../../model/span.ts';
import { type Field, parseField } from './fields.ts';
import { type Operand, operand } from './operand.ts';

/**
 * `whereOf` for spans in memory, with the same meaning: true when all filters hold. A span that has just arrived has no
 * scores yet. Throws `InvalidInput` as `whereOf` does.
 */
export function matches(filters: readonly Filter[], path = 'filter'): (span: Span) => boolean {
  const tests = filters.map((filter, i) => {
    const field = parseField(filter.field);
    if (!field) throw new InvalidInput(`${path}[${i}].field`, `there is no field \`${filter.field}\``);
    return test(field, filter.op, operand(field, filter, `${path}[${i}]`));
  });
  return (span) => tests.every((holds) => holds(span));
}

type Test = (span: Span) => boolean;
const NEGATIVE: readonly FilterOp[] = ['ne', 'not_in'];

function test(field: Field, op: FilterOp, value: Operand): Test {
  if (field.kind === 'score') return ofScore(field, op, value);
  if (field.kind === 'metadata') {
    const text = (span: Span): string => span.metadata.get(field.key) ?? '';
    if (value.kind !== 'number') return ofText(text, op, value);
    return ofNumber((span) => (PLAIN.test(text(span)) ? Number(text(span)) : null), op, value);
  }
  const { name } = field;
  if (field.type === 'map') return exists((span) => span.metadata.size > 0, value);
  if (field.type === 'tags') return ofTags((span) => span[name] as string[], op, value);
  if (field.type === 'string') return ofText((span) => String(span[name]), op, value);
  const scale = SPAN_COLUMNS[name].type === 'usd?' ? 1e12 : 1;
  const number = (span: Span): number | null => {
    const stored = span[name] as number | null;
    return stored === null ? null : stored / scale;
  };
  return value.kind === 'exists' ? exists((span) => number(span) !== null, value) : ofNumber(number, op, value);
}

/** Of what detectors said; scores that others give come later. */
function ofScore({ column }: Field & { kind: 'score' }, op: FilterOp, value: Operand): Test {
  const score = (span: Span): number | null => (column === undefined ? null : span[column]);
  if (value.kind === 'exists') return exists((span) => score(span) !== null, value);
  if (value.kind === 'number') return ofNumber(score, op, value);
  const negative = NEGATIVE.includes(op);
  return () => negative;
}

/** What the engine takes for a number in a text. */
const PLAIN = /^-?[0-9]{1,15}([.][0-9]{1,9})?$/;

const exists = (known: Test, value: Operand): Test => {
  const wanted = value.kind === 'exists' && value.value;
  return (span) => known(span) === wanted;
};

const numbersOf = (value: Operand): number[] => (value.kind === 'number' || value.kind === 'time' ? value.values : []);
const textsOf = (value: Operand): string[] => (value.kind === 'exists' ? [] : value.values.map(String));

/** Unknown (null) fits `ne` and `not_in` only. */
function ofNumber(number: (span: Span) => number | null, op: FilterOp, value: Operand): Test {
  const values = numbersOf(value);
  const holds = comparison(op, (a: number, b: number) => a - b, values);
  const unknown = NEGATIVE.includes(op);
  return (span) => {
    const one = number(span);
    return one === null ? unknown : holds(one);
  };
}

function ofText(text: (span: Span) => string, op: FilterOp, value: Operand): Test {
  if (value.kind === 'exists') return exists((span) => text(span) !== '', value);
  const values = textsOf(value);
  if (op === 'contains') {
    const part = folded(values[0] ?? '');
    return (span) => folded(text(span)).includes(part);
  }
  const holds = comparison(op, byBytes, values);
  if (op !== 'lt' && op !== 'lte') return (span) => holds(text(span));
  return (span) => text(span) !== '' && holds(text(span));
}

function ofTags(tags: (span: Span) => string[], op: FilterOp, value: Operand): Test {
  if (value.kind === 'exists') return exists((span) => tags(span).length > 0, value);
  const wanted = new Set(textsOf(value));
  const negative = NEGATIVE.includes(op);
  return (span) => tags(span).some((tag) => wanted.has(tag)) !== negative;
}

function comparison<T>(op: FilterOp, order: (a: T, b: T) => number, values: readonly T[]): (one: T) => boolean {
  const first = values[0] as T;
  if (op === 'in' || op === 'not_in') {
    const set = new Set(values);
    return (one) => set.has(one) === (op === 'in');
  }
  const says = ORDERED[op] ?? (() => false);
  return (one) => says(order(one, first));
}

const ORDERED: Partial<Record<FilterOp, (order: number) => boolean>> = {
  eq: (order) => order === 0,
  ne: (order) => order !== 0,
  lt: (order) => order < 0,
  lte: (order) => order <= 0,
  gt: (order) => order > 0,
  gte: (order) => order >= 0,
};

/** As the engine compares text: by its UTF-8 bytes. */
const byBytes = (a: string, b: string): number => (a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b)));

/** Lower case, character by character, as the engine folds it: those that would become several stay. */
const folded = (text: string): string =>
  text.replace(/[^\0-@[-`{-\x7f]/gu, (character) => {
    const lower = character.toLowerCase();
    return [...lower].length === 1 ? lower : character;
  });
