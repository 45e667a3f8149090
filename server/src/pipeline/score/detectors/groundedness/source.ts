import { sentences } from '../../text/sentences.ts';
import { type Word, wordsOf } from './words.ts';

/** What an answer is compared with: the words of its context, and where and in which sentences they stand. */
export interface Source {
  /** Ids of words by stem. */
  ids: ReadonlyMap<string, number>;
  /** By id: the sentences it stands in. */
  places: readonly (readonly number[])[];
  /** By id: its positions in the order of words. */
  positions: readonly (readonly number[])[];
  /** Ids that follow each other, as `pair` writes them. */
  pairs: ReadonlySet<number>;
  /** How many words there are in all. */
  length: number;
  /** By sentence: whether it denies something. */
  denies: readonly boolean[];
}

/** Two ids in one number: texts are read up to a bound, so that there are fewer than 2^16 words. */
export const pair = (one: number, other: number): number => one * 65_536 + other;

/** Reads the texts of a context, one after the other. */
export function sourceOf(texts: readonly string[]): Source {
  const ids = new Map<string, number>();
  const places: number[][] = [];
  const positions: number[][] = [];
  const pairs = new Set<number>();
  let length = 0;
  let before = -1;
  const denies: boolean[] = [];
  for (const text of texts) {
    for (const { from, to } of sentences(text)) {
      const words = wordsOf(text, from, to);
      denies.push(words.some((word) => word.denies));
      for (const word of words) {
        const id = ids.get(word.stem) ?? ids.size;
        if (id === ids.size) {
          ids.set(word.stem, id);
          places.push([]);
          positions.push([]);
        }
        const sentence = denies.length - 1;
        if (places[id]!.at(-1) !== sentence) places[id]!.push(sentence);
        positions[id]!.push(length++);
        if (before >= 0) pairs.add(pair(before, id));
        before = id;
      }
    }
  }
  return { ids, places, positions, pairs, length, denies };
}

/** The id of a word, or -1 when the context has no such word. */
export const idOf = (source: Source, word: Word): number => source.ids.get(word.stem) ?? -1;
