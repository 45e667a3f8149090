/**
 * The features every small model reads: hashed words, pairs of words, words that begin a sentence, and runs of
 * four characters, each counted once a text. One pass, no strings; what is returned stands until the next call.
 */

/** Buckets that n-grams are hashed into. */
export const BUCKETS = 1 << 17;

const SHIFT = 32 - 17;
const SPACE = 32;

/** Longest text that is read at once, in UTF-16 units. Longer ones are read in windows. */
export const WINDOW = 4000;

const WORD = 1;
const ENDS_SENTENCE = 2;

/** What a character is read as, below 128: capitals as small letters, digits as 0, space and controls as a space. */
const FOLDED = new Uint8Array(128);
const KIND = new Uint8Array(128);
for (let code = 0; code < 128; code++) {
  const char = String.fromCharCode(code).toLowerCase();
  FOLDED[code] = code <= SPACE || code === 127 ? SPACE : /\d/.test(char) ? 48 : char.charCodeAt(0);
  KIND[code] = /[a-z0-9']/.test(char) ? WORD : '.!?:;\n"|'.includes(char) ? ENDS_SENTENCE : 0;
}

/** Quotation marks and dashes of typesetting, read as the plain ones. */
function foldedWide(code: number): number {
  if (code === 0x2019 || code === 0x2018) return 39;
  if (code === 0x201c || code === 0x201d) return 34;
  if (code === 0x2013 || code === 0x2014) return 45;
  if (code === 0xa0 || code === 0x3000) return SPACE;
  // Full-width letters, a usual disguise.
  if (code >= 0xff01 && code <= 0xff5e) return FOLDED[code - 0xfee0]!;
  return code;
}

/** Characters without width, which split words for machines but not for people. */
const isInvisible = (code: number) => code === 0xad || (code >= 0x200b && code <= 0x200f) || code === 0xfeff;

const MOST = WINDOW * 3 + 8;
const features = {
  /** Buckets of the distinct n-grams, in the order they end. */
  buckets: new Int32Array(MOST),
  /** Where each n-gram ends in the text. */
  ends: new Int32Array(MOST),
  count: 0,
};
export type Features = typeof features;

const seen = new Uint8Array(BUCKETS);
let stamp = 0;

/** The n-grams of `text` from `from` to `to`, at most `WINDOW` apart. */
export function ngrams(text: string, from = 0, to = Math.min(text.length, from + WINDOW)): Features {
  if (++stamp === 256) {
    seen.fill(0);
    stamp = 1;
  }
  const { buckets, ends } = features;
  const mark = stamp;
  let count = 0;
  let b = SPACE;
  let c = SPACE;
  let d = SPACE;
  let word = 0;
  let before = 0;
  let first = true;
  for (let at = from; at <= to; at++) {
    const raw = at < to ? text.charCodeAt(at) : SPACE;
    let code: number;
    let kind: number;
    if (raw < 128) {
      code = FOLDED[raw]!;
      kind = KIND[raw]!;
    } else {
      if (isInvisible(raw)) continue;
      code = foldedWide(raw);
      kind = code > 127 ? WORD : KIND[code]!;
    }
    if (kind === WORD) {
      word = Math.imul(word ^ code, 0x01000193) + 0x9e37;
    } else {
      if (word !== 0) {
        let bucket = Math.imul(word ^ (word >>> 15), 0x2c1b3c6d) >>> SHIFT;
        if (seen[bucket] !== mark) {
          seen[bucket] = mark;
          buckets[count] = bucket;
          ends[count++] = at;
        }
        const pair = (first ? 0x51ed270b : Math.imul(before, 0x85ebca6b)) + word;
        bucket = Math.imul(pair ^ (pair >>> 13), 0x297a2d39) >>> SHIFT;
        if (seen[bucket] !== mark) {
          seen[bucket] = mark;
          buckets[count] = bucket;
          ends[count++] = at;
        }
        before = word;
        word = 0;
        first = false;
      }
      if (kind === ENDS_SENTENCE) first = true;
      if (code === SPACE && b === SPACE) continue;
    }
    const run =
      Math.imul(d, 0x165667b1) + Math.imul(c, 0x9e3779b1) + Math.imul(b, 0x85ebca77) + Math.imul(code, 0x27d4eb2f);
    const bucket = Math.imul(run ^ (run >>> 14), 0x297a2d39) >>> SHIFT;
    if (seen[bucket] !== mark) {
      seen[bucket] = mark;
      buckets[count] = bucket;
      ends[count++] = at;
    }
    d = c;
    c = b;
    b = code;
  }
  features.count = count;
  return features;
}
