import { InvalidInput } from '../../lib/errors.ts';
import { WORDED } from '../store/tables.ts';
import type { Where } from './where.ts';

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

/** The condition, and that all words of the text are there. Throws as `wordsOf` does. */
export function withWords(where: Where, text: string | undefined): Where {
  if (text === undefined) return where;
  const words = wordCondition(wordsOf(text));
  return { sql: `(${where.sql}) AND ${words.sql}`, params: { ...where.params, ...words.params } };
}

/**
 * The condition that each word is in the input, the output or the error message. It is of the indexed expressions alone: with
 * anything else beside them in the OR the engine would read every text.
 */
function wordCondition(words: readonly string[]): Where {
  const has = (column: string, i: number): string => `hasToken(lower(${column}), {word${i}:String})`;
  return {
    sql: words.map((_, i) => `(${WORDED.map((column) => has(column, i)).join(' OR ')})`).join(' AND '),
    params: Object.fromEntries(words.map((word, i) => [`word${i}`, word])),
  };
}
