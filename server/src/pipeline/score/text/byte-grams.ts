import languages from '../models/language.json' with { type: 'json' };
import { readBytes } from '../models/model.ts';

/**
 * Tells languages by n-grams of bytes, as the package eld does (Apache-2.0, Nito T.M.), and by its n-grams: same results,
 * without a string for each n-gram.
 */

/** Bytes of a text after which the next space, or any sign, ends what is read. */
const ENOUGH = 350;
const MOST = 380;
/** Bytes of a word that n-grams are taken from. */
const WORD = 70;

const SLOTS = 1 << 17;
/** By slot two numbers: the four bytes; and where words begin and end, with eight times the place of the scores in `scores` (0: no n-gram). */
const slots = new Int32Array(2 * SLOTS);
const scores: Uint8Array = readBytes('language.bin');

const slotOf = (key: number, edge: number) => {
  const mixed = Math.imul(key ^ (key >>> 15) ^ Math.imul(edge, 0x9e3779b1), 0x2c1b3c6d);
  return (mixed ^ (mixed >>> 13)) & (SLOTS - 1);
};

/** Done at the start, so that the first call does not wait for it. */
function load(): void {
  for (let at = 0; at < scores.length; ) {
    const key = (scores[at]! << 24) | (scores[at + 1]! << 16) | (scores[at + 2]! << 8) | scores[at + 3]!;
    const edge = scores[at + 4]!;
    let slot = slotOf(key, edge);
    while (slots[2 * slot + 1] !== 0) slot = (slot + 1) & (SLOTS - 1);
    slots[2 * slot] = key;
    slots[2 * slot + 1] = ((at + 5) << 3) | edge;
    at += 6 + 2 * scores[at + 5]!;
  }
}

load();

/** Scores are stored less this. */
const LEAST = 53;
const sums = new Int32Array(languages.languages.length);

/** N-grams of the text at hand, each once. */
const MET = 1024;
const metKeys = new Int32Array(MET);
const metEdges = new Uint8Array(MET);
const metIn = new Int32Array(MET);
let turn = 0;
let distinct = 0;

function count(key: number, edge: number): void {
  const hash = slotOf(key, edge);
  let met = hash & (MET - 1);
  for (; metIn[met] === turn; met = (met + 1) & (MET - 1)) if (metKeys[met] === key && metEdges[met] === edge) return;
  metIn[met] = turn;
  metKeys[met] = key;
  metEdges[met] = edge;
  distinct++;
  for (let slot = hash; ; slot = (slot + 1) & (SLOTS - 1)) {
    const place = slots[2 * slot + 1]!;
    if (place === 0) return;
    if (slots[2 * slot] !== key || (place & 7) !== edge) continue;
    let at = place >>> 3;
    for (const to = at + 2 * scores[at]!; at < to; at += 2) sums[scores[at + 1]!]! += scores[at + 2]! + LEAST;
    return;
  }
}

/** Bytes of the word at hand; after its end zeros. */
const word = new Uint8Array(MOST + 16);
let length = 0;

const bytesAt = (at: number) => (word[at]! << 24) | (word[at + 1]! << 16) | (word[at + 2]! << 8) | word[at + 3]!;

function endWord(): void {
  word.fill(0, length, length + 4);
  let at = 0;
  const end = Math.min(length, WORD);
  for (; at + 4 < end; at += 3) count(bytesAt(at), at === 0 ? 1 : 0);
  let key = bytesAt(Math.max(0, end - 4));
  // What stands beyond the first 70 bytes is one long n-gram with these: in no table, but counted.
  for (let rest = WORD; rest < length; rest++) key = Math.imul(key ^ word[rest]!, 0x01000193);
  count(key, (at === 0 ? 3 : 2) + (length > WORD ? 4 : 0));
  length = 0;
}

function add(code: number): number {
  if (code < 0x80) {
    word[length++] = code;
    return 1;
  }
  if (code < 0x800) {
    word[length++] = 0xc0 | (code >> 6);
    word[length++] = 0x80 | (code & 63);
    return 2;
  }
  word[length++] = 0xe0 | (code >> 12);
  word[length++] = 0x80 | ((code >> 6) & 63);
  word[length++] = 0x80 | (code & 63);
  return 3;
}

/** By character: 1 a letter, 2 a mark that joins letters (`don't`), 3 neither, 0 not asked yet. */
const kinds = new Uint8Array(0x10000);
const LETTER = 1;
const JOINT = 2;
const OTHER = 3;

function kindOf(code: number): number {
  const known = kinds[code]!;
  if (known !== 0) return known;
  const sign = String.fromCharCode(code);
  const kind = /\p{L}/u.test(sign) ? LETTER : "'`\u2019".includes(sign) ? JOINT : OTHER;
  kinds[code] = kind;
  return kind;
}

/** Small letters by character, 0 where not asked yet. */
const small = new Uint16Array(0x10000);

function smallOf(code: number): number {
  if (small[code] === 0) small[code] = String.fromCharCode(code).toLowerCase().charCodeAt(0);
  return small[code]!;
}

const DOTTED_I = 0x130;
const SIGMA = 0x3a3;

/** Adds a letter as a small one; returns its bytes. A Greek sigma has a form of its own at the end of a word. */
function addLetter(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code === DOTTED_I) return add(0x69) + add(0x307);
  if (code !== SIGMA) return add(smallOf(code));
  const ends = length > 0 && (at + 1 >= text.length || kindOf(text.charCodeAt(at + 1)) !== LETTER);
  return add(ends ? 0x3c2 : 0x3c3);
}

/** Reads the n-grams of a text: its words, until there are enough bytes. */
function read(text: string): void {
  let bytes = 0;
  let began = false;
  for (let at = 0; at < text.length && bytes <= MOST; ) {
    const code = text.charCodeAt(at);
    if (isSimple(code)) {
      word[length++] = code | 32;
      bytes++;
      at++;
      began = true;
      continue;
    }
    if (kindOf(code) === LETTER) {
      bytes += addLetter(text, at++);
      began = true;
      continue;
    }
    const end = runEnd(text, at);
    const joints = jointsFrom(text, at, end);
    if (joints > at) {
      if (length > 0) endWord();
      if (began && bytes++ > ENOUGH) break;
    }
    for (at = joints; at < end && bytes <= MOST; at++) bytes += add(text.charCodeAt(at));
    began = true;
  }
  if (length > 0) endWord();
}

const isSimple = (code: number) => (code > 96 && code < 123) || (code > 64 && code < 91);

/** Where a run of characters that are no letters ends. */
function runEnd(text: string, from: number): number {
  let end = from + 1;
  while (end < text.length && kindOf(text.charCodeAt(end)) !== LETTER) end++;
  return end;
}

/** Where the joints begin that such a run ends with: they belong to the word that follows. */
function jointsFrom(text: string, from: number, end: number): number {
  let at = end;
  while (at > from && kindOf(text.charCodeAt(at - 1)) === JOINT) at--;
  return at;
}

/** The language by its ISO 639-1 code, `''` where there is none to tell, and whether it is as sure as languages are told by right. */
export function byGrams(text: string): { language: string; reliable: boolean } {
  sums.fill(0);
  turn++;
  distinct = 0;
  length = 0;
  read(text);
  let best = -1;
  let most = 0;
  for (let language = 0; language < sums.length; language++) {
    if (sums[language]! <= most) continue;
    most = sums[language]!;
    best = language;
  }
  if (best < 0) return { language: '', reliable: false };
  const { code, usual } = languages.languages[best]!;
  const mean = most / distinct;
  return { language: code, reliable: distinct >= 3 && mean / (mean + 25) >= usual * 0.75 };
}
