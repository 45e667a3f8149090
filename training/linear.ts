import { BUCKETS, ngrams } from '../server/src/pipeline/score/text/ngrams.ts';
import { generator } from './statistics.ts';

/** A text to learn from: its n-grams, whether it is what is to be found, and how much it counts. */
export interface Example {
  buckets: Int32Array;
  label: boolean;
  weight: number;
}

/** A linear model: `bias + sum of weights / sqrt(number of n-grams)` is the log odds. */
export interface Linear {
  bias: number;
  weights: Float32Array;
}

export function example(text: string, label: boolean, weight = 1): Example {
  const { buckets, count } = ngrams(text);
  return { buckets: buckets.slice(0, count), label, weight };
}

/**
 * Logistic regression by AdaGrad. Both classes weigh the same in all, whatever their number of examples. The same
 * examples in the same order give the same weights.
 */
export function learn(examples: readonly Example[], { rounds = 6, rate = 0.3, decay = 1e-5, seed = 1 } = {}): Linear {
  const weights = new Float32Array(BUCKETS);
  const squares = new Float32Array(BUCKETS).fill(1e-4);
  const random = generator(seed);
  const total = (label: boolean) => examples.reduce((sum, one) => sum + (one.label === label ? one.weight : 0), 0);
  const balance = [examples.length / (2 * total(false)), examples.length / (2 * total(true))] as const;
  const order = examples.map((_, at) => at);
  let bias = 0;
  let biasSquares = 1e-4;
  for (let round = 0; round < rounds; round++) {
    shuffle(order, random);
    for (const at of order) {
      const { buckets, label, weight } = examples[at]!;
      if (buckets.length === 0) continue;
      const unit = 1 / Math.sqrt(buckets.length);
      let sum = 0;
      for (const bucket of buckets) sum += weights[bucket]!;
      const slope = (1 / (1 + Math.exp(-(bias + sum * unit))) - Number(label)) * weight * balance[label ? 1 : 0];
      biasSquares += slope * slope;
      bias -= (rate * slope) / Math.sqrt(biasSquares);
      const step = slope * unit;
      for (const bucket of buckets) {
        const gradient = step + decay * weights[bucket]!;
        squares[bucket]! += gradient * gradient;
        weights[bucket]! -= (rate * gradient) / Math.sqrt(squares[bucket]!);
      }
    }
  }
  return { bias, weights };
}

export function logit({ bias, weights }: Linear, buckets: Int32Array): number {
  let sum = 0;
  for (const bucket of buckets) sum += weights[bucket]!;
  return bias + sum / Math.sqrt(buckets.length || 1);
}

/** Weights as whole numbers from -127 to 127 and what one of them is worth. The few largest are cut. */
export function quantise({ weights }: Linear): { weights: Int8Array; scale: number } {
  const sizes = Float32Array.from(weights, Math.abs).sort();
  const scale = sizes[Math.floor(sizes.length * 0.9995)]! / 127 || 1;
  return {
    scale,
    weights: Int8Array.from(weights, (weight) => Math.max(-127, Math.min(127, Math.round(weight / scale)))),
  };
}

/** Mixes numbers in place. */
export function shuffle(order: number[], random: () => number): void {
  for (let at = order.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [order[at], order[other]] = [order[other]!, order[at]!];
  }
}
