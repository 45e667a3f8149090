import type { Detector, Evidence } from '../detector.ts';
import { bounded } from '../text/bounded.ts';
import { type Hashed, hashedWords, Places, shingle } from '../text/shingles.ts';

/** Words in a row; again within the text, they repeat. */
const RUN = 5;
/** Shorter answers say too little to repeat anything. */
const LEAST = 12;

/**
 * Degenerate answers that go round in circles: the share of words that stand in a run of five which the text had before,
 * or of characters in one character's row. 0 is none, near 1 is the same thing over and over.
 */
export const repetition: Detector = {
  name: 'repetition',
  version: '2',
  needs: ['output'],
  run({ output }) {
    const parts = bounded(output);
    let repeated = 0;
    let all = 0;
    const evidence: Evidence[] = [];
    for (const part of parts) {
      const words = hashedWords(part.text);
      const row = longestRow(part.text);
      const spans = words.count < LEAST ? [] : repeats(words);
      const again = spans.reduce((sum, span) => sum + span.words, 0) / (words.count || 1);
      const rows = (row.to - row.from) / (part.text.length || 1);
      repeated += Math.max(again, rows >= 0.2 ? rows : 0) * part.text.length;
      all += part.text.length;
      const shown = rows >= 0.2 && rows > again ? [row] : spans;
      evidence.push(
        ...shown.map(({ from, to }) => ({
          place: 'output' as const,
          from: part.from + from,
          to: part.from + to,
          label: 'repeated',
        })),
      );
    }
    const value = all > 0 ? repeated / all : 0;
    const told = [
      value >= 0.2 ? `${Math.round(value * 100)} % of the text was said before` : '',
      parts.length > 1 ? 'only the beginning and the end were read' : '',
    ];
    return [{ name: 'repetition', value, reason: told.filter(Boolean).join('; '), evidence: evidence.slice(0, 20) }];
  },
};

/** Stretches whose words were all said before, in the same order. */
function repeats(words: Hashed): { from: number; to: number; words: number }[] {
  const seen = new Places(words.count);
  const found: { from: number; to: number; words: number }[] = [];
  let end = 0;
  for (let at = 0; at + RUN <= words.count; at++) {
    if (seen.get(shingle(words, at, RUN), at) < 0) continue;
    const before = found[found.length - 1];
    const to = words.to[at + RUN - 1]!;
    if (before && at < end) {
      before.words += at + RUN - end;
      before.to = to;
    } else found.push({ from: words.from[at]!, to, words: RUN });
    end = at + RUN;
  }
  return found;
}

/** A row of one character says something from this length on. */
const ROW = 40;

/** The longest row of one character, at least of 40. White space counts too: some models end in line breaks. */
function longestRow(text: string): { from: number; to: number } {
  let longest = { from: 0, to: 0 };
  // A row so long holds one of these places.
  for (let at = ROW - 1; at < text.length; at += ROW) {
    const code = text.charCodeAt(at);
    let from = at;
    let to = at + 1;
    while (from > 0 && text.charCodeAt(from - 1) === code) from--;
    while (to < text.length && text.charCodeAt(to) === code) to++;
    if (to - from >= ROW && to - from > longest.to - longest.from) longest = { from, to };
    at += Math.floor((to - 1 - at) / ROW) * ROW;
  }
  return longest;
}
