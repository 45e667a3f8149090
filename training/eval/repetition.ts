import { repetition } from '../../server/src/pipeline/score/detectors/repetition.ts';
import { type Chapter, measuredOn, shareOf } from '../chapter.ts';
import { generator, type Judged } from '../statistics.ts';
import { ordinaryAnswers } from './pii.ts';

const value = (output: string) =>
  repetition.run({ system: '', input: '', output, retrieved: [], context: [], constraints: [] })[0]!.value;

/** Answers that end in a circle: from some word on, the last words again and again, as models do that sample badly. */
function circles(answers: readonly string[], period: number): string[] {
  const random = generator(5);
  return answers.map((answer) => {
    const words = answer.split(' ');
    const stop = period + Math.floor(random() * (words.length - period));
    const circle = words.slice(stop - period, stop).join(' ');
    return `${words.slice(0, stop).join(' ')} ${`${circle} `.repeat(Math.ceil(words.length / period))}`;
  });
}

const LEAST = 0.5;

export function evaluate(corpora: string): Chapter[] {
  const sets = ordinaryAnswers(corpora);
  const judged = (texts: readonly string[], label: boolean): Judged[] =>
    texts.map((text) => ({ label, score: value(text) }));
  const some = Object.values(sets)
    .flat()
    .filter((text) => text.length >= 850)
    .slice(0, 300);
  const quiet = judged(some, false);
  const circle = (period: number) => [...judged(circles(some, period), true), ...quiet];
  return [
    {
      title: 'Repetition',
      scores: ['repetition'],
      says: 'The share of an answer that stands in runs of five words which it had before, or in a row of one character: answers that go round in circles.',
      evidence: 'the stretches that were said before.',
      weak: 'Verse, code, tables and text that was to be repeated repeat by right. No public set marks degenerate answers; the circles are made by script.',
      threshold: `from ${LEAST} on`,
      measured: [1, 8, 30].map((period) =>
        measuredOn(
          `answers that end in a circle of ${period} ${period > 1 ? 'words' : 'word'}, against the same answers as they were`,
          circle(period),
          LEAST,
        ),
      ),
      ordinary: Object.entries(sets).map(([on, texts]) => ({
        on,
        n: texts.length,
        called: shareOf(texts.filter((text) => value(text) >= LEAST).length, texts.length),
      })),
    },
  ];
}
