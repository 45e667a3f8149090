import { inputHeads, outputHeads } from '../models/places.ts';
import { linear } from './linear.ts';

/** Abuse, insults, hate and threats in what the user wrote. */
export const toxicityInput = linear({
  name: 'toxicity_input',
  version: '2',
  place: 'input',
  heads: inputHeads,
  model: 2,
  of: 'abuse',
});

/** The same in what the model wrote. */
export const toxicityOutput = linear({
  name: 'toxicity_output',
  version: '2',
  place: 'output',
  heads: outputHeads,
  model: 1,
  of: 'abuse',
});
