import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sentences } from './sentences.ts';

const split = (text: string) => sentences(text).map(({ from, to }) => text.slice(from, to));

test.each<[text: string, sentences: string[]]>([
  ['One. Two? Three!', ['One.', 'Two?', 'Three!']],
  ['No mark at the end', ['No mark at the end']],
  [
    'Dr. Ada met J. Smith, e.g. in the U.S. last year. He left.',
    ['Dr. Ada met J. Smith, e.g. in the U.S. last year.', 'He left.'],
  ],
  ['She said "Stop!" Then (quietly.) he left.', ['She said "Stop!"', 'Then (quietly.)', 'he left.']],
  ['Of 3.5 m. Rain fell, i.e. much.', ['Of 3.5 m. Rain fell, i.e. much.']],
  ['Wait... what? Yes.', ['Wait... what?', 'Yes.']],
  ['A line\nwithout a mark. Next', ['A line\nwithout a mark.', 'Next']],
  ['', []],
  [' \n ', []],
])('%j', (text, expected) => {
  expect(split(text)).toEqual(expected);
});

test('nothing but white space is between sentences, and none overlap', () => {
  const text = fc.array(fc.constantFrom('Ab', 'c', '.', '?', '!', ' ', '\n', '"', ')', '1', 'e.g.', ','), {
    maxLength: 40,
  });
  fc.assert(
    fc.property(text, (parts) => {
      const whole = parts.join('');
      let end = 0;
      for (const { from, to } of sentences(whole)) {
        expect(whole.slice(end, from).trim()).toBe('');
        expect(to).toBeGreaterThan(from);
        end = to;
      }
      expect(whole.slice(end).trim()).toBe('');
    }),
  );
});

test.each(['. ', '.', 'a', '?!', '")', '1. ', ' '])('200,000 signs of %j are split at once', (sign) => {
  const text = sign.repeat(200_000 / sign.length);
  const start = performance.now();
  sentences(text);
  expect(performance.now() - start).toBeLessThan(5000);
});
