import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pieces } from './visible.ts';

const marks = (source: string): string[] => pieces(source).flatMap((piece) => ('mark' in piece ? [piece.mark] : []));

test.each([
  ['terminal colours', 'a\x1b[31mred\x1b[0m', ['ESC[31m', 'ESC[0m']],
  ['a lone escape', 'a\x1bc', ['U+001B']],
  ['controls', 'a\0b\x07', ['U+0000', 'U+0007']],
  ['a carriage return that would overwrite the line', 'a\rb', ['U+000D']],
  ['marks that turn the text round', 'a\u202eb\u2066c', ['U+202E', 'U+2066']],
  ['zero-width spaces', 'pass\u200bword', ['U+200B']],
  ['joiners that hide inside Latin words', 'pass\u200dword', ['U+200D']],
  ['a message in tag characters', `hi${String.fromCodePoint(0xe0068, 0xe0069)}`, ['hidden: hi']],
  ['a run of variation selectors', `x${String.fromCodePoint(0xe0100, 0xe0101)}`, ['VS×2']],
])('%s become visible', (_, source, expected) => {
  expect(marks(source)).toEqual(expected);
});

test.each([
  ['lines and tabs', 'a\r\nb\n\tc'],
  ['right-to-left scripts', 'שלום عالم'],
  ['joined emoji', '👩‍💻 👨‍👩‍👧 🏳️‍🌈 👩🏽‍🚀'],
  ['joiners inside words', 'می‌خواهم क्‍ष'],
])('%s stay as they are', (_, source) => {
  expect(pieces(source)).toEqual([{ text: source }]);
});

test('nothing but what hides is taken out', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (source) => {
      const shown = pieces(source)
        .map((piece) => ('text' in piece ? piece.text : ''))
        .join('');
      expect(pieces(shown).length).toBeLessThanOrEqual(pieces(source).length);
      expect(source.length).toBeGreaterThanOrEqual(shown.length);
      if (/^[\x20-\x7e\n]*$/.test(source)) expect(shown).toBe(source);
    }),
  );
});
