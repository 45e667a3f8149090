import type { Detector, Evidence } from '../../detector.ts';
import { likelihood } from '../../models/heads.ts';
import { outputHeads } from '../../models/places.ts';
import { stretches } from '../../models/stretches.ts';
import { quiet, quoted } from '../linear.ts';
import { refusalKind } from './kind.ts';
import { HEAD, openingPhrase, PHRASE_WEIGHT } from './opening.ts';

/** Which of the models of the output. */
const MODEL = 0;

const WHY = {
  safety: 'Declines, as it might do harm',
  inability: 'Declines, as it cannot know or do it',
  policy: 'Declines, as a rule forbids it',
};

/** Answers that decline what was asked, wholly or in part. Only the opening is read: refusals say so at once. */
export const refusal: Detector = {
  name: 'refusal',
  version: '2',
  needs: ['output'],
  run({ output }) {
    const phrase = openingPhrase(output);
    const margin = outputHeads().read(output).first[MODEL]! + (phrase ? PHRASE_WEIGHT : 0);
    if (margin < 0) return [quiet('refusal', margin)];
    const end = Math.min(HEAD, output.length);
    const spans = phrase ? [phrase] : stretches(outputHeads(), output, 0, end, MODEL).slice(0, 1);
    const evidence = spans.map((span): Evidence => ({ place: 'output', ...span }));
    const label = refusalKind(output.slice(0, HEAD));
    return [
      {
        name: 'refusal',
        value: likelihood(margin),
        label,
        reason: `${WHY[label]}${quoted(output, spans[0])}.`,
        evidence,
      },
    ];
  },
};
