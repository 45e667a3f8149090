import type { PiiType } from '../../server/src/pipeline/score/detectors/pii/kinds.ts';
import { findPii } from '../../server/src/pipeline/score/detectors/pii/scan.ts';
import { type Chapter, measuredOn, shareOf } from '../chapter.ts';
import { readRows } from '../corpora.ts';
import { bootstrap, interval, type Judged, share } from '../statistics.ts';
import type { Table } from '../table.ts';

/** The types of the sets that have a form of their own, by the name the sets give them. */
const types: Readonly<Record<string, PiiType>> = {
  EMAIL_ADDRESS: 'email',
  PHONE_NUMBER: 'phone',
  CREDIT_CARD: 'card',
  IBAN_CODE: 'iban',
  US_SSN: 'ssn',
  IP_ADDRESS: 'ip',
};

interface Row {
  text: string;
  spans: { type: string; start: number; end: number }[];
}

interface Counts {
  hits: number;
  misses: number;
  extra: number;
}

/** Entities right, missed and made up, by type. A value found is right when it overlaps a marked one of its type. */
export function count({ text, spans }: Row): Map<PiiType, Counts> {
  const found = findPii(text);
  const counts = new Map<PiiType, Counts>();
  for (const type of Object.values(types)) {
    const marked = spans.filter((span) => types[span.type] === type);
    const said = found.filter((value) => value.type === type);
    const meets = (value: { from: number; to: number }, span: { start: number; end: number }) =>
      value.from < span.end && span.start < value.to;
    const hits = marked.filter((span) => said.some((value) => meets(value, span))).length;
    counts.set(type, {
      hits,
      misses: marked.length - hits,
      extra: said.filter((value) => !marked.some((span) => meets(value, span))).length,
    });
  }
  return counts;
}

const add = (all: readonly Counts[]): Counts =>
  all.reduce(
    (sum, { hits, misses, extra }) => ({
      hits: sum.hits + hits,
      misses: sum.misses + misses,
      extra: sum.extra + extra,
    }),
    {
      hits: 0,
      misses: 0,
      extra: 0,
    },
  );
const f1 = ({ hits, misses, extra }: Counts) => (2 * hits) / (2 * hits + misses + extra);

function found(corpora: string, name: string, note: string): Table {
  const rows = readRows<Row>(corpora, `pii/${name}.jsonl`).map(count);
  const line = (label: string, pick: (row: Map<PiiType, Counts>) => Counts) => {
    const counts = rows.map(pick);
    const sum = add(counts);
    if (sum.hits + sum.misses === 0) return [label, 0];
    return [
      label,
      sum.hits + sum.misses,
      share(sum.hits, sum.hits + sum.extra),
      share(sum.hits, sum.hits + sum.misses),
      interval(
        f1(sum),
        bootstrap(counts, (sample) => f1(add(sample))),
      ),
    ];
  };
  return {
    title: `Personal data: ${name}`,
    note: `${rows.length} texts. ${note} A value found is right when it overlaps a marked one of its type.`,
    columns: ['type', 'n', 'precision', 'recall', 'F1'],
    rows: [
      ...Object.values(types).map((type) => line(type, (row) => row.get(type)!)),
      line('all', (row) => add([...row.values()])),
    ].filter(([, n]) => n !== 0),
  };
}

/** Answers that nobody would want changed, as far as anybody knows. */
export function ordinaryAnswers(corpora: string): Record<string, string[]> {
  const models = ['gpt-4o-mini-2024-07-18', 'claude-3-5-sonnet-20240620', 'Qwen2.5-7B-Instruct-GPTQ-Int4'];
  return {
    'instruction/ (3 models)': models.flatMap((model) =>
      readRows<{ response: string }>(corpora, `instruction/ifeval_${model}.jsonl.gz`).map((row) => row.response),
    ),
    'drift/llmdrift_answers': readRows<{ answer: string | null }>(corpora, 'drift/llmdrift_answers.jsonl.gz').map(
      (row) => row.answer ?? '',
    ),
    'groundedness/halueval_qa, right answers': readRows<{ response: string; label: number }>(
      corpora,
      'groundedness/halueval_qa.jsonl',
    )
      .filter((row) => row.label === 0)
      .map((row) => row.response),
  };
}

export function evaluate(corpora: string): Chapter[] {
  const sets = ordinaryAnswers(corpora);
  return [
    {
      title: 'Personal data',
      scores: ['pii'],
      says: 'Whether there is personal data or a secret in what came in or went out: e-mail, phone, card, IBAN, US social security number, IP address, user and password in a URL, keys and tokens. 1 as soon as there is one.',
      evidence: 'each value with its type.',
      weak: 'Names, addresses and dates of birth are not looked for. Phone numbers of seven or eight digits need a word beside them that says so.',
      threshold: 'at 1',
      note: 'Positive is a text that holds a value of one of the first six types.',
      measured: [
        measuredOn(
          'presidio_generated_large (not looked at while the scanner was written)',
          wholeTexts(corpora, 'presidio_generated_large'),
          1,
        ),
        measuredOn('presidio_synth_v2 (the scanner was written with it)', wholeTexts(corpora, 'presidio_synth_v2'), 1),
      ],
      ordinary: Object.entries(sets).map(([on, texts]) => ({
        on: `${on}; some do hold such values`,
        n: texts.length,
        called: shareOf(texts.filter((text) => findPii(text).length > 0).length, texts.length),
      })),
      tables: [
        found(corpora, 'presidio_generated_large', 'Not looked at while the scanner was written.'),
        found(corpora, 'presidio_synth_v2', 'The scanner was written with this set.'),
      ],
    },
  ];
}

function wholeTexts(corpora: string, name: string): Judged[] {
  return readRows<Row>(corpora, `pii/${name}.jsonl`).map(({ text, spans }) => ({
    label: spans.some(({ type }) => types[type] !== undefined),
    score: findPii(text).length > 0 ? 1 : 0,
  }));
}
