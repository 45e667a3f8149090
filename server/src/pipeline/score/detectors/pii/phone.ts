import type { Pii } from './kinds.ts';
import { DIGIT, is, isWord } from './letters.ts';
import type { Group } from './numbers.ts';

const BEFORE =
  /(?:^|[^a-z])(?:tele?(?:phone|fono?)?|t[eé]l|t[eé]l[eé](?:phone|fono)|(?:[a-z]{1,12}[_-])?phone|mobile|m[oó]vil|handy|cell|fax|desk|direct|call|sms|text|whatsapp|dial|hotline|messages? to|contact|reach|my number)(?:[^a-z]|_|$)/i;
const AFTER = /^[ ,-]{0,2}\(?(?:office|mobile|fax|cell|home|work|desk|phone)\b/i;
const EXTENSION = /^ ?(?:x|ext\.?|extension|#) ?\d{1,6}(?![\w])/i;
/** Dates, ranges of years, and what else has the shape of a phone number. */
const DATE =
  /^(?:\d{1,2}[-./ ]\d{1,2}[-./ ](?:19|20)\d\d|(?:19|20)\d\d[-./ ]\d{1,2}[-./ ]\d{1,2}|(?:19|20)\d\d ?- ?(?:19|20)\d\d)(?!\d)/;

/** Whether the words about a number say that it is to be called. */
export const phoneIsMeant = (text: string, from: number, to: number): boolean =>
  AFTER.test(text.slice(to, to + 14)) || BEFORE.test(text.slice(Math.max(0, from - 40), from));

/**
 * A phone number that begins with the groups: in international form, in a national form that little else has
 * (`212-555-0143`, `(212) 555 0143`, `06 12 34 56 78`), or any form where the words about it say so.
 */
export function findPhone(text: string, groups: readonly Group[], floor: number): Pii | undefined {
  const first = groups[0]!;
  const third = groups[2];
  // Lists of single digits, `1 2 3 4 5 6 7`.
  if (third && third.to - first.from < 6) return undefined;
  const before = text.charAt(first.from - 1);
  if (
    (/[-./]/.test(before) && is(text, first.from - 2, DIGIT)) ||
    /[$€£¥#]/.test(before) ||
    isWord(text, first.from - 1)
  )
    return undefined;
  const open = before === '(' && first.from > floor;
  const plus = text.charAt(first.from - (open ? 2 : 1)) === '+';
  const from = Math.max(floor, first.from - (open ? 1 : 0) - (plus ? 1 : 0));
  for (let count = Math.min(groups.length, 7); count > 0; count--) {
    const used = groups.slice(0, count);
    const to = used[count - 1]!.to;
    if (isWord(text, to) && !EXTENSION.test(text.slice(to, to + 12))) continue;
    if (isPhone(text, used, plus, open))
      return { type: 'phone', from, to: to + (EXTENSION.exec(text.slice(to, to + 18))?.[0].length ?? 0) };
  }
  return undefined;
}

function isPhone(text: string, groups: readonly Group[], plus: boolean, open: boolean): boolean {
  const first = groups[0]!;
  const last = groups[groups.length - 1]!;
  const written = text.slice(first.from, last.to);
  const sizes = groups.map((group) => group.to - group.from);
  const digits = sizes.reduce((sum, size) => sum + size, 0);
  if (digits < 7 || digits > 15) return false;
  if (plus) return digits >= 8 && written.charAt(0) !== '0';
  if (DATE.test(written)) return false;
  if (written.startsWith('00')) return groups.length > 1 && digits >= 10 && /^00\d?[1-9]/.test(written);
  if (/^(?:1,)?3,3,4$/.test(sizes.join()) && /^(?:1\D{1,2})?[2-9]/.test(written)) return true;
  if (open && /^\d{3}\) ?[2-9]\d{2}[ -.]?\d{4}$/.test(written)) return true;
  if (/^0[1-9]/.test(written) && groups.length > 1 && digits >= 9 && digits <= 11 && sizes[0]! <= 5) return true;
  return groups.length <= 5 && phoneIsMeant(text, first.from, last.to);
}
