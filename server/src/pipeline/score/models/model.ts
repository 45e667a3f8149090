import { readFileSync } from 'node:fs';
import { BUCKETS } from '../text/ngrams.ts';

/** What is known of a model, beside its weights. Written by `npm run train`. */
export interface Card {
  name: string;
  version: string;
  date: string;
  /** What the model tells, and what it does not. */
  tells: string;
  /** Log odds without any n-gram. */
  bias: number;
  /** What one unit of a weight is worth. */
  scale: number;
  /** Log odds from which the model says yes. */
  cut: number;
  /** Share of ordinary texts that are called all the same at the cut, on texts left out of training. */
  falseAlarms: number;
  calibratedOn: string[];
  data: { source: string; origin: string; licence: string; texts: number; positive: number }[];
  /** Measured by models that had not seen the source named. */
  quality: { on: string; figure: string }[];
}

/** The models that ship with the server, by the names of their files. */
export type ModelName = 'injection' | 'indirect_injection' | 'jailbreak' | 'refusal' | 'toxicity';

/** A file of the folder that weights and cards lie in: beside this module, and beside the bundle. */
export const readBytes = (name: string): Buffer => readFileSync(new URL(`./models/${name}`, base()));

export function readCard(name: ModelName): Card {
  return JSON.parse(readBytes(`${name}.json`).toString()) as Card;
}

export function readWeights(name: ModelName): Int8Array {
  const bytes = readBytes(`${name}.bin`);
  if (bytes.length !== BUCKETS) throw new Error(`weights of ${name}: ${bytes.length} bytes instead of ${BUCKETS}`);
  return new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** The folder that holds the folder `models`: of the sources, one up from here; of the bundle, where the bundle is. */
function base(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? '..' : '.', import.meta.url);
}
