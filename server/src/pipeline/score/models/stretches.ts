import type { Span } from '../text/sentences.ts';
import type { Heads } from './heads.ts';

const LONGEST = 12;
const MOST = 3;

interface Weighed extends Span {
  weight: number;
}

/**
 * The stretches of a text, at most a dozen words long, that speak most for a model's yes: the heaviest first, at most
 * three, none that weighs less than a quarter of the heaviest.
 */
export function stretches(heads: Heads, text: string, from: number, to: number, model: number): Span[] {
  const words = weighed(text, from, to, heads.explain(text, from, to, model));
  const found: Weighed[] = [];
  while (found.length < MOST) {
    const next = heaviest(words);
    if (!next || next.weight < (found[0]?.weight ?? 0) / 4) break;
    found.push(next);
    for (const word of words) if (word.from < next.to && word.to > next.from) word.weight = Number.NEGATIVE_INFINITY;
  }
  return found.map((stretch) => ({ from: stretch.from, to: stretch.to }));
}

/** Words of a text, each with the weight of what ends in it or right behind it. */
function weighed(text: string, from: number, to: number, weights: Float64Array): Weighed[] {
  const words: Weighed[] = [];
  let word: Weighed | undefined;
  for (let at = from; at <= to; at++) {
    const inside = at < to && text.charCodeAt(at) > 32;
    if (inside && !word) word = { from: at, to: at, weight: 0 };
    if (word) word.weight += weights[at - from]!;
    if (inside || !word) continue;
    word.to = at;
    words.push(word);
    word = undefined;
  }
  return words;
}

/** The run of at most `LONGEST` words that weighs most; nothing when no word weighs anything. */
function heaviest(words: readonly Weighed[]): Weighed | undefined {
  let best: Weighed | undefined;
  for (let first = 0; first < words.length; first++) {
    let weight = 0;
    for (let last = first; last < words.length && last < first + LONGEST; last++) {
      weight += words[last]!.weight;
      if (weight > (best?.weight ?? 0)) best = { from: words[first]!.from, to: words[last]!.to, weight };
    }
  }
  return best;
}
