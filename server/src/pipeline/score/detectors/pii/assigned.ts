import type { Finder } from './kinds.ts';

const NAME =
  /(?:^|[^a-z])(?:[a-z0-9]{0,24}[_\-. ])?(pass(?:word|wd|phrase|code)?|pwd)$|(?:secret|token|api[_-]?key|(?:access|auth|private|account|signing|encryption)[_-]?key|credentials?|authorization)$/i;
const PLACEHOLDER = /^[[<${%(*]|your|example|placeholder|change.?me|redacted|x{4}|\.\.\.|\*\*\*|…/i;
const LONGEST = 160;

/** At the `:` or `=` after a name such as `password` or `api_key`: the value, when it has the looks of a secret. */
export const findAssigned: Finder = (text, at) => {
  if (!mayName(text, at)) return undefined;
  const name = /([\w.-]{2,40})["'`\]\\]{0,4}\s?$/.exec(text.slice(Math.max(0, at - 44), at))?.[1];
  const key = name && NAME.exec(name);
  if (!key) return undefined;
  const opening = /^[=>:]?[ \t]{0,4}(?:(?:bearer|basic|token) )?(\\{0,8}["'`]|)(?:(?:bearer|basic) )?/i.exec(
    text.slice(at + 1, at + 32),
  )!;
  const quote = opening[1]!;
  const from = at + 1 + opening[0].length;
  const to = quote ? quotedEnd(text, from, quote) : plainEnd(text, from);
  const value = text.slice(from, to);
  if (PLACEHOLDER.test(value) || !(key[1] ? isPassword(value) : isToken(value))) return undefined;
  return { type: 'secret', from, to };
};

/** The last letters of all names that `NAME` knows: most colons stand after other words. */
const ENDINGS = new Set('ass ord swd ase ode pwd ret ken key ial als ion'.split(' '));

function mayName(text: string, at: number): boolean {
  let end = at;
  while (end > at - 5 && '"\'`]\\ '.includes(text.charAt(end - 1) || 'x')) end--;
  return ENDINGS.has(text.slice(end - 3, end).toLowerCase());
}

/** Up to the same quote again, as it was escaped; escaped characters are passed over. */
function quotedEnd(text: string, from: number, quote: string): number {
  const end = Math.min(text.length, from + LONGEST);
  const mark = quote.slice(-1);
  let position = from;
  for (; position < end; position++) {
    const character = text.charAt(position);
    if (character === '\n') break;
    if (quote.length > 1 ? text.startsWith(quote, position) : character === mark) break;
    if (quote.length === 1 && character === '\\') position++;
  }
  return Math.min(position, text.length);
}

function plainEnd(text: string, from: number): number {
  const value = /^[^\s"'`\\,;)}\]<>&|]{0,160}/.exec(text.slice(from, from + LONGEST))![0];
  return from + value.replace(/[.?:]+$/, '').length;
}

/** Short ones too, but not plain words. */
const isPassword = (value: string) =>
  value.length >= 6 &&
  !/\s/.test(value) &&
  !/[(){}]/.test(value) &&
  /[a-z]/i.test(value) &&
  /[\d!@#$%^*?~+]/.test(value);

/** Long, of letters and digits, and nearly random: three bits a character at least. */
function isToken(value: string): boolean {
  if (value.length < 12 || !/^[\w\-.+/=~:]+$/.test(value) || !/\d/.test(value) || !/[a-z]/i.test(value)) return false;
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits >= 3;
}
