import { expect, it } from 'vitest';
import { chosenOf, promptsOf } from './promptVersions.ts';

const row = (prompt: string | undefined, version: string | undefined, n: number) => ({
  n,
  ...(prompt === undefined ? {} : { prompt }),
  ...(version === undefined ? {} : { prompt_version: version }),
});
const prompts = promptsOf([
  row('faq', '1', 900),
  row('checkout', '9', 50),
  row('checkout', '10', 40),
  row('checkout', '2', 5),
  row('refund', '1', 200),
  row('refund', '2', 300),
  row(undefined, '1', 10),
  row('checkout', undefined, 10),
]);

it('offers prompts with two versions or more, and the newest version first', () => {
  expect(prompts.map(({ prompt, n }) => [prompt, n])).toEqual([
    ['refund', 500],
    ['checkout', 95],
  ]);
  expect(prompts[1]?.versions).toEqual([
    { version: '10', n: 40 },
    { version: '9', n: 50 },
    { version: '2', n: 5 },
  ]);
});

it.each([
  [{}, ['refund', '2', '1']],
  [{ prompt: 'checkout' }, ['checkout', '10', '9']],
  [{ prompt: 'checkout', now: '9' }, ['checkout', '9', '2']],
  [{ prompt: 'checkout', now: '2' }, ['checkout', '2', '9']],
  [{ prompt: 'checkout', before: '10' }, ['checkout', '9', '10']],
  [{ prompt: 'checkout', now: '2', before: '10' }, ['checkout', '2', '10']],
  [{ prompt: 'gone', now: 'gone', before: 'gone' }, ['refund', '2', '1']],
])('fills in what is not chosen: %j', (chosen, expected) => {
  const found = chosenOf(prompts, chosen);
  expect([found?.prompt.prompt, found?.now, found?.before]).toEqual(expected);
});

it('has nothing to choose without such prompts', () => {
  expect(chosenOf([], {})).toBeUndefined();
});
