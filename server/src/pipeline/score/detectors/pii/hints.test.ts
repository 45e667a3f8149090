import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hintsOf, wide } from './hints.ts';
import type { Finder } from './kinds.ts';

const find: Finder = () => undefined;
const BEGINNINGS = ['sk-', 'sk_', 'r8_', 'ya2', 'SG.', 'eyJ', 'pas', 'abc'];
const MARKS = '@:=-[';

/** Whether a character is within a word, and goes on with its run. */
const runsOn = (before: string, code: RegExp) => before !== '' && code.test(before);

test('hints at marks, first digits and beginnings of words, and at nothing else', () => {
  const { next, first, words } = hintsOf(
    BEGINNINGS.map((beginning) => [beginning, find]),
    MARKS,
  );
  const sign = fc.constantFrom(...'sk-_r8ya2SG.eyJpasbc@:=[ 19zé汉\n');
  const piece = fc.oneof(sign, fc.constantFrom(...BEGINNINGS));
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = pieces.join('');
      let state = 0;
      for (let at = 0; at < text.length; at++) {
        const code = text.charCodeAt(at);
        state = next[state * 256 + (code < 256 ? code : wide(code))]!;
        const begins = BEGINNINGS.includes(text.slice(Math.max(0, at - 2), at + 1));
        const word = begins && !runsOn(text.charAt(at - 3), /[A-Za-z0-9_é]/);
        const digit = /\d/.test(text.charAt(at)) && !runsOn(text.charAt(at - 1), /\d/);
        expect(words[state] !== undefined).toBe(word);
        if (word || digit || MARKS.includes(text.charAt(at))) expect(state).toBeGreaterThanOrEqual(first);
        else if (!/\d/.test(text.charAt(at))) expect(state).toBeLessThan(first);
      }
    }),
    { numRuns: 2000 },
  );
});
