import { type Chapter, measuredOn, shareOf } from '../chapter.ts';
import { balancedAccuracy, heldOut, SOURCES } from '../groundedness.ts';
import { bootstrap, interval } from '../statistics.ts';

/** Balanced accuracy of SummaC-Conv by domain, as the repository of SummEdits gives it. */
const reference: Readonly<Record<string, string>> = {
  news: '0.619',
  samsum: '0.531',
  podcast: '0.581',
  'sales email': '0.537',
  qmsum: '0.535',
};

export function evaluate(corpora: string): Chapter[] {
  const sources = Object.keys(SOURCES).map((source) => ({ source, rows: heldOut(corpora, source) }));
  return [
    {
      title: 'Groundedness',
      scores: ['groundedness'],
      says: 'How well an answer is supported by what it was to be grounded in, by words, numbers and names. Needs a context.',
      evidence: 'sentences that are doubtful by themselves, and numbers and names that the context does not have.',
      weak: 'That the right words are put together wrongly is mostly not seen: on edited summaries (news, samsum, podcast, qmsum) it is a little better than chance. Summaries of long talk are the worst.',
      threshold: 'from 0.5 down; unsupported is what is to be found',
      note: 'Each line is judged by a model, its weights of words and its threshold (one half of balanced classes) from the other sources. Which features there are was chosen by news, samsum and HaluEval.',
      measured: sources.map(({ source, rows }) => measuredOn(source, rows, 0.5)),
      ordinary: sources.map(({ source, rows }) => {
        const supported = rows.filter(({ label }) => !label);
        const called = supported.filter(({ score }) => score >= 0.5).length;
        return { on: `${source}, supported answers`, n: supported.length, called: shareOf(called, supported.length) };
      }),
      tables: [
        {
          title: 'Beside others',
          note: 'Balanced accuracy; SummaC-Conv as the repository of SummEdits gives it.',
          columns: ['source', 'balanced accuracy', 'SummaC-Conv'],
          rows: sources.map(({ source, rows }) => [
            source,
            interval(balancedAccuracy(rows), bootstrap(rows, balancedAccuracy)),
            reference[source] ?? '–',
          ]),
        },
      ],
    },
  ];
}
