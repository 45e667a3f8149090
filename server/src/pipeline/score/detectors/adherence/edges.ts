import { z } from 'zod';
import { checker, phrase, quoted } from './checker.ts';

/** Two answers with a line of six asterisks between; nothing else may stand beside such a line. */
function twoResponses(answer: string): boolean {
  const parts = answer.split('******').map((part) => part.trim());
  if (parts.slice(1, -1).includes('')) return false;
  const full = parts.filter((part) => part !== '');
  return full.length === 2 && full[0] !== full[1];
}

const start = (answer: string) => [{ from: 0, to: Math.min(answer.length, 80) }];
const end = (answer: string) => {
  const to = answer.trimEnd().length;
  return [{ from: Math.max(0, to - 80), to }];
};

/** How an answer begins and ends, and what it is put together from. */
export const EDGES = {
  'startend:end_checker': checker({
    takes: z.object({ end_phrase: phrase }),
    obeyed: (answer, { end_phrase }) =>
      answer
        .trim()
        .replace(/^"+/, '')
        .slice(-end_phrase.length - 200)
        .replace(/"{1,200}$/, '')
        .toLowerCase()
        .endsWith(end_phrase.trim().toLowerCase()),
    rule: ({ end_phrase }) => `ending with ${quoted(end_phrase)}`,
    where: end,
  }),
  'startend:quotation': checker({
    takes: z.object({}),
    obeyed: (answer) => /^".*"$/s.test(answer.trim()),
    rule: () => 'in double quotation marks',
    where: start,
  }),
  'combination:two_responses': checker({
    takes: z.object({}),
    obeyed: twoResponses,
    rule: () => 'two answers divided by ******',
  }),
  'combination:repeat_prompt': checker({
    takes: z.object({ prompt_to_repeat: z.string().min(1).max(50_000) }),
    obeyed: (answer, { prompt_to_repeat }) =>
      answer
        .trim()
        .slice(0, prompt_to_repeat.length + 100)
        .toLowerCase()
        .startsWith(prompt_to_repeat.trim().toLowerCase()),
    rule: () => 'the request repeated first',
    where: start,
  }),
};
