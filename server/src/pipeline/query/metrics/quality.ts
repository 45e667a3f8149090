import type { Metric } from './metric.ts';
import { calledRate, meanScore } from './scores.ts';

export const QUALITY: readonly Metric[] = [
  meanScore(
    'groundedness',
    'Groundedness',
    'Mean of how well answers are supported by the context they were given, 0 to 1; calls without a context are left out.',
  ),
  ...calledRate({
    of: 'groundedness',
    rate: 'hallucination',
    title: 'Hallucinations',
    calls: 'say what their context does not',
  }),
  meanScore(
    'adherence',
    'Adherence',
    'Mean share of checkable instructions that answers obey; calls without any are left out.',
  ),
  ...calledRate({
    of: 'adherence',
    rate: 'off_instructions',
    title: 'Off instructions',
    calls: 'break an instruction that can be checked',
  }),
  ...calledRate({ of: 'refusal', title: 'Refusals', calls: 'decline what was asked' }),
  ...calledRate({ of: 'repetition', title: 'Repetition', calls: 'go round in circles' }),
];
