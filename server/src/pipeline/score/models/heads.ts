import { BUCKETS, type Features, ngrams, WINDOW } from '../text/ngrams.ts';
import { type Card, type ModelName, readCard, readWeights } from './model.ts';

/** How far beyond its cut a model is: above 0 it says yes. Log odds, by the order of the models. */
export type Margins = Float64Array;

/** Models that read the same text: their weights lie side by side, so that one pass over it serves all of them. */
export interface Heads {
  cards: readonly Card[];
  /** Largest margins over the windows of the text. The array stands until the next call. */
  read(text: string): Margins;
  /** Margins of one stretch, at most `WINDOW` long. */
  readPart(text: string, from: number, to: number): Margins;
  /** What each n-gram of a stretch weighs for one model. Both stand until the next call. */
  explain(text: string, from: number, to: number, model: number): { features: Features; weights: Float64Array };
}

/** At most four models. */
export function heads(names: readonly ModelName[]): Heads {
  const cards = names.map(readCard);
  const table = interleaved(names.map(readWeights));
  const margins = new Float64Array(4);
  const largest = new Float64Array(4);
  const biases = cards.map(({ bias, cut }) => bias - cut);

  function readPart(text: string, from: number, to: number): Margins {
    const { buckets, count } = ngrams(text, from, to);
    let first = 0;
    let second = 0;
    let third = 0;
    let fourth = 0;
    for (let at = 0; at < count; at++) {
      const weights = table[buckets[at]!]!;
      first += (weights << 24) >> 24;
      second += (weights << 16) >> 24;
      third += (weights << 8) >> 24;
      fourth += weights >> 24;
    }
    const unit = 1 / Math.sqrt(count || 1);
    margins[0] = first * unit;
    margins[1] = second * unit;
    margins[2] = third * unit;
    margins[3] = fourth * unit;
    for (let model = 0; model < cards.length; model++) {
      margins[model] = biases[model]! + margins[model]! * cards[model]!.scale;
    }
    return margins;
  }

  return {
    cards,
    readPart,
    read(text) {
      largest.fill(Number.NEGATIVE_INFINITY);
      for (let from = 0; from === 0 || from < text.length; from += WINDOW) {
        const part = readPart(text, from, Math.min(text.length, from + WINDOW));
        for (let model = 0; model < cards.length; model++) {
          if (part[model]! > largest[model]!) largest[model] = part[model]!;
        }
      }
      return largest;
    },
    explain(text, from, to, model) {
      const features = ngrams(text, from, to);
      const weights = new Float64Array(features.count);
      const unit = cards[model]!.scale / Math.sqrt(features.count || 1);
      for (let at = 0; at < features.count; at++) {
        weights[at] = ((table[features.buckets[at]!]! << (24 - 8 * model)) >> 24) * unit;
      }
      return { features, weights };
    },
  };
}

function interleaved(models: readonly Int8Array[]): Int32Array {
  const table = new Int32Array(BUCKETS);
  models.forEach((weights, model) => {
    for (let bucket = 0; bucket < BUCKETS; bucket++) table[bucket]! |= (weights[bucket]! & 255) << (8 * model);
  });
  return table;
}

/** 0 to 1 from a margin; 0.5 is the cut. */
export const odds = (margin: number): number => 1 / (1 + Math.exp(-margin));
