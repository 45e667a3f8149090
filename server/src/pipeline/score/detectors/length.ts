import type { Detector, Finding } from '../detector.ts';

/** Characters of Unicode, not of UTF-16, and words: runs without white space. Not 0 to 1: counts. */
export const length: Detector = {
  name: 'length',
  version: '1',
  needs: [],
  run: ({ input, output }) => [...counts('input', input), ...counts('output', output)],
};

/** By character below 128: 1 for white space and controls. */
const SPACES = Uint8Array.from({ length: 128 }, (_, code) => (code <= 32 ? 1 : 0));

function counts(place: 'input' | 'output', text: string): Finding[] {
  let characters = text.length;
  let words = 0;
  let before = 1;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    let space: number;
    if (code < 128) space = SPACES[code]!;
    else {
      if (code >= 0xdc00 && code < 0xe000) characters--;
      space = code === 0xa0 || code === 0x3000 || code === 0x2028 ? 1 : 0;
    }
    words += before & ~space;
    before = space;
  }
  const finding = (unit: string, value: number): Finding => ({
    name: `${place}_${unit}`,
    value,
    reason: '',
    evidence: [],
  });
  return [finding('characters', characters), finding('words', words)];
}
