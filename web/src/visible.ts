/** Text to show as it is, or one sequence that a reader would not see, with its name. */
export type Piece = { text: string } | { mark: string; name: string };

const NAMES: Record<number, string> = {
  0: 'null',
  8: 'backspace',
  13: 'carriage return',
  27: 'escape',
  127: 'delete',
  173: 'soft hyphen',
  1564: 'Arabic letter mark',
  6158: 'Mongolian vowel separator',
  8203: 'zero-width space',
  8204: 'zero-width non-joiner',
  8205: 'zero-width joiner',
  8206: 'left-to-right mark',
  8207: 'right-to-left mark',
  8232: 'line separator',
  8233: 'paragraph separator',
  8234: 'left-to-right embedding',
  8235: 'right-to-left embedding',
  8236: 'end of embedding',
  8237: 'left-to-right override',
  8238: 'right-to-left override',
  8288: 'word joiner',
  8294: 'left-to-right isolate',
  8295: 'right-to-left isolate',
  8296: 'first-strong isolate',
  8297: 'end of isolate',
  65279: 'byte-order mark',
};

/** What scripts and emoji join: a joiner between two of these belongs there. */
const BEFORE_JOINER = String.raw`(?![\p{Script=Latin}])[\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}]`;
const AFTER_JOINER = String.raw`(?![\p{Script=Latin}])[\p{L}\p{Extended_Pictographic}]`;

const HIDDEN = new RegExp(
  [
    // Terminal sequences.
    String.raw`\x1b\[[0-9;?]{0,32}[ -/]{0,4}[@-~]`,
    // Tag characters and variation selectors, runs of which can hide a whole message.
    String.raw`[\u{e0000}-\u{e007f}]+|[\u{e0100}-\u{e01ef}]+`,
    // Controls, a carriage return that would overwrite its line among them.
    String.raw`\r(?!\n)|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad]`,
    String.raw`(?<!${BEFORE_JOINER})[\u200c\u200d]|[\u200c\u200d](?!${AFTER_JOINER})`,
    // Marks that turn the direction of text, or take no room.
    String.raw`[\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]`,
  ].join('|'),
  'gu',
);

/** Splits text into what is seen and what hides: terminal colours, controls, marks that turn the direction of text. */
export function pieces(source: string): Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (const { 0: hidden, index } of source.matchAll(HIDDEN)) {
    if (index > from) found.push({ text: source.slice(from, index) });
    found.push(markOf(hidden));
    from = index + hidden.length;
  }
  if (from < source.length) found.push({ text: source.slice(from) });
  return found;
}

function markOf(hidden: string): Piece {
  const code = hidden.codePointAt(0) ?? 0;
  if (code === 0x1b && hidden.length > 1) return { mark: `ESC${hidden.slice(1)}`, name: 'terminal sequence' };
  if (code >= 0xe0000 && code <= 0xe007f)
    return { mark: `hidden: ${tagged(hidden)}`, name: 'invisible tag characters' };
  if (code >= 0xe0100) return { mark: `VS×${[...hidden].length}`, name: 'invisible variation selectors' };
  return { mark: `U+${code.toString(16).toUpperCase().padStart(4, '0')}`, name: NAMES[code] ?? 'control character' };
}

/** Tag characters shadow ASCII: what they spell. */
const tagged = (hidden: string): string =>
  Array.from(hidden, (char) => {
    const code = (char.codePointAt(0) ?? 0) - 0xe0000;
    return code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : '·';
  }).join('');
