import { kept } from '../../text/kept.ts';
import { negates } from './opposites.ts';
import { stem } from './stem.ts';

/** A word or number of a text, as it is compared: small letters, without its ending. */
export interface Word {
  stem: string;
  from: number;
  to: number;
  /** Written with a capital that no beginning of a sentence explains. */
  name: boolean;
  number: boolean;
  /** Says little by itself: `the`, `of`, `was`. */
  common: boolean;
  /** Turns a sentence into its contrary: `not`, `never`. */
  denies: boolean;
}

const COMMON = new Set(
  (
    'a an the this that these those i you he she it we they me him her us them my your his its our their who whom which what whose ' +
    'be is am are was were been being do does did doing have has had having will would shall should can could may might must ' +
    'and or but if so as than then of in on at by for from with to into onto over under about between through during before after ' +
    'up down out off again there here when where why how all both each some any such own same too very just also only more most ' +
    'not no nor never while because until although though however s t re ve ll d m one while within per via upon'
  ).split(' '),
);

const NUMBERS = new Map(
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'
    .split(' ')
    .map((word, value) => [word, String(value)]),
);

const PLAIN = 1;
const FIGURE = 2;
const CAPITAL = 4;
/** Scripts without spaces: each character is a word. */
const IDEOGRAPH = 8;

function classOf(code: number): number {
  if (code < 128) {
    if (code > 96 && code < 123) return PLAIN;
    if (code > 47 && code < 58) return FIGURE;
    return code > 64 && code < 91 ? CAPITAL : 0;
  }
  if (code < 0xc0 || (code >= 0x2000 && code < 0x2c00) || (code >= 0x3000 && code < 0x3040) || code >= 0xff00) return 0;
  return code >= 0x3040 && code < 0xd800 ? IDEOGRAPH : PLAIN;
}

/** The words of a stretch, in order. */
export function wordsOf(text: string, from = 0, end = text.length): Word[] {
  const words: Word[] = [];
  let begins = true;
  for (let at = from; at < end; ) {
    const kind = classOf(text.charCodeAt(at));
    if (kind === 0) {
      if ('.!?\n:"“'.includes(text.charAt(at))) begins = true;
      at++;
      continue;
    }
    const to = kind === IDEOGRAPH ? at + 1 : wordEnd(text, at, end);
    words.push(word(text, at, to, begins));
    begins = false;
    at = to;
  }
  return words;
}

/** Letters and digits; apostrophes between letters, dots and commas between digits. */
function wordEnd(text: string, from: number, end: number): number {
  let at = from + 1;
  for (; at < end; at++) {
    const kind = classOf(text.charCodeAt(at));
    if (kind !== 0 && kind !== IDEOGRAPH) continue;
    const character = text.charAt(at);
    const before = classOf(text.charCodeAt(at - 1));
    const after = at + 1 < end ? classOf(text.charCodeAt(at + 1)) : 0;
    const joins =
      character === "'" || character === '’'
        ? before !== FIGURE && after !== 0
        : (character === '.' || character === ',') && before === FIGURE && after === FIGURE;
    if (!joins) break;
  }
  return at;
}

function word(text: string, from: number, to: number, begins: boolean): Word {
  const { stem, number, common, denies, capital } = formOf(text.slice(from, to));
  return { stem, from, to, name: capital && !begins && to - from > 1, number, common, denies };
}

/** What is known of a word wherever it stands. */
interface Form {
  stem: string;
  number: boolean;
  common: boolean;
  denies: boolean;
  /** Begins with a capital and may be a name. */
  capital: boolean;
}

/** Characters of different words whose forms are kept: most words of a text were met before. */
const KEPT = 200_000;

const formOf = kept(KEPT, (written: string): Form => {
  const lower = written.toLowerCase();
  const small = lower.replace('’', "'").replace(/'s$/, '');
  const figure = /^\d/.test(small);
  const value = figure ? small.replace(/,/g, '').replace(/(?:st|nd|rd|th|s)$/, '') : NUMBERS.get(small);
  const listed = COMMON.has(small);
  const stemmed = value ?? stem(small);
  return {
    stem: stemmed,
    number: value !== undefined && small !== 'one',
    common: listed || (small.length < 2 && !figure),
    denies: negates(lower, stemmed),
    capital: !figure && !listed && classOf(written.charCodeAt(0)) === CAPITAL,
  };
});
