import { expect, it } from 'vitest';
import type { Change } from '../../changes.ts';
import type { MetricInfo } from '../../model.ts';
import { causeWords, changeWords } from './changeWords.ts';

const ERRORS: MetricInfo = {
  id: 'error_rate',
  title: 'Error rate',
  unit: 'ratio',
  better: 'lower',
  kind: 'ratio',
  description: '',
};
const now = new Date();
const at = (hours: number): string =>
  new Date(now.getFullYear(), now.getMonth(), now.getDate(), hours, 5).toISOString();
const change = (more: Partial<Change>): Change => ({
  metric: 'error_rate',
  direction: 'up',
  verdict: 'worse',
  before: 0.008,
  after: 0.031,
  n_before: 5000,
  n_after: 5200,
  p: 1e-9,
  causes: [],
  with: [],
  course: { step_s: 900, before: [], after: [] },
  ...more,
});

it('says what moved, from where to where, since when', () => {
  expect(changeWords(change({ since: at(14) }), ERRORS)).toEqual({
    noun: 'Error rate',
    size: '2.3\u00a0pt',
    before: '0.80\u00a0%',
    after: '3.10\u00a0%',
    verdict: 'worse',
    when: 'since 14:05',
  });
});

it('says from when to when of what is over, and nothing where the beginning is unclear', () => {
  expect(changeWords(change({ since: at(9), until: at(11) }), ERRORS).when).toBe('from 09:05 to 11:05');
  expect(changeWords(change({}), ERRORS).when).toBeUndefined();
});

it('says of a cause what it explains, and that it is new where it is', () => {
  const cause = { segment: [], share_explained: 0.834, after: 0.12, n_before: 0, n_after: 900 };
  expect(causeWords({ ...cause, before: 0.01, n_before: 900 }, ERRORS)).toBe(
    '83\u00a0% of it, 1.00\u00a0% → 12.0\u00a0%',
  );
  expect(causeWords({ ...cause, appeared: at(14) }, ERRORS)).toBe('83\u00a0% of it, new 14:05: 12.0\u00a0%');
});
