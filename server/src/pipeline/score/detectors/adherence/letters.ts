import { z } from 'zod';
import { type Language, languageOf } from '../../text/language.ts';
import { amount, CannotTell, checker, holds, relation, SHOWN } from './checker.ts';
import { places } from './phrases.ts';

/** Tokens as a treebank has them, as far as capitals go: marks apart, and what follows an apostrophe a token of its own. */
const TOKENS = /[^\s,;:@#$%&?!"()[\]{}<>`“”]+/g;
const CONTRACTIONS = /^(.*)('(?:S|M|D|LL|RE|VE)|N'T)\.?$/;

const isSmall = (text: string) => hasOnly(text, false);
const isCapital = (text: string) => hasOnly(text, true);

/** Whether a text has letters of the one case and none of the other. */
function hasOnly(text: string, capital: boolean): boolean {
  let found = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 127) {
      const [these, others] = capital
        ? [/\p{Uppercase}/u, /[\p{Lowercase}\p{Lt}]/u]
        : [/\p{Lowercase}/u, /[\p{Uppercase}\p{Lt}]/u];
      return these.test(text) && !others.test(text);
    }
    if ((code > 64 && code < 91) || (code > 96 && code < 123)) {
      if (code < 91 !== capital) return false;
      found = true;
    }
  }
  return found;
}

function capitals(answer: string): number {
  let n = 0;
  for (const [token] of answer.matchAll(TOKENS)) {
    const parts = token.includes('--') || token.includes('...') ? token.split(/--+|\.{3}/) : [token];
    for (const part of parts) if (isCapital(part)) n += CONTRACTIONS.test(part.slice(-200)) ? 2 : 1;
  }
  return n;
}

/** Where letters stand that should not, as runs. */
function runs(answer: string, letters: RegExp) {
  const found = [];
  for (const match of answer.matchAll(letters)) {
    found.push({ from: match.index, to: match.index + match[0].length });
    if (found.length === SHOWN) break;
  }
  return found;
}

/** Windows over a long answer, so that a heading or a quotation in another language does not decide. */
const WINDOWS = [0, 0.35, 0.7];
const WINDOW = 400;

/** The language most of an answer is in, by windows that are sure of theirs, or else by all. */
function languageOver(answer: string): Language {
  const read = answer.length <= 2 * WINDOW ? [answer] : WINDOWS.map((at) => windowAt(answer, at));
  const told = read.map(languageOf);
  const sure = told.some((one) => one.sure);
  const votes = new Map<string, number>();
  for (const one of told) if (one.sure === sure) votes.set(one.language, (votes.get(one.language) ?? 0) + 1);
  return { language: [...votes].sort(([, a], [, b]) => b - a)[0]![0], sure };
}

function windowAt(answer: string, at: number): string {
  const from = Math.floor(answer.length * at);
  return answer.slice(from, from + 2 * WINDOW);
}

/** Whether an answer is English, or too short to tell. */
function english(answer: string): boolean {
  const { language, sure } = languageOver(answer.toLowerCase());
  return language === 'en' || !sure;
}

/** Languages no detector here can tell from another, or not at all. */
const UNTOLD = new Set(['af', 'cy', 'mk', 'so']);
const SAME = new Map(Object.entries({ id: 'ms', nb: 'no', nn: 'no', fil: 'tl' }));

function language(code: string): string {
  const low = code.toLowerCase();
  const short = low.split('-')[0]!;
  const known = SAME.get(short) ?? short;
  if (UNTOLD.has(known)) throw new CannotTell(`the language ${code} is not told`);
  return known;
}

/** Letters, their case, commas, language. */
export const LETTERS = {
  'change_case:english_capital': checker({
    takes: z.object({}),
    obeyed: (answer) => isCapital(answer) && english(answer),
    rule: () => 'English in capital letters only',
    where: (answer) => runs(answer, /\p{Lowercase}+/gu),
  }),
  'change_case:english_lowercase': checker({
    takes: z.object({}),
    obeyed: (answer) => isSmall(answer) && english(answer),
    rule: () => 'English in small letters only',
    where: (answer) => runs(answer, /\p{Uppercase}+/gu),
  }),
  'change_case:capital_word_frequency': checker({
    takes: z.object({ capital_relation: relation, capital_frequency: amount }),
    obeyed: (answer, { capital_relation, capital_frequency }) =>
      holds(capitals(answer), capital_relation, capital_frequency),
    rule: ({ capital_relation, capital_frequency }) =>
      `${capital_relation} ${capital_frequency} words in capital letters`,
    has: (answer) => String(capitals(answer)),
  }),
  'language:response_language': checker({
    takes: z.object({ language: z.string().min(2).max(12) }),
    obeyed: (answer, given) => ['', language(given.language)].includes(languageOver(answer).language),
    rule: (given) => `in the language ${given.language}`,
    has: (answer) => languageOver(answer).language,
  }),
  'punctuation:no_comma': checker({
    takes: z.object({}),
    obeyed: (answer) => !answer.includes(','),
    rule: () => 'no commas',
    where: (answer) => [...places(answer, ',')].slice(0, SHOWN),
  }),
};
