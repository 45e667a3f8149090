import type { Subject } from '../server/src/pipeline/score/detector.ts';
import { inputHeads, outputHeads } from '../server/src/pipeline/score/models/places.ts';

/** How each detector is written when nobody minds what it costs: what ours are measured against. */

const PATTERNS = [
  /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/g,
  /(?:\+?\d{1,3}[ -]?)?(?:\(\d{1,4}\)[ -]?)?\d{2,4}(?:[ .-]\d{2,4}){2,4}/g,
  /\b(?:\d[ -]?){13,19}\b/g,
  /\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}\b/g,
  /\b\d{3}-\d{2}-\d{4}\b/g,
  /\b(?:\d{1,3}\.){3}\d{1,3}\b/g,
  /\b(?:sk|pk|rk|ghp|gho|xoxb|xoxp)[-_][\w-]{16,100}/g,
  /\b(?:password|passwd|secret|token|api[_-]?key)\b["']?\s{0,3}[:=]\s{0,3}\S{6,100}/gi,
];

const patterns = (text: string): number =>
  PATTERNS.reduce((count, pattern) => count + (text.match(pattern)?.length ?? 0), 0);

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

const runs = (text: string, size: number): string[] => {
  const words = wordsOf(text);
  return words.map((_, at) => words.slice(at, at + size).join(' '));
};

function shared(one: string, other: string, size: number): number {
  const known = new Set(runs(one, size));
  return runs(other, size).filter((run) => known.has(run)).length;
}

/** N-grams as strings in a map, once for each model. */
function grams(text: string): Map<string, number> {
  const found = new Map<string, number>();
  const words = wordsOf(text);
  words.forEach((word, at) => {
    for (const gram of [word, `${words[at - 1] ?? ''} ${word}`]) found.set(gram, (found.get(gram) ?? 0) + 1);
  });
  for (let at = 0; at + 4 <= text.length; at++) {
    const gram = text.slice(at, at + 4).toLowerCase();
    found.set(gram, (found.get(gram) ?? 0) + 1);
  }
  return found;
}

export const naive: Readonly<Record<string, (subject: Subject) => unknown>> = {
  models: ({ input, output }) => [
    inputHeads().cards.map(() => grams(input).size),
    outputHeads().cards.map(() => grams(output).size),
  ],
  pii: ({ input, output }) => patterns(input) + patterns(output),
  leak: ({ system, output }) => shared(system, output, 8),
  repetition: ({ output }) => runs(output, 5).length - new Set(runs(output, 5)).size,
};
