import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashedWords, Places } from './shingles.ts';

const wordsIn = (text: string) => {
  const { from, to, hashes, count } = hashedWords(text);
  return Array.from({ length: count }, (_, at) => ({ word: text.slice(from[at], to[at]), hash: hashes[at] }));
};

test('remembers where each run was first', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 40 })), (runs) => {
      const places = new Places(runs.length);
      runs.forEach((run, at) => {
        const first = runs.indexOf(run);
        expect(places.get(run, at)).toBe(first < at ? first : -1);
      });
      for (let run = 0; run <= 40; run++) expect(places.get(run)).toBe(runs.indexOf(run));
    }),
  );
});

test('words of any script, all of them, capitals as small letters', () => {
  expect(wordsIn("It's 12 Größe—家族").map(({ word }) => word)).toEqual(['It', 's', '12', 'Größe', '家', '族']);
  expect(wordsIn('字'.repeat(3000))).toHaveLength(3000);
  const [one, other] = ['ÄPFEL İ abc', 'äpfel İ ABC'].map((text) => wordsIn(text).map(({ hash }) => hash));
  expect(one).toEqual(other);
});
