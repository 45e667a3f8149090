import { hashedWords, shingle } from '../../score/text/shingles.ts';

/**
 * MinHash (Broder 1997), one permutation, with banding: a text is the set of its runs of three words, and the share of equal
 * minima of two texts estimates the Jaccard similarity of their sets. Bands of four of 64 minima bring together what is alike by a half or more
 * (threshold about (1/16)^(1/4) = 0.5).
 */
const MINIMA = 64;
const BAND = 4;
const WORDS = 3;
/** Share of equal minima from which on texts are of one group. */
const ALIKE = 0.5;
/** Members of a bucket that a text is held against: a bound on work, whatever comes in. */
const TRIED = 8;
/** A bin without a run. */
const NONE = 0xffffffff;

/** Groups of texts that are nearly the same, as positions in ascending order; every text is in one. Linear in the texts. */
export function alike(texts: readonly string[]): number[][] {
  const groups: { minima: Uint32Array; members: number[] }[] = [];
  const buckets = new Map<string, number[]>();
  for (const [at, text] of texts.entries()) {
    const minima = minimaOf(text);
    const keys = Array.from({ length: MINIMA / BAND }, (_, band) => {
      const from = band * BAND;
      return `${band}:${minima.subarray(from, from + BAND).join(',')}`;
    });
    // Held against the first of a group, not against any: else likeness would creep from one to the next.
    const near = new Set(keys.flatMap((key) => buckets.get(key) ?? []));
    const found = [...near].find((group) => likeness(minima, groups[group]!.minima) >= ALIKE);
    if (found !== undefined) {
      groups[found]!.members.push(at);
      continue;
    }
    groups.push({ minima, members: [at] });
    for (const key of keys) {
      const bucket = buckets.get(key) ?? [];
      if (bucket.length < TRIED) bucket.push(groups.length - 1);
      buckets.set(key, bucket);
    }
  }
  return groups.map(({ members }) => members);
}

/**
 * One hash a run, which says both its bin and its value; an empty bin takes over the next one that is not (Shrivastava and Li
 * 2014). Numbers count as one and the same: what differs from one attempt to the next is often only a number.
 */
function minimaOf(text: string): Uint32Array {
  const words = hashedWords(text.replace(/\d+/g, '0'));
  const size = Math.max(1, Math.min(WORDS, words.count));
  const minima = new Uint32Array(MINIMA).fill(NONE);
  for (let at = 0; at + size <= words.count; at++) {
    const hash = mixed(shingle(words, at, size));
    const bin = hash % MINIMA;
    if (hash < minima[bin]!) minima[bin] = hash;
  }
  const own = minima.slice();
  if (words.count === 0) return own;
  for (let bin = 0; bin < MINIMA; bin++) {
    let next = bin;
    while (own[next % MINIMA] === NONE) next++;
    minima[bin] = mixed(own[next % MINIMA]! + next - bin);
  }
  return minima;
}

/** The finalizer of MurmurHash3: every bit of the result hangs on every bit given. */
function mixed(hash: number): number {
  let one = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  one = Math.imul(one ^ (one >>> 13), 0xc2b2ae35);
  return (one ^ (one >>> 16)) >>> 0;
}

function likeness(a: Uint32Array, b: Uint32Array): number {
  let same = 0;
  for (let i = 0; i < MINIMA; i++) if (a[i] === b[i]) same++;
  return same / MINIMA;
}
