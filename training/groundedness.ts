import {
  featureNames,
  features,
  measure,
  type Rarity,
} from '../server/src/pipeline/score/detectors/groundedness/features.ts';
import { sourceOf } from '../server/src/pipeline/score/detectors/groundedness/source.ts';
import { wordsOf } from '../server/src/pipeline/score/detectors/groundedness/words.ts';
import { sentences } from '../server/src/pipeline/score/text/sentences.ts';
import { readRows } from './corpora.ts';
import { auroc, confusion, type Judged } from './statistics.ts';

/** Sources, each left out as a whole; files of one source are one. */
export const SOURCES: Readonly<Record<string, readonly string[]>> = {
  news: ['summedits_news.jsonl.gz'],
  samsum: ['summedits_samsum.jsonl'],
  podcast: ['summedits_podcast.jsonl.gz'],
  'sales email': ['summedits_sales_email.jsonl'],
  qmsum: ['summedits_qmsumm.jsonl'],
  BEGIN: ['begin_dev_wow.jsonl', 'begin_test_wow.jsonl'],
  HaluEval: ['halueval_qa.jsonl'],
  WiCE: ['wice_claims.jsonl.gz'],
};

export interface Row {
  context: string;
  response: string;
  label: number;
}

export const rowsOf = (corpora: string, source: string): Row[] =>
  SOURCES[source]!.flatMap((file) => readRows<Row>(corpora, `groundedness/${file}`));

export interface Trained {
  /** Weight of a word by its stem, in eighths; others weigh `rare`. */
  words: Record<string, number>;
  rare: number;
  bias: number;
  weights: number[];
}

/** How rare words are in the contexts: log of the share of texts that have them. The 1,500 most frequent are kept. */
export function rarityOf(rows: readonly Row[]): { words: Record<string, number>; rare: number } {
  const texts = [...new Set(rows.map((row) => row.context))];
  const counts = new Map<string, number>();
  for (const text of texts)
    for (const stem of new Set(wordsOf(text).map((word) => word.stem))) counts.set(stem, (counts.get(stem) ?? 0) + 1);
  const idf = (count: number) => Math.round(8 * Math.log((texts.length + 1) / (count + 0.5))) / 8;
  const kept = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, 1500);
  return { words: Object.fromEntries(kept.map(([stem, count]) => [stem, idf(count)])), rare: idf(1) };
}

/** Features of an answer against its context. */
export function featuresOf({ context, response }: Row, rarity: Rarity): number[] {
  const source = sourceOf([context]);
  return features(
    sentences(response).map(({ from, to }) => measure(response, from, to, source, rarity)),
    source,
  );
}

export interface Example {
  x: number[];
  label: boolean;
  weight: number;
}

/** Examples of sources, each source and each of its classes of the same weight in all: a threshold of one half is then fair to both. */
export function examplesOf(sources: readonly Row[][], rarity: Rarity): Example[] {
  return sources.flatMap((rows) => {
    const positives = rows.filter((row) => row.label === 1).length;
    return rows.map((row) => ({
      x: featuresOf(row, rarity),
      label: row.label === 1,
      weight: 1000 / (2 * (row.label === 1 ? positives : rows.length - positives)),
    }));
  });
}

/** Logistic regression on features brought to one scale, by gradient descent; the weights are of the features as they are. */
export function fitted(examples: readonly Example[], decay = 0.01): { bias: number; weights: number[] } {
  const size = examples[0]!.x.length;
  const total = examples.reduce((sum, one) => sum + one.weight, 0);
  const means = Array.from(
    { length: size },
    (_, at) => examples.reduce((sum, one) => sum + one.weight * one.x[at]!, 0) / total,
  );
  const spreads = means.map(
    (mean, at) => Math.sqrt(examples.reduce((sum, one) => sum + one.weight * (one.x[at]! - mean) ** 2, 0) / total) || 1,
  );
  const scaled = examples.map((one) => ({ ...one, x: one.x.map((value, at) => (value - means[at]!) / spreads[at]!) }));
  const weights = new Array<number>(size).fill(0);
  let bias = 0;
  for (let round = 0; round < 400; round++) {
    const slopes = weights.map((weight) => decay * weight);
    let slope = 0;
    for (const { x, label, weight } of scaled) {
      const error =
        ((sigmoid(bias + x.reduce((sum, value, at) => sum + value * weights[at]!, 0)) - Number(label)) * weight) /
        total;
      slope += error;
      for (let at = 0; at < size; at++) slopes[at]! += error * x[at]!;
    }
    bias -= slope;
    for (let at = 0; at < size; at++) weights[at]! -= slopes[at]!;
  }
  const plain = weights.map((weight, at) => weight / spreads[at]!);
  return { bias: bias - plain.reduce((sum, weight, at) => sum + weight * means[at]!, 0), weights: plain };
}

const sigmoid = (value: number) => 1 / (1 + Math.exp(-value));

export const scoreOf = ({ bias, weights }: { bias: number; weights: number[] }, x: readonly number[]): number =>
  sigmoid(bias + x.reduce((sum, value, at) => sum + value * weights[at]!, 0));

/** Judged rows of one source by a model that has not seen the source; near 1 is unsupported. */
export function heldOut(corpora: string, source: string): Judged[] {
  const others = Object.keys(SOURCES)
    .filter((name) => name !== source)
    .map((name) => rowsOf(corpora, name));
  const { words, rare } = rarityOf(others.flat());
  const known = new Map(Object.entries(words));
  const rarity: Rarity = (stem) => known.get(stem) ?? rare;
  const model = fitted(examplesOf(others, rarity));
  return rowsOf(corpora, source).map((row) => ({
    label: row.label === 1,
    score: scoreOf(model, featuresOf(row, rarity)),
  }));
}

const ORIGINS = [
  {
    source: 'SummEdits (news, samsum, podcast, sales email, qmsum)',
    origin: 'salesforce/factualNLG',
    licence: 'Apache-2.0',
  },
  { source: 'BEGIN (Wizard of Wikipedia)', origin: 'google/BEGIN-dataset', licence: 'CC BY 4.0' },
  { source: 'HaluEval QA', origin: 'RUCAIBox/HaluEval', licence: 'MIT' },
  { source: 'WiCE', origin: 'ryokamoi/wice', licence: 'ODC-BY (annotations), CC BY-SA 4.0 (Wikipedia text)' },
];

/** The model that ships, with its card: learnt from all sources. */
export function train(corpora: string) {
  const all = Object.keys(SOURCES).map((name) => rowsOf(corpora, name));
  const { words, rare } = rarityOf(all.flat());
  const known = new Map(Object.entries(words));
  const { bias, weights } = fitted(examplesOf(all, (stem) => known.get(stem) ?? rare));
  const rounded = (value: number) => Number(value.toFixed(4));
  return {
    name: 'groundedness',
    version: '1',
    date: new Date().toISOString().slice(0, 10),
    tells:
      'Whether what an answer says is in its context, by words, numbers and names; not whether the right words are put together rightly.',
    data: ORIGINS,
    quality: Object.keys(SOURCES).map((source) => ({
      on: `${source}, left out of training`,
      ...figures(heldOut(corpora, source)),
    })),
    bias: rounded(bias),
    weights: Object.fromEntries(featureNames.map((name, at) => [name, rounded(weights[at]!)])),
    rare,
    words,
  };
}

/** Area under the curve, and balanced accuracy at one half. */
export function figures(rows: readonly Judged[]): { n: number; auroc: number; balanced: number } {
  return { n: rows.length, auroc: Number(auroc(rows).toFixed(3)), balanced: Number(balancedAccuracy(rows).toFixed(3)) };
}

export function balancedAccuracy(rows: readonly Judged[]): number {
  const { recall, quiet, falseAlarms } = confusion(rows, 0.5);
  return (recall + quiet / (quiet + falseAlarms)) / 2;
}
