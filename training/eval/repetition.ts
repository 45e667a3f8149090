import { repetition } from '../../server/src/pipeline/score/detectors/repetition.ts';
import { generator, loopSeconds, microseconds, share } from '../statistics.ts';
import type { Table } from '../table.ts';
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

export async function evaluate(corpora: string): Promise<Table[]> {
  const sets = ordinaryAnswers(corpora);
  const long = Object.values(sets)
    .flat()
    .filter((text) => text.length >= 850);
  const some = long.slice(0, 300);
  const lists: [string, string[]][] = [
    ...Object.entries(sets).map(([name, texts]): [string, string[]] => [`${name} (ordinary)`, texts]),
    ['answers of 850 characters and more, the end a circle of 1 word', circles(some, 1)],
    ['… of 8 words', circles(some, 8)],
    ['… of 30 words', circles(some, 30)],
  ];
  let at = 0;
  const cost = microseconds(() => value(some[at++ % some.length]!.slice(0, 650)), 1000);
  return [
    {
      title: 'Repetition',
      note: 'No public set marks degenerate answers. Circles are made by script from ordinary answers; the ordinary ones hold verse, code and text that was to be repeated.',
      columns: ['answers', 'n', 'value ≥ 0.3', 'value ≥ 0.5'],
      rows: lists.map(([name, texts]) => {
        const values = texts.map(value);
        return [
          name,
          texts.length,
          ...[0.3, 0.5].map((cut) => share(values.filter((one) => one >= cut).length, values.length)),
        ];
      }),
    },
    {
      title: 'Repetition: cost',
      columns: ['what', 'µs per answer of 650 characters', 'seconds of 10⁹ multiplications beside it'],
      rows: [['repetition', cost.toFixed(0), loopSeconds().toFixed(1)]],
    },
  ];
}
