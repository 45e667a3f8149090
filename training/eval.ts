/**
 * `npm run eval -- --corpora <folder> [--only <name>] [--out <file>]`: how good each detector is, on data it has not seen.
 * With `--out` the page is written there, and the figures to `server/src/pipeline/score/models/quality.json`.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { QUALITY } from '../server/src/pipeline/score/quality.ts';
import { type Chapter, chapterText } from './chapter.ts';
import { corporaFolder } from './corpora.ts';
import { costs } from './eval/cost.ts';
import { loopSeconds } from './statistics.ts';
import { markdown } from './table.ts';

type Evaluate = (corpora: string) => Chapter[];

/** By name, in the order of the page. One line each. */
const EVALUATORS: Record<string, () => Promise<{ evaluate: Evaluate }>> = {
  models: () => import('./eval/models.ts'),
  pii: () => import('./eval/pii.ts'),
  leak: () => import('./eval/leak.ts'),
  groundedness: () => import('./eval/groundedness.ts'),
  adherence: () => import('./eval/adherence.ts'),
  repetition: () => import('./eval/repetition.ts'),
};

const { values } = parseArgs({
  options: { corpora: { type: 'string' }, only: { type: 'string' }, out: { type: 'string' } },
});
const date = new Date().toISOString().slice(0, 10);
const corpora = corporaFolder();
// First, while the code has seen nothing but these calls.
const cost = costs();
const chapters: Chapter[] = [];
for (const [name, load] of Object.entries(EVALUATORS)) {
  if (!values.only || values.only === name) chapters.push(...(await load()).evaluate(corpora));
}
const page = `${[head(), ...chapters.map(chapterText)].join('\n\n')}\n`;
console.log(page);
if (values.out) {
  writeFileSync(values.out, page);
  const json = { date, detectors: chapters.map(kept) } satisfies typeof QUALITY;
  const file = join(import.meta.dirname, '../server/src/pipeline/score/models/quality.json');
  writeFileSync(file, `${JSON.stringify(json, (_, value) => (typeof value === 'number' ? short(value) : value), 2)}\n`);
}

function short(value: number): number {
  return Number(value.toFixed(3));
}

function kept({ scores, says, evidence, weak, measured, ordinary }: Chapter) {
  return { scores, says, evidence, weak, measured, ordinary };
}

function head(): string {
  const loop = loopSeconds().toFixed(1);
  return [
    '<!-- Written by `npm run eval -- --corpora <folder> --out docs/reference/detectors.md`. Do not edit. -->',
    '# Detectors',
    `What each detector says of a call, what it rests on, how good it is and where it is weak. Measured on ${date}.`,
    'Read scores as signals with evidence, not as verdicts: they find what to look at first, and count what changes. None of them is a guard that keeps attacks out.',
    '- **Held out**: every figure is on texts that the detector has not learned from. Where a detector learns, the whole source that is tested was left out of training, or all texts like the one tested, and the model was trained anew for that line. Lines that were looked at while rules were written say so.\n' +
      '- **At the threshold that ships**: precision, recall and F1 are what you get without tuning. AUROC is the chance that a text that is meant scores above one that is not; 0.5 is chance.\n' +
      '- In brackets 95 % intervals: Wilson for shares, bootstrap for AUROC and F1. They tell what another sample of the same source would give, not what your traffic will.\n' +
      '- Texts are mostly English. Other languages are told apart and personal data is found in them; the small models know next to nothing of them.',
    '**Refresh**: `npm run eval -- --corpora <folder> --out docs/reference/detectors.md` after any change of a detector or a model. The public sets are not in the repository; `training/sources.ts` names them. The same run writes `quality.json`, which the settings show.',
    markdown({
      title: 'Cost',
      note: `One thread, calls of 850 characters in and 650 out made of the demo's texts, median of nine rounds. A loop of 10⁹ multiplications took ${loop} s beside it. \`npm run bench:detectors\` measures more kinds of calls.`,
      columns: ['detectors', 'calls', 'µs a call'],
      rows: cost.map(({ of, calls, microseconds }) => [of, calls, microseconds.toFixed(1)]),
    }),
  ].join('\n\n');
}
