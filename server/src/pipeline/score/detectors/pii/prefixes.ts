import type { Finder } from './kinds.ts';
import { DIGIT, is, skip, TOKEN } from './letters.ts';

/** Beginnings of keys that services give out, with the least number of characters that follow. */
const prefixes: readonly (readonly [prefix: string, least: number])[] = [
  ['sk-', 20], // OpenAI, Anthropic, OpenRouter, Langfuse, DeepSeek
  ['sk_live_', 16],
  ['sk_test_', 16],
  ['rk_live_', 16],
  ['rk_test_', 16],
  ['whsec_', 24], // Stripe
  ['AKIA', 16],
  ['ASIA', 16],
  ['ABIA', 16],
  ['ACCA', 16], // AWS
  ['ghp_', 30],
  ['gho_', 30],
  ['ghu_', 30],
  ['ghs_', 30],
  ['ghr_', 30],
  ['github_pat_', 22],
  ['glpat-', 20], // GitHub, GitLab
  ['xoxb-', 10],
  ['xoxp-', 10],
  ['xoxa-', 10],
  ['xoxr-', 10],
  ['xoxs-', 10],
  ['xapp-', 10], // Slack
  ['AIza', 35],
  ['GOCSPX-', 20],
  ['ya29.', 20], // Google
  ['hf_', 30],
  ['npm_', 30],
  ['pypi-AgE', 30],
  ['dop_v1_', 40],
  ['shpat_', 32],
  ['dapi', 32],
  ['gsk_', 30],
  ['xai-', 30],
  ['pplx-', 30],
  ['r8_', 30],
  ['SG.', 40],
  ['PMAK-', 30],
  ['lin_api_', 30],
  ['ntn_', 30],
  ['hvs.', 24],
  ['tvly-', 20],
  ['AGE-SECRET-KEY-1', 50],
  ['tt_', 24],
];

/** By the code of the first character. */
const byFirst: (readonly [prefix: string, least: number])[][] = Array.from({ length: 128 }, () => []);
for (const entry of prefixes) byFirst[entry[0].charCodeAt(0)]!.push(entry);

const LONGEST = 256;

/** At the beginning of a word: a key by its prefix. */
const findPrefixed: Finder = (text, at) => {
  // Within a longer token; and reading each part of `sk-sk-sk-…` to its end would take quadratic time.
  if (text.charAt(at - 1) === '-') return undefined;
  for (const [prefix, least] of byFirst[text.charCodeAt(at)] ?? []) {
    if (!text.startsWith(prefix, at)) continue;
    const to = tokenEnd(text, at + prefix.length);
    if (to - at - prefix.length >= least && hasDigit(text, at + prefix.length, to))
      return { type: 'secret', from: at, to };
  }
  return undefined;
};

/** Tokens may hold dots, but do not end in one. */
function tokenEnd(text: string, from: number): number {
  let to = skip(text, from, TOKEN, LONGEST);
  while (text.charAt(to) === '.' && is(text, to + 1, TOKEN) && to - from < LONGEST)
    to = skip(text, to + 1, TOKEN, LONGEST);
  return to;
}

function hasDigit(text: string, from: number, to: number): boolean {
  for (let position = from; position < to; position++) if (is(text, position, DIGIT)) return true;
  return false;
}

/** A JSON web token, its signature included. */
const findWebToken: Finder = (text, at) => {
  if (!text.startsWith('eyJ', at)) return undefined;
  const header = skip(text, at, TOKEN, 4096);
  if (header < at + 12 || text.charAt(header) !== '.') return undefined;
  const body = skip(text, header + 1, TOKEN, 16_384);
  if (body < header + 9) return undefined;
  return { type: 'secret', from: at, to: text.charAt(body) === '.' ? skip(text, body + 1, TOKEN, 4096) : body };
};

const findBearer: Finder = (text, at) => {
  if (!/^bearer /i.test(text.slice(at, at + 7))) return undefined;
  const to = tokenEnd(text, at + 7);
  return to - at - 7 >= 16 && hasDigit(text, at + 7, to) ? { type: 'secret', from: at + 7, to } : undefined;
};

/** `password is hunter2`: letters and digits, so that "password is required" is left alone. */
const findToldPassword: Finder = (text, at) => {
  const told = /^(?:password|passcode|passphrase) (?:is|was) ["'`]?/i.exec(text.slice(at, at + 24));
  if (!told) return undefined;
  const from = at + told[0].length;
  const value = /^[^\s"'`\\,;<>[\]]{6,128}/.exec(text.slice(from, from + 128))?.[0].replace(/[.!?)]+$/, '') ?? '';
  return value.length >= 6 && /\d/.test(value) && /[a-z]/i.test(value)
    ? { type: 'secret', from, to: from + value.length }
    : undefined;
};

/** What is tried at the beginning of a word, by its first three characters. */
export const wordFinders: readonly (readonly [beginning: string, find: Finder])[] = [
  ...prefixes.map(([prefix]) => [prefix.slice(0, 3), findPrefixed] as const),
  ['eyJ', findWebToken],
  ...inAnyCase('bea').map((beginning) => [beginning, findBearer] as const),
  ...inAnyCase('pas').map((beginning) => [beginning, findToldPassword] as const),
];

/** The ways to write three letters small and large. */
function inAnyCase(letters: string): string[] {
  return Array.from({ length: 8 }, (_, way) =>
    [...letters].map((letter, at) => ((way >> at) & 1 ? letter.toUpperCase() : letter)).join(''),
  );
}
