import { calls } from '../../bench/detector-calls.ts';
import type { Detector } from '../../server/src/pipeline/score/detector.ts';
import { adherence } from '../../server/src/pipeline/score/detectors/adherence/adherence.ts';
import { groundedness } from '../../server/src/pipeline/score/detectors/groundedness/groundedness.ts';
import { indirectInjection, injection } from '../../server/src/pipeline/score/detectors/injection.ts';
import { jailbreak } from '../../server/src/pipeline/score/detectors/jailbreak.ts';
import { language } from '../../server/src/pipeline/score/detectors/language.ts';
import { leak } from '../../server/src/pipeline/score/detectors/leak/leak.ts';
import { pii } from '../../server/src/pipeline/score/detectors/pii/pii.ts';
import { refusal } from '../../server/src/pipeline/score/detectors/refusal/refusal.ts';
import { repetition } from '../../server/src/pipeline/score/detectors/repetition.ts';
import { toxicityInput, toxicityOutput } from '../../server/src/pipeline/score/detectors/toxicity.ts';
import { microseconds } from '../statistics.ts';

const PLAIN = 'plain';
const SYSTEM = 'with a system prompt of 20';
const SAME = 'with a document of 2 KB';
const NEW = 'with a new document each';

/** What is timed together, on which calls: the models read each text once for all of them. */
const TIMED: [of: string, detectors: Detector[], kinds: string[]][] = [
  ['injection, jailbreak, toxicity, refusal', [injection, jailbreak, toxicityInput, toxicityOutput, refusal], [PLAIN]],
  ['personal data', [pii], [PLAIN]],
  ['leak', [leak], [PLAIN, SYSTEM]],
  ['repetition', [repetition], [PLAIN]],
  ['language of input and output', [language], [PLAIN]],
  ['adherence', [adherence], [PLAIN, 'that ask for a form', 'with four constraints']],
  ['indirect injection', [indirectInjection], [SAME, NEW]],
  ['groundedness', [groundedness], [SAME, NEW]],
];

/** Microseconds a call by detector and kind of call. */
export function costs(): { of: string; calls: string; microseconds: number }[] {
  const made = calls();
  return TIMED.flatMap(([of, detectors, kinds]) =>
    kinds.map((kind) => {
      const subjects = made[kind]!;
      let at = 0;
      const run = () => {
        const subject = subjects[at++ % subjects.length]!;
        for (const detector of detectors) detector.run(subject);
      };
      return { of, calls: kind, microseconds: microseconds(run, subjects.length) };
    }),
  );
}
