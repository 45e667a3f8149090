import type { Redaction } from '../../model/project-settings.ts';
import type { PiiType } from './detectors/pii/kinds.ts';
import { findPii } from './detectors/pii/scan.ts';
import { asWritten, type Unescaped, undoEscapes } from './escapes.ts';
import { bareNumbers } from './json-numbers.ts';
import { keyedHash } from './pseudonym.ts';

export interface Policy {
  types: Readonly<Partial<Record<PiiType, Redaction>>>;
  /** Of the project. Equal values have equal hashes under the same secret. */
  secret: string;
}

export interface Redacted {
  text: string;
  /** How many values of each type were replaced. */
  found: Partial<Record<PiiType, number>>;
}

/** A value that goes, in positions of the text as written. */
interface Cut {
  type: PiiType;
  from: number;
  to: number;
  value: string;
}

/** JSON in JSON in JSON in JSON. */
const LEVELS = 4;
/** Taking a value out may bring the halves of another together. */
const PASSES = 6;

/**
 * The text without personal data, by the policy. Reads all of it, in linear time.
 * The text may be JSON, or hold JSON at any depth up to four: values are found through its escapes, and it stays valid.
 */
export function redact(text: string, policy: Policy): Redacted {
  const found: Redacted['found'] = {};
  let current = text;
  for (let pass = 0; pass < PASSES; pass++) {
    const cuts = findCuts(current, policy);
    if (cuts.length === 0) break;
    for (const { type } of cuts) found[type] = (found[type] ?? 0) + 1;
    current = replace(current, cuts, policy, pass === PASSES - 1);
  }
  return { text: current, found };
}

/** Values at every level of escaping, joined where they overlap. */
function findCuts(text: string, policy: Policy): Cut[] {
  const cuts: Cut[] = [];
  let level: Unescaped | undefined;
  const json = /^\s*[[{"]/.test(text);
  for (let depth = 0; depth <= LEVELS; depth++) {
    const read = level?.text ?? text;
    const origin = (at: number) => level?.origin[at] ?? at;
    for (const pii of findPii(read)) {
      if ((policy.types[pii.type] ?? 'off') === 'off') continue;
      const begin = beginning(read, pii.from, json && !level);
      const cut = { type: pii.type, from: origin(begin), to: origin(pii.to), value: read.slice(begin, pii.to) };
      const end = quoteWithin(text, cut.from, cut.to);
      if (end > cut.from) cuts.push({ ...cut, to: end });
    }
    level = undoEscapes(level ?? (text.includes('\\') ? asWritten(text) : { text: '', origin: new Int32Array(1) }));
    if (!level) break;
  }
  return joined(cuts);
}

/**
 * Where a value begins, for its first letter may be that of an escape: the `n` of `\nada@example.com`.
 * When that is certain the escape stays. Else it goes with the value, and backslashes before it too, so that none is left over.
 */
function beginning(text: string, from: number, certain: boolean): number {
  const slashes = slashesBefore(text, from, 0);
  const letters = slashes > 0 ? /^(?:u[0-9a-f]{4}|[bfnrtu])/i.exec(text.slice(from, from + 5)) : null;
  if (!letters) return from;
  return certain && slashes === 1 ? from + letters[0].length : from - slashes;
}

function slashesBefore(text: string, at: number, floor: number): number {
  let before = at;
  while (before > floor && text.charCodeAt(before - 1) === 92) before--;
  return at - before;
}

/** The first quote of the text as written within a stretch, or its end: values do not reach over the end of a JSON string. */
function quoteWithin(text: string, from: number, to: number): number {
  for (let at = from; at < to; at++)
    if (text.charCodeAt(at) === 34 && slashesBefore(text, at, from) % 2 === 0) return at;
  return to;
}

/** Overlapping values as one: of the type that begins first, of these the longest. */
function joined(cuts: Cut[]): Cut[] {
  cuts.sort((a, b) => a.from - b.from || b.to - a.to);
  const out: Cut[] = [];
  for (const cut of cuts) {
    const last = out[out.length - 1];
    if (last && cut.from < last.to) last.to = Math.max(last.to, cut.to);
    else out.push(cut);
  }
  return out;
}

function replace(text: string, cuts: readonly Cut[], policy: Policy, keepApart: boolean): string {
  const bare = bareNumbers(text, cuts);
  let out = '';
  let at = 0;
  cuts.forEach((cut, index) => {
    const number = bare[index];
    const action = policy.types[cut.type];
    const marker = action === 'drop' && !keepApart ? '' : markerOf(cut, action === 'hash', policy.secret);
    out += text.slice(at, number?.from ?? cut.from);
    out += number ? (marker === '' ? 'null' : number.quote + marker + number.quote) : marker;
    at = number?.to ?? cut.to;
  });
  return out + text.slice(at);
}

function markerOf({ type, value }: Cut, hash: boolean, secret: string): string {
  return hash ? `[${type}:${keyedHash(type, sameWritten(type, value), secret).slice(0, 10)}]` : `[${type}]`;
}

/** One writing for values that mean the same, so that they have one hash. */
function sameWritten(type: PiiType, value: string): string {
  if (type === 'secret' || type === 'credentials') return value;
  if (type === 'email') return value.replace('%40', '@').toLowerCase();
  return type === 'ip' ? value.toLowerCase() : value.replace(/[^\da-z]/gi, '').toLowerCase();
}
