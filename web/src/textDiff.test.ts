import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diffText } from './textDiff.ts';

const marked = (a: string, b: string) =>
  diffText(a, b)
    .map(({ text, in: where }) => (where === 'both' ? text : where === 'a' ? `[-${text}-]` : `{+${text}+}`))
    .join('');

test('words that changed are told apart from those that stayed', () => {
  expect(marked('The parcel left Lisbon today.', 'The parcel left Porto this morning.')).toBe(
    'The parcel left [-Lisbon-]{+Porto+} [-today-]{+this morning+}.',
  );
  expect(marked('same', 'same')).toBe('same');
  expect(marked('', 'new')).toBe('{+new+}');
});

test('both texts can be put together again from the parts', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'word', ' ', '\n', '.', 'ß', '包'), { maxLength: 40 });
  fc.assert(
    fc.property(text, text, fc.constantFrom(5, 2000), (one, two, most) => {
      const [a, b] = [one.join(''), two.join('')];
      const parts = diffText(a, b, most);
      const of = (side: 'a' | 'b') =>
        parts.flatMap(({ text: own, in: where }) => (where === 'both' || where === side ? own : [])).join('');
      expect([of('a'), of('b')]).toEqual([a, b]);
    }),
  );
});

test('long texts that differ throughout take no time', () => {
  const [a, b] = ['a', 'b'].map((word) => Array.from({ length: 50_000 }, (_, i) => `${word}${i}`).join(' '));
  const begun = performance.now();
  expect(diffText(a ?? '', b ?? '')).toHaveLength(2);
  expect(performance.now() - begun).toBeLessThan(2000);
});
