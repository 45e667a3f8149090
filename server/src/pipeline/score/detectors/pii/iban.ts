import type { Finder } from './kinds.ts';
import { ALPHA, DIGIT, is, isWord } from './letters.ts';

/** Length of an IBAN by country. */
const lengths: Readonly<Record<string, number>> = {
  AD: 24,
  AE: 23,
  AL: 28,
  AT: 20,
  AZ: 28,
  BA: 20,
  BE: 16,
  BG: 22,
  BH: 22,
  BI: 27,
  BR: 29,
  BY: 28,
  CH: 21,
  CR: 22,
  CY: 28,
  CZ: 24,
  DE: 22,
  DJ: 27,
  DK: 18,
  DO: 28,
  EE: 20,
  EG: 29,
  ES: 24,
  FI: 18,
  FK: 18,
  FO: 18,
  FR: 27,
  GB: 22,
  GE: 22,
  GI: 23,
  GL: 18,
  GR: 27,
  GT: 28,
  HR: 21,
  HU: 28,
  IE: 22,
  IL: 23,
  IQ: 23,
  IS: 26,
  IT: 27,
  JO: 30,
  KW: 30,
  KZ: 20,
  LB: 28,
  LC: 32,
  LI: 21,
  LT: 20,
  LU: 20,
  LV: 21,
  LY: 25,
  MC: 27,
  MD: 24,
  ME: 22,
  MK: 19,
  MN: 20,
  MR: 27,
  MT: 31,
  MU: 30,
  NI: 28,
  NL: 18,
  NO: 15,
  OM: 23,
  PK: 24,
  PL: 28,
  PS: 29,
  PT: 25,
  QA: 29,
  RO: 24,
  RS: 22,
  RU: 33,
  SA: 24,
  SC: 31,
  SD: 18,
  SE: 24,
  SI: 19,
  SK: 24,
  SM: 27,
  SO: 23,
  ST: 25,
  SV: 28,
  TL: 23,
  TN: 24,
  TR: 26,
  UA: 29,
  VA: 22,
  VG: 24,
  XK: 20,
};

/** At the check digits after a country's two letters: the country's length, in one run or in groups, and the checksum. */
export const findIban: Finder = (text, at, floor) => {
  const from = at - 2;
  if (from < floor || !is(text, from, ALPHA) || !is(text, from + 1, ALPHA) || isWord(text, from - 1)) return undefined;
  const length = lengths[text.slice(from, at).toUpperCase()];
  if (!length || !is(text, at + 1, DIGIT)) return undefined;
  let remainder = 0;
  let value = '';
  let to = from;
  for (let gaps = 0; value.length < length; to++) {
    if (is(text, to, ALPHA | DIGIT)) value += text.charAt(to);
    else if ((text.charAt(to) !== ' ' && text.charAt(to) !== '-') || ++gaps > 8 || !isWord(text, to + 1))
      return undefined;
  }
  if (isWord(text, to)) return undefined;
  for (const character of value.slice(4) + value.slice(0, 4)) {
    const number = Number.parseInt(character, 36);
    remainder = (number > 9 ? remainder * 100 + number : remainder * 10 + number) % 97;
  }
  return remainder === 1 ? { type: 'iban', from, to } : undefined;
};
