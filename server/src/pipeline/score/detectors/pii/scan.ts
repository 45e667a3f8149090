import { findAssigned } from './assigned.ts';
import { findEmail } from './email.ts';
import { after, hintsOf, wide } from './hints.ts';
import { findIpv6 } from './ip.ts';
import type { Finder, Pii } from './kinds.ts';
import { ALPHA, DIGIT, is, PEM, skip } from './letters.ts';
import { findNumber } from './numbers.ts';
import { wordFinders } from './prefixes.ts';

/** What redaction leaves behind: `[email]`, `[email:1a2b3c4d5e]`. Nothing in it is looked at again. */
const MARKER = /^\[(?:email|phone|card|iban|ssn|ip|credentials|secret)(?::[0-9a-f]{10})?\]/;
const BRACKET = 91;
const LONGEST_KEY = 16_384;

/** At `://`: the user and password before the host. */
const findCredentials: Finder = (text, at) => {
  if (!text.startsWith('//', at + 1) || !is(text, at - 1, ALPHA | DIGIT)) return undefined;
  const from = at + 3;
  const userinfo = /^[^\s/?#@"'`\\<>[\]{}$:]{0,128}:([^\s/?#@"'`\\<>[\]{}$]{1,128})@[\w[]/.exec(
    text.slice(from, from + 260),
  );
  return userinfo ? { type: 'credentials', from, to: from + userinfo[0].length - 2 } : undefined;
};

/** At `-----BEGIN … PRIVATE KEY-----`: to its end line, or as far as its letters go. */
const findPem: Finder = (text, at) => {
  const begin = /^-----BEGIN [A-Z0-9 ]{0,32}PRIVATE KEY(?: BLOCK)?-----/.exec(text.slice(at, at + 72))?.[0];
  if (!begin) return undefined;
  const letters = skip(text, at + begin.length, PEM, LONGEST_KEY);
  const body = text.slice(at, letters);
  const end = /-----END [A-Z0-9 ]{0,32}-----/.exec(body.slice(begin.length));
  return {
    type: 'secret',
    from: at,
    to: end ? at + begin.length + end.index + end[0].length : at + body.trimEnd().length,
  };
};

/** By the mark that hints at them, wherever it stands. */
const marks: Readonly<Record<string, readonly Finder[]>> = {
  '@': [findEmail],
  '%': [(text, at, floor) => (text.startsWith('%40', at) ? findEmail(text, at, floor) : undefined)],
  ':': [findCredentials, findAssigned, findIpv6],
  '=': [findAssigned],
  '-': [(text, at, floor) => (text.startsWith('-----BEGIN ', at) ? findPem(text, at, floor) : undefined)],
  '[': [],
};

const byMark = Array.from({ length: 128 }, (_, code) => marks[String.fromCharCode(code)]);
const hints = hintsOf(wordFinders, Object.keys(marks).join(''));
const number = [findNumber];

/**
 * Every personal datum and secret of a text, in order, none overlapping.
 * One pass: most characters cost a lookup in a table; the few that hint at a value are looked around for at most some
 * hundred characters.
 */
export function findPii(text: string): Pii[] {
  const found: Pii[] = [];
  const { next, first, words } = hints;
  let floor = 0;
  let state = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    state = next[state * 256 + (code < 256 ? code : wide(code))]!;
    if (state < first) continue;
    const end = endOfValue(text, at, floor, found, words[state]);
    if (end <= floor) continue;
    floor = end;
    at = Math.max(at, end - 1);
    state = after(text.charCodeAt(at));
  }
  return found;
}

/** Tries what the character and the word that it goes on with hint at. Returns where the value ends, or 0 without one. */
function endOfValue(
  text: string,
  at: number,
  floor: number,
  found: Pii[],
  word: readonly Finder[] | undefined,
): number {
  const value = word && first(word, text, at - 2, floor, found);
  if (value) return value.to;
  const code = text.charCodeAt(at);
  if (code === BRACKET) return markerEnd(text, at);
  const list = is(text, at, DIGIT) ? (is(text, at - 1, DIGIT) ? undefined : number) : byMark[code];
  return (list && first(list, text, at, floor, found)?.to) ?? 0;
}

/** What the first of the finders that has luck finds; it is added to what was found. */
function first(list: readonly Finder[], text: string, at: number, floor: number, found: Pii[]): Pii | undefined {
  for (const find of list) {
    const pii = find(text, at, floor);
    if (!pii || pii.from < floor) continue;
    found.push(pii);
    return pii;
  }
  return undefined;
}

const markerEnd = (text: string, at: number) => at + (MARKER.exec(text.slice(at, at + 25))?.[0].length ?? 0);
