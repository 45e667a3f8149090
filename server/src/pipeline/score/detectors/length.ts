import type { Detector, Finding } from '../detector.ts';

/** Characters of Unicode, not of UTF-16, and words: runs without white space. Not 0 to 1: counts. */
export const length: Detector = {
  name: 'length',
  version: '1',
  needs: [],
  run: ({ input, output }) => [...counts('input', input), ...counts('output', output)],
};

function counts(place: 'input' | 'output', text: string): Finding[] {
  let characters = text.length;
  let words = 0;
  let within = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 0xdc00 && code < 0xe000) characters--;
    const space = code <= 32 || code === 0xa0 || code === 0x3000 || code === 0x2028;
    if (!space && !within) words++;
    within = !space;
  }
  const finding = (unit: string, value: number): Finding => ({
    name: `${place}_${unit}`,
    value,
    reason: '',
    evidence: [],
  });
  return [finding('characters', characters), finding('words', words)];
}
