import { CannotTell } from './checker.ts';

/** Steps that testing one pattern on one text may take, at worst. */
const STEPS = 2_000_000;
const LONGEST = 300;

/** `x*`, `x+`, `x?`, `x{2}`, `x{2,}`, `x{2,5}`, each maybe lazy. */
const QUANTIFIER = /^(?:[*+?]|\{(\d{1,4})(,(\d{0,4}))?\})\??/;

interface Group {
  /** Where it may match in more than one way. */
  varies: boolean;
}

/**
 * Steps that testing a pattern from outside on a text may take, from above. Engines backtrack, so the ways each quantifier
 * has are multiplied. Throws {@link CannotTell} where that is too many or not known: look-arounds, back-references and
 * repeated groups that vary are never run.
 */
export function stepsOf(pattern: string, text: string): number {
  const steps = ways(pattern, text.length) * (text.length + 1);
  if (steps > STEPS) throw new CannotTell('pattern too complex');
  return steps;
}

/** Whether a pattern matches a text; see {@link stepsOf}. */
export function matches(pattern: string, text: string): boolean {
  stepsOf(pattern, text);
  try {
    return new RegExp(pattern, 'u').test(text);
  } catch {
    throw new CannotTell('not a pattern');
  }
}

/** In how many ways a pattern may be tried on a text of so many signs, from above; infinite where that is not known. */
function ways(pattern: string, length: number): number {
  if (pattern.length > LONGEST) return Number.POSITIVE_INFINITY;
  let total = pattern.startsWith('^') ? 1 : length + 1;
  const open: Group[] = [];
  let closed: Group | undefined;
  for (let at = 0; at < pattern.length; ) {
    const rest = pattern.slice(at);
    const quantifier = QUANTIFIER.exec(rest);
    if (quantifier) {
      const choices = choicesOf(quantifier, length);
      if (closed?.varies && quantifier[0] !== '?') return Number.POSITIVE_INFINITY;
      if (choices > 1) for (const group of open) group.varies = true;
      total *= choices;
      at += quantifier[0].length;
      closed = undefined;
      continue;
    }
    closed = undefined;
    const sign = pattern[at]!;
    if (sign === '(') {
      if (/^\(\?[^:]/.test(rest)) return Number.POSITIVE_INFINITY;
      open.push({ varies: false });
      at += rest.startsWith('(?:') ? 3 : 1;
    } else if (sign === ')') {
      closed = open.pop();
      at++;
    } else if (sign === '|') {
      for (const group of open) group.varies = true;
      // Without brackets around it, what follows is tried at every place.
      total *= open.length === 0 ? length + 2 : 2;
      at++;
    } else if (sign === '[') {
      at += classLength(rest);
    } else if (sign === '\\') {
      if (/^\\[1-9k]/.test(rest)) return Number.POSITIVE_INFINITY;
      at += 2;
    } else at++;
  }
  return total;
}

function choicesOf([text, least, several, most]: RegExpExecArray, length: number): number {
  if (text.startsWith('?')) return 2;
  if (least === undefined) return length + 1;
  if (several === undefined) return 1;
  return most === '' ? length + 1 : Math.max(1, Number(most) - Number(least) + 1);
}

/** Length of `[…]` at the start of a text. */
function classLength(text: string): number {
  for (let at = 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === ']') return at + 1;
  }
  return text.length;
}
