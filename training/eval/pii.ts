import type { PiiType } from '../../server/src/pipeline/score/detectors/pii/kinds.ts';
import { pii } from '../../server/src/pipeline/score/detectors/pii/pii.ts';
import { findPii } from '../../server/src/pipeline/score/detectors/pii/scan.ts';
import { readRows } from '../corpora.ts';
import { bootstrap, interval, loopSeconds, microseconds, share } from '../statistics.ts';
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

function ordinary(corpora: string): Table {
  const sets = ordinaryAnswers(corpora);
  const all = Object.values(sets).flat();
  return {
    title: 'Personal data: ordinary answers that redaction would change',
    note: 'Some of them do hold addresses, numbers or keys, true or made up, so this is an upper bound of false alarms.',
    columns: ['answers', 'n', 'changed'],
    rows: Object.entries({ ...sets, all }).map(([name, texts]) => [
      name,
      texts.length,
      share(texts.filter((text) => findPii(text).length > 0).length, texts.length),
    ]),
  };
}

function speed(corpora: string): Table {
  const answers = Object.values(ordinaryAnswers(corpora))
    .flat()
    .filter((text) => text.length >= 850)
    .slice(0, 200);
  const subjects = answers.map((text, at) => ({
    system: '',
    input: text.slice(0, 850),
    retrieved: [],
    context: [],
    output: answers[(at + 1) % answers.length]!.slice(0, 650),
    constraints: [],
  }));
  let at = 0;
  const cost = microseconds(() => pii.run(subjects[at++ % subjects.length]!), 2000);
  return {
    title: 'Personal data: cost',
    columns: ['what', 'µs per call of 1.5 KB', 'seconds of 10⁹ multiplications beside it'],
    rows: [['pii', cost.toFixed(1), loopSeconds().toFixed(1)]],
  };
}

export async function evaluate(corpora: string): Promise<Table[]> {
  return [
    found(corpora, 'presidio_generated_large', 'Not looked at while the scanner was written.'),
    found(corpora, 'presidio_synth_v2', 'The scanner was written with this set.'),
    ordinary(corpora),
    speed(corpora),
  ];
}
