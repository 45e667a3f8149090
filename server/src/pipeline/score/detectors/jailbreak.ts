import { inputHeads } from '../models/places.ts';
import { linear } from './linear.ts';

/** Prompts that try to lift the model's rules by a persona, a game or a claim. */
export const jailbreak = linear({
  name: 'jailbreak',
  version: '1',
  place: 'input',
  heads: inputHeads,
  model: 1,
  of: 'attempts to lift the rules of a model',
});
