import type { Finder } from './kinds.ts';

/**
 * Where a text may hold a value, as an automaton over its characters: at marks, at the first digit of a run, and at the third
 * character of words that begin as keys do. One look in a table for each character, and no branch that depends on words.
 */
export interface Hints {
  /** The next state by `state * 256 + character`; characters beyond 255 count as `wide` says. */
  next: Uint8Array;
  /** States from this on hint at something. */
  first: number;
  /** What to try two characters back, by state. */
  words: (readonly Finder[] | undefined)[];
}

/** States without a hint: after neither letter nor digit, after a letter, after a digit. The latter two are within a run. */
const OTHER = 0;
const LETTER = 1;
const DIGIT = 2;

const isDigit = (code: number) => code >= 48 && code < 58;
const isLetter = (code: number) =>
  (code > 64 && code < 91) || (code > 96 && code < 123) || code === 95 || (code >= 0xc0 && code < 0x250);

/** The state after a character, whatever went before and without a hint. */
export const after = (code: number): number => (isDigit(code) ? DIGIT : isLetter(code) ? LETTER : OTHER);

/** A character of the first 256 that counts as one beyond does. */
export const wide = (code: number): number => (code < 0x250 ? 0xc0 : 0xa0);

/** `words` are three characters long; `marks` hint wherever they stand. */
export function hintsOf(words: readonly (readonly [beginning: string, find: Finder])[], marks: string): Hints {
  const isMark = (code: number) => marks.includes(String.fromCharCode(code));
  const parts = [...new Set(words.flatMap(([word]) => [1, 2, 3].map((length) => word.slice(0, length))))];
  const last = (part: string) => part.charCodeAt(part.length - 1);
  const hinting = (part: string) => part.length === 3 || isDigit(last(part)) || isMark(last(part));
  const quiet = parts.filter((part) => !hinting(part));
  const states = ['', 'letter', 'digit', ...quiet, 'first digit', 'mark', ...parts.filter(hinting)];
  const first = 3 + quiet.length;
  const [firstDigit, mark] = [first, first + 1];
  const next = new Uint8Array(states.length * 256);
  states.forEach((state, from) => {
    const part = from >= 3 && from !== firstDigit && from !== mark ? state : '';
    const kind = part ? after(last(part)) : from === firstDigit ? DIGIT : from === mark ? OTHER : from;
    for (let code = 0; code < 256; code++) {
      const sign = String.fromCharCode(code);
      const longer = states.indexOf(part + sign, 3);
      const begun = kind === OTHER ? states.indexOf(sign, 3) : -1;
      const plain = isMark(code) ? mark : isDigit(code) && kind !== DIGIT ? firstDigit : after(code);
      next[from * 256 + code] = part && longer > 0 ? longer : begun > 0 ? begun : plain;
    }
  });
  const found = states.map((state) => [...new Set(words.flatMap(([word, find]) => (word === state ? [find] : [])))]);
  return { next, first, words: found.map((list) => (list.length > 0 ? list : undefined)) };
}
