import { z } from 'zod';
import { amount, checker, holds, phrase, quoted, relation, SHOWN } from './checker.ts';
import { count, has, places } from './phrases.ts';

const phrases = z.array(phrase).min(1).max(100);
const list = (all: string[]) => all.map(quoted).join(', ');
const times = (n: number) => `${n} ${n === 1 ? 'time' : 'times'}`;

/** How often one sign stands in a text, whatever its case. */
function letters(answer: string, letter: string): number {
  const small = letter.toLowerCase();
  let n = 0;
  for (const sign of answer.toLowerCase()) if (sign === small) n++;
  return n;
}

/** Words and letters that must or must not be there. */
export const KEYWORDS = {
  'keywords:existence': checker({
    takes: z.object({ keywords: phrases }),
    obeyed: (answer, { keywords }) => keywords.every((word) => has(answer, word)),
    rule: ({ keywords }) => `with ${list(keywords)}`,
    has: (answer, { keywords }) => `not ${list(keywords.filter((word) => !has(answer, word)))}`,
  }),
  'keywords:frequency': checker({
    takes: z.object({ relation, keyword: phrase, frequency: amount }),
    obeyed: (answer, { relation, keyword, frequency }) => holds(count(answer, keyword.trim()), relation, frequency),
    rule: ({ relation, keyword, frequency }) => `${quoted(keyword)} ${relation} ${times(frequency)}`,
    has: (answer, { keyword }) => times(count(answer, keyword.trim())),
    where: (answer, { keyword }) => [...places(answer, keyword.trim())].slice(0, SHOWN),
  }),
  'keywords:forbidden_words': checker({
    takes: z.object({ forbidden_words: phrases }),
    obeyed: (answer, { forbidden_words }) => !forbidden_words.some((word) => has(answer, word, true)),
    rule: ({ forbidden_words }) => `without ${list(forbidden_words)}`,
    has: (answer, { forbidden_words }) => list(forbidden_words.filter((word) => has(answer, word, true))),
    where: (answer, { forbidden_words }) =>
      forbidden_words.flatMap((word) => [...places(answer, word, true)].slice(0, SHOWN)).slice(0, SHOWN),
  }),
  'keywords:letter_frequency': checker({
    takes: z.object({ let_relation: relation, letter: z.string().min(1).max(2), let_frequency: amount }),
    obeyed: (answer, { let_relation, letter, let_frequency }) =>
      holds(letters(answer, letter), let_relation, let_frequency),
    rule: ({ let_relation, letter, let_frequency }) => `${quoted(letter)} ${let_relation} ${times(let_frequency)}`,
    has: (answer, { letter }) => times(letters(answer, letter)),
    where: (answer, { letter }) => [...places(answer, letter)].slice(0, SHOWN),
  }),
};
