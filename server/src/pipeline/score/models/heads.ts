import { bounded } from '../text/bounded.ts';
import { BUCKETS, ngrams, WINDOW } from '../text/ngrams.ts';
import { type Card, type ModelName, readCard, readWeights } from './model.ts';

/** How far beyond its cut a model is: from 0 on it says yes. Log odds, by the order of the models. */
export type Margins = Float64Array;

/** What models say of a text: of its first window, and the most over all of them. Stands until the next call. */
export interface Reading {
  first: Margins;
  most: Margins;
  /** Where the window of the most begins, by model. */
  at: Int32Array;
}

/** Models that read the same text: their weights lie side by side, so that one pass over it serves all of them. */
export interface Heads {
  cards: readonly Card[];
  window: number;
  /** Reads a text in windows; of long texts the beginning and the end. */
  read(text: string): Reading;
  /** Margins of one stretch, at most `WINDOW` long. */
  readPart(text: string, from: number, to: number): Margins;
  /** What each n-gram of a stretch weighs for one model, by where it ends: `weights[place - from]`. */
  explain(text: string, from: number, to: number, model: number): Float64Array;
}

/** At most four models. */
export function heads(names: readonly ModelName[], window = WINDOW): Heads {
  const cards = names.map(readCard);
  const table = interleaved(names.map(readWeights));
  const margins = new Float64Array(4);
  const reading: Reading = { first: new Float64Array(4), most: new Float64Array(4), at: new Int32Array(4) };
  const biases = cards.map(({ bias, cut }) => bias - cut);
  const scales = cards.map(({ scale }) => scale);
  let last: string | undefined;

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
    margins[0] = first;
    margins[1] = second;
    margins[2] = third;
    margins[3] = fourth;
    const unit = 1 / Math.sqrt(count || 1);
    for (let model = 0; model < scales.length; model++) {
      margins[model] = biases[model]! + margins[model]! * scales[model]! * unit;
    }
    return margins;
  }

  function readWindow(text: string, from: number, offset: number): void {
    const part = readPart(text, from, Math.min(text.length, from + window));
    if (from + offset === 0) reading.first.set(part);
    for (let model = 0; model < scales.length; model++) {
      if (part[model]! <= reading.most[model]!) continue;
      reading.most[model] = part[model]!;
      reading.at[model] = from + offset;
    }
  }

  return {
    cards,
    window,
    readPart,
    read(text) {
      // Several detectors ask about the same text, one after the other.
      if (text === last) return reading;
      last = text;
      reading.most.fill(Number.NEGATIVE_INFINITY);
      for (const part of bounded(text)) {
        for (let from = 0; from === 0 || from < part.text.length; from += window)
          readWindow(part.text, from, part.from);
      }
      return reading;
    },
    explain(text, from, to, model) {
      const { buckets, ends, count } = ngrams(text, from, to);
      const weights = new Float64Array(to - from + 1);
      const unit = scales[model]! / Math.sqrt(count || 1);
      for (let at = 0; at < count; at++) {
        weights[ends[at]! - from]! += ((table[buckets[at]!]! << (24 - 8 * model)) >> 24) * unit;
      }
      return weights;
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
export const likelihood = (margin: number): number => 1 / (1 + Math.exp(-margin));
