/** A stretch of two texts: in both, only in the first, or only in the second. */
export interface Part {
  text: string;
  in: 'both' | 'a' | 'b';
}

/** Words compared one by one on either side; of longer texts only what differs in the middle, as a whole. */
const MOST = 2000;

const wordsOf = (text: string): string[] => text.match(/\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? [];

/**
 * What two texts share and where they part, by words: the longest common sequence. Time and memory are bounded by
 * `most`² comparisons; beyond that the differing middle counts as replaced.
 */
export function diffText(a: string, b: string, most = MOST): Part[] {
  const [as, bs] = [wordsOf(a), wordsOf(b)];
  let start = 0;
  while (start < as.length && start < bs.length && as[start] === bs[start]) start++;
  let end = 0;
  while (end < as.length - start && end < bs.length - start && as.at(-1 - end) === bs.at(-1 - end)) end++;
  const middle = [as.slice(start, as.length - end), bs.slice(start, bs.length - end)] as const;
  const short = middle[0].length <= most && middle[1].length <= most;
  return joined([
    { text: as.slice(0, start).join(''), in: 'both' },
    ...(short ? sequence(...middle) : replaced(...middle)),
    { text: as.slice(as.length - end).join(''), in: 'both' },
  ]);
}

const replaced = (as: string[], bs: string[]): Part[] => [
  { text: as.join(''), in: 'a' },
  { text: bs.join(''), in: 'b' },
];

function sequence(as: string[], bs: string[]): Part[] {
  const width = bs.length + 1;
  // Length of the longest common sequence of what follows each pair of places.
  const longest = new Uint16Array((as.length + 1) * width);
  const at = (i: number, j: number): number => longest[i * width + j] ?? 0;
  for (let i = as.length - 1; i >= 0; i--)
    for (let j = bs.length - 1; j >= 0; j--)
      longest[i * width + j] = as[i] === bs[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const parts: Part[] = [];
  let [i, j] = [0, 0];
  while (i < as.length || j < bs.length) {
    if (i < as.length && as[i] === bs[j]) {
      parts.push({ text: as[i] ?? '', in: 'both' });
      i++;
      j++;
    } else if (j >= bs.length || (i < as.length && at(i + 1, j) >= at(i, j + 1)))
      parts.push({ text: as[i++] ?? '', in: 'a' });
    else parts.push({ text: bs[j++] ?? '', in: 'b' });
  }
  return parts;
}

/** Neighbours of one kind become one part. */
function joined(parts: readonly Part[]): Part[] {
  const found: Part[] = [];
  for (const part of parts) {
    const last = found.at(-1);
    if (part.text === '') continue;
    if (last?.in === part.in) last.text += part.text;
    else found.push({ ...part });
  }
  return found;
}
