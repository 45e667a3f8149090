import { oppositesOf } from './opposites.ts';
import { idOf, pair, type Source } from './source.ts';
import { type Word, wordsOf } from './words.ts';

/** How one sentence of an answer stands to the context. */
export interface Measured {
  from: number;
  to: number;
  /** Weight of all words that say something, and of those that the context has. */
  weight: number;
  held: number;
  /** Neighbouring words, and those that are neighbours in the context too. */
  pairs: number;
  heldPairs: number;
  /** What the context does not have. */
  numbers: Word[];
  names: Word[];
  /** Verbs and adverbs that it does not have: the words of whoever sums up, so they speak less against the answer. */
  actions: number;
  /** Denies what the most similar sentence of the context affirms, or the reverse. */
  denials: number;
  /** Words whose opposite the context has. */
  opposites: number;
  /** Numbers and names that stand among other words there. */
  misplaced: number;
}

/** Weight of words by how many texts have them; words that are not listed are rare. */
export type Rarity = (stem: string) => number;

export function measure(text: string, from: number, to: number, source: Source, rarity: Rarity): Measured {
  const words = wordsOf(text, from, to);
  const ids = words.map((word) => idOf(source, word));
  const measured: Measured = {
    from,
    to,
    weight: 0,
    held: 0,
    pairs: 0,
    heldPairs: 0,
    numbers: [],
    names: [],
    actions: 0,
    denials: 0,
    opposites: 0,
    misplaced: 0,
  };
  words.forEach((word, at) => {
    if (at > 0) {
      const [one, other] = [ids[at - 1]!, ids[at]!];
      measured.pairs++;
      if (one >= 0 && other >= 0 && source.pairs.get(pair(one, other)) >= 0) measured.heldPairs++;
    }
    if (!word.common) count(measured, text, word, ids[at]!, rarity(word.stem));
  });
  compare(measured, words, ids, bestSentence(words, ids, source, rarity), source);
  return measured;
}

function count(measured: Measured, text: string, word: Word, id: number, weight: number): void {
  measured.weight += weight;
  if (id >= 0) {
    measured.held += weight;
    return;
  }
  if (word.number) measured.numbers.push(word);
  else if (word.name) measured.names.push(word);
  if (/(?:ed|ing|ly|ize|ise|fy)$/.test(text.slice(word.to - 4, word.to))) measured.actions++;
}

/** Words that stand in more places than this tell nothing of which is meant. */
const OFTEN = 32;

/** The sentence of the context that has most of the words; -1 when none has any. */
function bestSentence(words: readonly Word[], ids: readonly number[], source: Source, rarity: Rarity): number {
  const { spread, starts, positions, sentences } = source;
  const sums = new Map<number, number>();
  const seen = new Set<number>();
  let best = -1;
  let most = 0;
  words.forEach((word, at) => {
    const id = ids[at]!;
    if (id < 0 || word.common || seen.has(id) || spread[id]! > OFTEN) return;
    seen.add(id);
    const weight = rarity(word.stem);
    let before = -1;
    for (let place = starts[id]!; place < starts[id + 1]!; place++) {
      const sentence = sentences[positions[place]!]!;
      if (sentence === before) continue;
      before = sentence;
      const sum = (sums.get(sentence) ?? 0) + weight;
      sums.set(sentence, sum);
      if (sum > most) {
        most = sum;
        best = sentence;
      }
    }
  });
  return best;
}

/** Signs that the right words say something else: denials, opposites, and numbers and names out of their place. */
function compare(
  measured: Measured,
  words: readonly Word[],
  ids: readonly number[],
  sentence: number,
  source: Source,
): void {
  let denies = false;
  let placed = 0;
  words.forEach((word, at) => {
    denies ||= word.denies;
    if (ids[at]! < 0) {
      if (oppositesOf(word.stem).some((other) => source.ids.has(other))) measured.opposites++;
    } else if ((word.number || word.name) && placed++ < MOST_PLACED && !nearIts(ids, words, at, source)) {
      measured.misplaced++;
    }
  });
  if (sentence >= 0 && denies !== source.denies[sentence]) measured.denials = 1;
}

/** Of a sentence, that many numbers and names are looked up in their place. */
const MOST_PLACED = 40;

/** Whether a number or name of the context stands there near a word that it stands near in the answer. */
function nearIts(ids: readonly number[], words: readonly Word[], at: number, source: Source): boolean {
  let others = 0;
  for (let near = Math.max(0, at - 5); near <= at + 5 && near < ids.length; near++) {
    const id = ids[near]!;
    if (near === at || id < 0 || id === ids[at] || words[near]!.common) continue;
    others++;
    if (close(source, ids[at]!, id)) return true;
  }
  return others === 0;
}

/** Whether two words stand within fifteen words of each other, at one of their first places. */
function close({ positions, starts }: Source, one: number, other: number): boolean {
  const [oneEnd, otherEnd] = [one, other].map((id) => Math.min(starts[id + 1]!, starts[id]! + OFTEN)) as [
    number,
    number,
  ];
  for (let at = starts[one]!; at < oneEnd; at++) {
    for (let near = starts[other]!; near < otherEnd; near++)
      if (Math.abs(positions[at]! - positions[near]!) <= 15) return true;
  }
  return false;
}

export const featureNames = [
  'weight of words missing',
  'pairs of words missing',
  'numbers missing',
  'names missing',
  'verbs and adverbs missing',
  'denials',
  'opposites',
  'misplaced',
  'spoken context',
] as const;

/** What the model reads of an answer, or of one sentence of it. */
export function features(sentences: readonly Measured[], source: Source): number[] {
  const sum = (pick: (one: Measured) => number) => sentences.reduce((total, one) => total + pick(one), 0);
  const weight = sum((one) => one.weight);
  const pairs = sum((one) => one.pairs);
  return [
    weight > 0 ? 1 - sum((one) => one.held) / weight : 0,
    pairs > 0 ? 1 - sum((one) => one.heldPairs) / pairs : 0,
    Math.log1p(sum((one) => one.numbers.length)),
    Math.log1p(sum((one) => one.names.length)),
    Math.log1p(sum((one) => one.actions)),
    Math.log1p(sum((one) => one.denials)),
    Math.log1p(sum((one) => one.opposites)),
    Math.log1p(sum((one) => one.misplaced)),
    spoken(source),
  ];
}

/** Square root of the share of `I`, `you` and `we` in the context: what people said is summed up in other words than a report. */
function spoken({ ids, starts, length }: Source): number {
  let count = 0;
  for (const word of ['i', 'you', 'we']) {
    const id = ids.get(word);
    if (id !== undefined) count += starts[id + 1]! - starts[id]!;
  }
  return Math.sqrt(count / (length || 1));
}
