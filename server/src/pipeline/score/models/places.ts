import { HEAD } from '../detectors/refusal/opening.ts';
import { type Heads, heads } from './heads.ts';

/** The models of each place, loaded when first asked for. */
const lazy = (make: () => Heads): (() => Heads) => {
  let made: Heads | undefined;
  return () => {
    made ??= make();
    return made;
  };
};

export const inputHeads = lazy(() => heads(['injection', 'jailbreak', 'toxicity']));
/** In windows as long as what is read of a refusal, so that both models share the first one. */
export const outputHeads = lazy(() => heads(['refusal', 'toxicity'], HEAD));
export const retrievedHeads = lazy(() => heads(['indirect_injection']));
