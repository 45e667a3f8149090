/** Which texts say nearly the same, so that none of them is learned from while another is tested. */

/** Numbers of the clusters of `texts`: those that share more than `share` of the five-word runs of the shorter one. */
export function clusters(texts: readonly string[], share = 0.15): number[] {
  const runs = texts.map(runsOf);
  const parents = texts.map((_, at) => at);
  const rootOf = (at: number): number => {
    while (parents[at] !== at) at = parents[at]!;
    return at;
  };
  for (let one = 0; one < texts.length; one++) {
    for (let other = 0; other < one; other++) {
      if (overlap(runs[one]!, runs[other]!) > share) parents[rootOf(one)] = rootOf(other);
    }
  }
  return parents.map((_, at) => rootOf(at));
}

function overlap(one: Set<string>, other: Set<string>): number {
  const [small, large] = one.size < other.size ? [one, other] : [other, one];
  if (small.size === 0) return 0;
  let shared = 0;
  for (const run of small) if (large.has(run)) shared++;
  return shared / small.size;
}

function runsOf(text: string): Set<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return new Set(words.slice(0, -4).map((_, at) => words.slice(at, at + 5).join(' ')));
}

/** The fold of a text: the same for the same key, whatever else there is. */
export function foldOf(key: string, folds: number): number {
  let hash = 7;
  for (let at = 0; at < key.length; at++) hash = (Math.imul(hash, 31) + key.charCodeAt(at)) | 0;
  return Math.abs(hash ^ (hash >>> 11)) % folds;
}
