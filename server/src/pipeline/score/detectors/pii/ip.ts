import type { Finder, Pii } from './kinds.ts';
import { DIGIT, HEX, is, isWord } from './letters.ts';

/** Four numbers up to 255. Addresses that every machine has (loopback, masks) are nobody's and left out. */
export function findIpv4(text: string, at: number): Pii | undefined {
  if (text.charAt(at - 1) === '.' || isWord(text, at - 1) || (text.charAt(at - 1) === '-' && isWord(text, at - 2)))
    return undefined;
  let position = at;
  let first = 0;
  for (let part = 0; part < 4; part++) {
    if (part > 0 && text.charAt(position++) !== '.') return undefined;
    const begin = position;
    let number = 0;
    while (position < begin + 4 && is(text, position, DIGIT)) number = number * 10 + text.charCodeAt(position++) - 48;
    if (position === begin || position > begin + 3 || number > 255) return undefined;
    if (part === 0) first = number;
  }
  if (isWord(text, position) || (text.charAt(position) === '.' && is(text, position + 1, DIGIT))) return undefined;
  return first === 0 || first === 127 || first === 255 ? undefined : { type: 'ip', from: at, to: position };
}

/** Around the first colon: eight groups of hex digits, or fewer about one `::`; at least three, a digit among them. */
export const findIpv6: Finder = (text, at, floor) => {
  let from = at;
  while (from > floor && at - from < 5 && is(text, from - 1, HEX)) from--;
  if (at - from > 4 || isWord(text, from - 1) || /[:_]/.test(text.charAt(from - 1))) return undefined;
  let groups = 0;
  let gaps = 0;
  let to = from;
  while (groups < 8) {
    const begin = to;
    while (to < begin + 5 && is(text, to, HEX)) to++;
    if (to - begin > 4) return undefined;
    if (to > begin) groups++;
    if (text.charAt(to) !== ':') break;
    if (text.charAt(to + 1) === ':') {
      gaps++;
      to += 2;
    } else if (is(text, to + 1, HEX)) to++;
    else break;
  }
  if (isWord(text, to) || gaps > 1 || groups < 3 || (gaps === 0 && groups < 8)) return undefined;
  return /\d/.test(text.slice(from, to)) ? { type: 'ip', from, to } : undefined;
};
