import { randomInt } from 'node:crypto';

/** Words of a text as numbers that are equal for equal words, small letters and capitals alike, with their places. */
export interface Hashed {
  hashes: Int32Array;
  from: Int32Array;
  to: Int32Array;
  count: number;
}

/** What a character below 128 counts as: letters small, digits, 0 for marks. */
const FOLDED = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code).toLowerCase();
  return /[a-z0-9]/.test(character) ? character.charCodeAt(0) : 0;
});

/** As above; other capitals are made small where that is one character. */
function folded(code: number): number {
  if (code < 0xc0 || code >= 0xff00) return 0;
  if (isWhole(code)) return code;
  const lower = String.fromCharCode(code).toLowerCase();
  const small = lower.length === 1 ? lower.charCodeAt(0) : code;
  return (small >= 0x2000 && small < 0x2c00) || (small >= 0x3000 && small < 0x3040) ? 0 : small;
}

/** Scripts without spaces: a word ends with each character. */
const isWhole = (code: number) => code >= 0x3040 && code < 0xd800;

let [hashes, from, to] = [new Int32Array(1024), new Int32Array(1024), new Int32Array(1024)];
let last: { text: string; words: Hashed } | undefined;

/** Letters and digits in a row; of scripts without spaces each character. Marks are passed over. */
export function hashedWords(text: string): Hashed {
  // Several detectors read the same answer, one after the other.
  if (last?.text === text) return last.words;
  if (hashes.length < text.length)
    [hashes, from, to] = [new Int32Array(text.length), new Int32Array(text.length), new Int32Array(text.length)];
  let count = 0;
  for (let at = 0; at < text.length; ) {
    const raw = text.charCodeAt(at);
    let code = raw < 128 ? FOLDED[raw]! : folded(raw);
    if (code === 0) {
      at++;
      continue;
    }
    from[count] = at;
    let hash = 0x811c9dc5;
    while (code !== 0) {
      hash = Math.imul(hash ^ code, 0x01000193);
      if (++at === text.length || isWhole(code)) break;
      const next = text.charCodeAt(at);
      code = next < 128 ? FOLDED[next]! : folded(next);
    }
    hashes[count] = hash;
    to[count++] = at;
  }
  const words = { hashes: hashes.slice(0, count), from: from.slice(0, count), to: to.slice(0, count), count };
  last = { text, words };
  return words;
}

/** One number for `size` words from `at` on. */
export function shingle({ hashes }: Hashed, at: number, size: number): number {
  let hash = 0;
  for (let word = at; word < at + size; word++) hash = Math.imul(hash, 0x5bd1e995) + hashes[word]!;
  return hash & 0x3fffffff;
}

/** Different in each process, so that nobody can write a text whose runs all fall into one place. */
const SEED = randomInt(0x3fffffff) * 2 + 1;

/** Places of runs by their number: where each first begins. */
export class Places {
  /** Number plus one and place in turn; 0 is free. */
  readonly #slots: Int32Array;
  readonly #shift: number;

  /** @param most - how many runs there may be */
  constructor(most: number) {
    const bits = Math.max(4, 33 - Math.clz32(most));
    this.#slots = new Int32Array(2 << bits);
    this.#shift = 32 - bits;
  }

  /** The place of a run, or -1 when there is none yet: then it is `place` from now on, unless that is left out. */
  get(run: number, place = -1): number {
    const slots = this.#slots;
    const key = (run + 1) | 0;
    let slot = (Math.imul(run, SEED) >>> this.#shift) * 2;
    for (; slots[slot] !== 0; slot = (slot + 2) & (slots.length - 1)) {
      if (slots[slot] === key) return slots[slot + 1]!;
    }
    if (place >= 0) {
      slots[slot] = key;
      slots[slot + 1] = place;
    }
    return -1;
  }
}

/** Every run of `size` words and where it first begins. */
export function shingles(words: Hashed, size: number): Places {
  const found = new Places(words.count);
  for (let at = 0; at + size <= words.count; at++) found.get(shingle(words, at, size), at);
  return found;
}
