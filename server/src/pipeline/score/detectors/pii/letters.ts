/** Classes of characters by their code: bits in one table, so that scanning costs a lookup a character. */
export const DIGIT = 1;
export const ALPHA = 2;
export const HEX = 4;
/** Letters, digits, `_`, `-`: what tokens of services are made of. */
export const TOKEN = 8;
/** What base64 in PEM files is made of, with its line ends and headers. */
export const PEM = 16;
export const SPACE = 32;

const table = new Uint8Array(128);
const add = (characters: string, bits: number) => {
  for (const character of characters) table[character.charCodeAt(0)]! |= bits;
};
const digits = '0123456789';
const lower = 'abcdefghijklmnopqrstuvwxyz';
add(digits, DIGIT | HEX | TOKEN | PEM);
add(lower + lower.toUpperCase(), ALPHA | TOKEN | PEM);
add('abcdefABCDEF', HEX);
add('_-', TOKEN);
add('+/=-:,. \r\n\t\\', PEM);
add(' \t\r\n', SPACE);

/** Whether the character has one of the classes. Characters beyond ASCII have none; past the ends neither. */
export const is = (text: string, at: number, classes: number): boolean => {
  const code = text.charCodeAt(at);
  return code < 128 && (table[code]! & classes) !== 0;
};

/** Letters and digits of any Latin script. */
export const isWord = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at);
  return code < 128 ? (table[code]! & (DIGIT | ALPHA)) !== 0 : code >= 0xc0 && code <= 0x24f;
};

/** The first position from `at` on, at most `most` characters away, that has none of the classes. */
export function skip(text: string, at: number, classes: number, most: number): number {
  const end = Math.min(text.length, at + most);
  let position = at;
  while (position < end && is(text, position, classes)) position++;
  return position;
}
