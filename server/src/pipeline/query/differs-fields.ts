import { FIELD_INFOS } from './fields.ts';

/** What is told apart: one value a call, several, or an amount. */
export type DifferKind = 'category' | 'tags' | 'number';

/** A field whose values are counted on both sides, with the expression of their text: '' where it is unknown. */
export interface ComparedField {
  name: string;
  kind: DifferKind;
  sql: string;
}

/** These name one call or trace, or a moment: every value differs, and none says anything. */
const LEFT_OUT = new Set(['time', 'trace_id', 'span_id', 'parent_id', 'cost_sent', 'metadata']);
/** Numbers that are names. */
const CODES = new Set(['http_status']);

/** Added to powers of ten, so that those below zero need no sign in a step. */
const SHIFT = 50;
/** Characters of a value that are told apart. */
export const LONGEST = 200;

/** Every column that may explain a difference. Keys of `metadata` come besides. */
export const COMPARED: readonly ComparedField[] = FIELD_INFOS.flatMap(({ name, type, use }): ComparedField[] => {
  // What scores come to is told by the flags.
  if (use === 'text' || LEFT_OUT.has(name) || name.startsWith('score.')) return [];
  if (type === 'tags') return [{ name, kind: 'tags', sql: name }];
  if (type !== 'number') return [{ name, kind: 'category', sql: `substringUTF8(${name}, 1, ${LONGEST})` }];
  if (CODES.has(name)) return [{ name, kind: 'category', sql: `ifNull(toString(${name}), '')` }];
  return [{ name, kind: 'number', sql: steps(`toFloat64(${name})`) }];
});

/**
 * An amount cut to two significant digits: `<power + 50><digits>` as one number, few different ones, exact edges; 0 for what is not
 * above zero, '' for unknown. `amountOf` reads it.
 */
function steps(amount: string): string {
  const power = `toInt32(floor(log10(${amount}))) - 1`;
  // A little more than nothing is added: 0.001 × 10⁴ may come out below 10.
  const digits = `toInt32(${amount} * exp10(-(${power})) + 1e-9)`;
  return `ifNull(toString(if(${amount} > 0, (${power} + ${SHIFT}) * 100 + ${digits}, toInt32(0 * ${amount}))), '')`;
}

/** The least amount of a step. */
export function amountOf(step: string): number {
  const code = Number(step);
  // Digits 00 are ten of the power below.
  return code === 0 ? 0 : Number(`${code % 100 || 10}e${Math.floor(code / 100) - SHIFT}`);
}
