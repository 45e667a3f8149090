import type { Finder } from './kinds.ts';
import { ALPHA, is, isWord } from './letters.ts';

const LOCAL = 64;
const DOMAIN = 253;

const isLocal = (text: string, at: number) => isWord(text, at) || "._%+-'".includes(text.charAt(at) || ' ');

/** Around an `@`, or `%40` in URLs: a local part and a domain whose last label is letters. */
export const findEmail: Finder = (text, at, floor) => {
  const after = text.charCodeAt(at) === 64 ? at + 1 : at + 3;
  const lowest = Math.max(floor, at - LOCAL);
  let from = at;
  while (from > lowest && isLocal(text, from - 1)) from--;
  while (from < at && !isWord(text, from)) from++;
  if (from === at) return undefined;
  const to = domainEnd(text, after);
  return to === after ? undefined : { type: 'email', from, to };
};

/** End of the domain that begins at `from`; `from` itself when there is none. */
function domainEnd(text: string, from: number): number {
  const highest = Math.min(text.length, from + DOMAIN);
  let end = from;
  let label = from;
  for (let position = from; position <= highest; position++) {
    if (position < highest && (isWord(text, position) || (text.charAt(position) === '-' && position > label))) continue;
    if (position === label) break;
    if (label > from && isTopLevel(text, label, position)) end = position;
    if (text.charAt(position) !== '.') break;
    label = position + 1;
  }
  return end;
}

function isTopLevel(text: string, from: number, to: number): boolean {
  if (to - from < 2 || to - from > 24) return false;
  if (text.startsWith('xn--', from)) return true;
  for (let position = from; position < to; position++) {
    if (!is(text, position, ALPHA) && text.charCodeAt(position) < 128) return false;
  }
  return true;
}
