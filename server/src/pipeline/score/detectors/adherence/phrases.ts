import type { Span } from '../../text/sentences.ts';

const WORD = /[\p{L}\p{N}_]/u;

/** Places of a phrase in a text, letters of either case alike, none overlapping. `whole`: not inside a longer word. */
export function* places(text: string, phrase: string, whole = false): Generator<Span> {
  const hay = folded(text);
  const needle = folded(phrase);
  if (needle === '') return;
  let at = hay.indexOf(needle);
  while (at >= 0) {
    const to = at + needle.length;
    const inside = whole && (goesOn(hay, at) || goesOn(hay, to));
    if (!inside) yield { from: at, to };
    at = hay.indexOf(needle, inside ? at + 1 : to);
  }
}

export function has(text: string, phrase: string, whole = false): boolean {
  return !places(text, phrase, whole).next().done;
}

export function count(text: string, phrase: string): number {
  let n = 0;
  for (const _ of places(text, phrase)) n++;
  return n;
}

/** Small letters, at the positions they had. A few signs get longer by it: then the text stays as it is. */
function folded(text: string): string {
  const low = text.toLowerCase();
  return low.length === text.length ? low : text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** Whether a word goes on across a position: letters or digits on both sides. */
function goesOn(text: string, at: number): boolean {
  return at > 0 && at < text.length && WORD.test(text[at - 1]!) && WORD.test(text[at]!);
}
