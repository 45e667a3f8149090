import { sentences } from '../../text/sentences.ts';
import { Places } from '../../text/shingles.ts';
import { type Word, wordsOf } from './words.ts';

/** What an answer is compared with: the words of its context, and where and in which sentences they stand. */
export interface Source {
  /** Ids of words by stem. */
  ids: ReadonlyMap<string, number>;
  /** Positions in the order of words, those of one id together and ascending: of `id` from `starts[id]` to before `starts[id + 1]`. */
  positions: Int32Array;
  starts: Int32Array;
  /** By id: in how many sentences it stands. */
  spread: Int32Array;
  /** By position: the sentence. */
  sentences: Int32Array;
  /** Ids that follow each other, as `pair` writes them. */
  pairs: Places;
  /** How many words there are in all. */
  length: number;
  /** By sentence: whether it denies something. */
  denies: readonly boolean[];
}

/** Two ids in one number: texts are read up to a bound, so that there are fewer than 2^16 words. */
export const pair = (one: number, other: number): number => (one << 16) | other;

/** Reads the texts of a context, one after the other. */
export function sourceOf(texts: readonly string[]): Source {
  const ids = new Map<string, number>();
  const order: number[] = [];
  const ends: number[] = [];
  const denies: boolean[] = [];
  for (const text of texts) {
    for (const { from, to } of sentences(text)) {
      let denied = false;
      for (const word of wordsOf(text, from, to)) {
        denied ||= word.denies;
        let id = ids.get(word.stem);
        if (id === undefined) {
          id = ids.size;
          ids.set(word.stem, id);
        }
        order.push(id);
      }
      denies.push(denied);
      ends.push(order.length);
    }
  }
  return { ids, ...placed(order, ends, ids.size), length: order.length, denies };
}

/** Where each id stands. `ends`: by sentence, the position after its last word. */
function placed(order: readonly number[], ends: readonly number[], size: number) {
  const starts = new Int32Array(size + 1);
  for (const id of order) starts[id + 1]!++;
  for (let id = 0; id < size; id++) starts[id + 1]! += starts[id]!;
  const filled = starts.slice();
  const positions = new Int32Array(order.length);
  const sentences = new Int32Array(order.length);
  const spread = new Int32Array(size);
  const last = new Int32Array(size).fill(-1);
  const pairs = new Places(order.length);
  let sentence = 0;
  for (let at = 0; at < order.length; at++) {
    const id = order[at]!;
    while (at >= ends[sentence]!) sentence++;
    sentences[at] = sentence;
    positions[filled[id]!++] = at;
    if (last[id] !== sentence) spread[id]!++;
    last[id] = sentence;
    if (at > 0) pairs.get(pair(order[at - 1]!, id), at);
  }
  return { starts, positions, sentences, spread, pairs };
}

/** The id of a word, or -1 when the context has no such word. */
export const idOf = (source: Source, word: Word): number => source.ids.get(word.stem) ?? -1;
