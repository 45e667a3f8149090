import { expect, test } from 'vitest';
import { budgetWords, burnWords, type GoalStatus, goalWords, shareWords, sinceWords, statusWords } from './goals.ts';

const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

test('a share is never rounded to the other side of its goal, nor to all of the calls', () => {
  expect(plain(shareWords(0.99662, 99.5))).toBe('99.66 %');
  expect(plain(shareWords(0.94996, 95))).toBe('94.9 %');
  expect(plain(shareWords(0.950001, 95))).toBe('95.0 %');
  expect(plain(shareWords(0.99999, 99))).toBe('99.9 %');
  expect(plain(shareWords(1, 99.9))).toBe('100 %');
});

test('a budget is left, used up or overspent', () => {
  const words = (budget_left: number) => plain(budgetWords({ budget_left }));
  expect([0.412, 0.034, 0, -0.25, -12].map(words)).toEqual([
    '41 % left',
    '3.4 % left',
    'used up',
    '25 % overspent',
    '1,200 % overspent',
  ]);
});

test('burns have a digit where it tells something', () => {
  expect([undefined, 0, 0.04, 2.36, 14.4].map(burnWords)).toEqual(['–', '0×', '<0.1×', '2.4×', '14×']);
});

test('a goal reads as a sentence', () => {
  const goal = { objective: 95, window_days: 7, filter: [{ field: 'prompt', op: 'eq' as const, value: 'faq' }] };
  expect(plain(goalWords({ ...goal, indicator: { type: 'latency', below: 2500 } }))).toBe(
    '95 % of calls under 2.5 s, over 7 days, where prompt = faq',
  );
  expect(plain(goalWords({ ...goal, filter: [], window_days: 1, indicator: { type: 'cost', below: 0.05 } }))).toBe(
    '95 % of calls below $0.05, over a day',
  );
});

test('since is a time of today, or with its day', () => {
  const now = new Date(2026, 10, 24, 15, 30).getTime();
  expect(sinceWords(new Date(2026, 10, 24, 14).toISOString(), now)).toBe('since 14:00');
  expect(sinceWords(new Date(2026, 10, 20, 9).toISOString(), now)).toBe('since 20 Nov, 09:00');
  expect(sinceWords(undefined, now)).toBe('');
});

test('a status says what it rests on', () => {
  const status: GoalStatus = {
    state: 'ok',
    window: { from: '', to: '' },
    n: 200,
    valid: 150,
    good: 149,
    sli: 149 / 150,
    budget: 7.5,
    budget_used: 0.133,
    budget_left: 0.867,
    burn: {},
    pages: [],
  };
  const words = (given: Partial<GoalStatus>) => plain(statusWords({ ...status, ...given }, 95));
  expect(words({})).toBe('99.3 % of 150 calls were good; 87 % left of its budget.');
  expect(words({ state: 'at_risk', risk: 'forecast', forecast_days: 3.52 })).toBe(
    'At risk: 99.3 % of 150 calls were good, 87 % left of its budget. At this pace it is used up in 3.5 days.',
  );
  expect(words({ state: 'at_risk', risk: 'burn' })).toContain('Its budget burns fast right now.');
  expect(words({ state: 'too_few', interval: { low: 0.9632, high: 0.9988 } })).toBe(
    '99.3 % (96.3 % to 99.9 %) of 150 calls were good: too few calls to tell.',
  );
  expect(words({ state: 'no_calls', valid: 0 })).toBe('None of 200 calls says it.');
});
