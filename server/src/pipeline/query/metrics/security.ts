import type { Metric } from './metric.ts';
import { calledRate } from './scores.ts';

export const SECURITY: readonly Metric[] = [
  ...calledRate({ of: 'injection', title: 'Injections', calls: 'try to set the instructions aside' }),
  ...calledRate({
    of: 'indirect_injection',
    title: 'Indirect injections',
    calls: 'were given a tool result or document that instructs the model',
  }),
  ...calledRate({ of: 'jailbreak', title: 'Jailbreaks', calls: 'try to talk the model out of its rules' }),
  ...calledRate({ of: 'toxicity', title: 'Toxicity', calls: 'are abusive on either side' }),
  ...calledRate({ of: 'toxicity_input', title: 'Toxic inputs', calls: 'are abusive on the user’s side' }),
  ...calledRate({ of: 'toxicity_output', title: 'Toxic answers', calls: 'are abusive on the model’s side' }),
  ...calledRate({ of: 'pii', title: 'Personal data', calls: 'hold personal data or secrets' }),
  ...calledRate({ of: 'leak', title: 'Prompt leaks', calls: 'give their system prompt away' }),
];
