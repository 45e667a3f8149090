/** Words of a text as numbers that are equal for equal words, small letters and capitals alike, with their places. */
export interface Hashed {
  hashes: Int32Array;
  from: Int32Array;
  to: Int32Array;
  count: number;
}

/** Letters and digits in a row; of scripts without spaces each character. Marks are passed over. */
export function hashedWords(text: string): Hashed {
  const most = Math.ceil(text.length / 2) + 1;
  const words: Hashed = {
    hashes: new Int32Array(most),
    from: new Int32Array(most),
    to: new Int32Array(most),
    count: 0,
  };
  const small = text.toLowerCase();
  // Some capitals become two characters: then places would not fit.
  const read = small.length === text.length ? small : text;
  for (let at = 0; at < read.length; ) {
    if (!isWord(read.charCodeAt(at))) {
      at++;
      continue;
    }
    const from = at;
    let hash = 0x811c9dc5;
    for (let code = read.charCodeAt(at); isWord(code); code = read.charCodeAt(++at)) {
      hash = Math.imul(hash ^ code, 0x01000193);
      if (code >= 0x3040 && code < 0xd800 && at++ >= from) break;
    }
    if (words.count === words.hashes.length) break;
    words.hashes[words.count] = hash;
    words.from[words.count] = from;
    words.to[words.count++] = at;
  }
  return words;
}

function isWord(code: number): boolean {
  if (code < 128) return (code > 96 && code < 123) || (code > 47 && code < 58) || (code > 64 && code < 91);
  return code >= 0xc0 && !(code >= 0x2000 && code < 0x2c00) && !(code >= 0x3000 && code < 0x3040) && code < 0xff00;
}

/** One number for `size` words from `at` on; of 30 bits, for those are compared fastest. */
export function shingle({ hashes }: Hashed, at: number, size: number): number {
  let hash = 0;
  for (let word = at; word < at + size; word++) hash = Math.imul(hash, 0x5bd1e995) + hashes[word]!;
  return hash & 0x3fffffff;
}

/** Every run of `size` words and where it first begins. */
export function shingles(words: Hashed, size: number): Map<number, number> {
  const found = new Map<number, number>();
  for (let at = 0; at + size <= words.count; at++) {
    const hash = shingle(words, at, size);
    if (!found.has(hash)) found.set(hash, at);
  }
  return found;
}
