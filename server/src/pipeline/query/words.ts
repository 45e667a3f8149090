import { InvalidInput } from '../../lib/errors.ts';
import type { Params } from '../store/engine.ts';

const MAX_WORDS = 16;

/**
 * Words of a text as the engine's word indexes split it: letters and digits of ASCII, and everything beyond ASCII. ASCII
 * letters match in either case, others as they are. Throws `InvalidInput` when there are none or too many.
 */
export function wordsOf(text: string): string[] {
  const words = [...new Set(text.match(/[A-Za-z0-9\u0080-\uffff]+/g) ?? [])].map((word) =>
    word.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()),
  );
  if (!words.length) throw new InvalidInput('text', 'holds no word to look for');
  if (words.length > MAX_WORDS) throw new InvalidInput('text', `holds more than ${MAX_WORDS} words`);
  return words;
}

/**
 * Conditions that each stand for themselves (either may hold): all words in input and output together, or all in the error
 * message. They are apart because an OR with a column that has no word index would keep the engine from using the others.
 */
export function wordConditions(words: readonly string[]): { sql: [string, string]; params: Params } {
  const has = (column: string, i: number): string => `hasToken(lower(${column}), {word${i}:String})`;
  const body = words.map((_, i) => `(${has('input', i)} OR ${has('output', i)})`);
  const message = words.map((_, i) => has('status_message', i));
  return {
    sql: [body.join(' AND '), ["status_message != ''", ...message].join(' AND ')],
    params: Object.fromEntries(words.map((word, i) => [`word${i}`, word])),
  };
}
