import { eld } from 'eld/extrasmall';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { byGrams } from './byte-grams.ts';

/** What eld itself says, that the n-grams are from. */
function reference(text: string) {
  const found = eld.detect(text);
  return { language: found.language, reliable: found.language !== '' && found.isReliable() };
}

const words = [
  ..."the house was cold said don’t I`ll isn't Haus größer WÄRE über niño qué İstanbul ΟΔΟΣ Μαΐου Привет мир 天気 です 家 नमस्ते".split(
    ' ',
  ),
  ...[' ', '\n', ', ', '. ', "'", '’', '``', '1', '9a', '\u{1f600}', '\ud800', 'x'.repeat(80), 'é'.repeat(50)],
];

test('says what eld says', () => {
  const pieces = fc.oneof(fc.constantFrom(...words), fc.string({ unit: 'grapheme', maxLength: 8 }));
  fc.assert(
    fc.property(fc.array(fc.tuple(pieces, fc.constantFrom(' ', '', ' '))), (parts) => {
      const text = parts.flat().join('').slice(0, 500);
      expect(byGrams(text)).toEqual(reference(text));
    }),
    { numRuns: 2000 },
  );
});
