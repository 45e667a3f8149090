import type { Card, ModelName } from '../../server/src/pipeline/score/models/model.ts';
import type { Measured } from '../../server/src/pipeline/score/quality.ts';
import { type Chapter, measuredOn, shareOf } from '../chapter.ts';
import { insertedDocuments } from '../documents.ts';
import { clusters, foldOf } from '../folds.ts';
import { allExamples, examplesOf, HEADS, type Head, ordinary, type Trained, textsOf, train } from '../heads.ts';
import { SOURCES, type SourceName } from '../sources.ts';
import { interval, type Judged } from '../statistics.ts';

/** What was tested, by models that had not seen it. */
interface Tested {
  on: string;
  /** The score is the margin above the cut. Without negatives of its own, ordinary texts of the report half stand in. */
  rows: Judged[];
}

const TESTS: Record<ModelName, (corpora: string) => Tested[]> = {
  injection,
  jailbreak,
  indirect_injection: indirect,
  toxicity,
  refusal,
};

/** What people should know of each beside its figures. */
const TOLD: Record<ModelName, Pick<Chapter, 'title' | 'scores' | 'evidence' | 'weak'>> = {
  injection: {
    title: 'Injection',
    scores: ['injection'],
    evidence: 'the words that weigh most, at most three stretches of a dozen.',
    weak: 'Attacks in other words than it learned are missed, in other languages nearly all. It knows phrases, not intents.',
  },
  jailbreak: {
    title: 'Jailbreak',
    scores: ['jailbreak'],
    evidence: 'the words that weigh most, at most three stretches of a dozen.',
    weak: 'It knows the personas and games that people share on the web. Jailbreaks written by machine for one request (PAIR) it does not see at all. Plain harmful requests are not meant.',
  },
  indirect_injection: {
    title: 'Indirect injection',
    scores: ['indirect_injection'],
    evidence: 'the suspicious segments of retrieved texts, the worst first, at most five.',
    weak: 'Instructions that read like part of the document are missed, most of all questions and tasks in e-mails. Ordinary documents that address their reader in one place only are called now and then. That a segment is compared with the rest of its text, and how, was chosen looking at the figures below.',
  },
  toxicity: {
    title: 'Toxicity',
    scores: ['toxicity_input', 'toxicity_output'],
    evidence: 'the words that weigh most, at most three stretches of a dozen.',
    weak: 'Hate without abusive words, irony and hints are missed; English only. The threshold is set for few false alarms on ordinary answers, so recall is low.',
  },
  refusal: {
    title: 'Refusal',
    scores: ['refusal'],
    evidence: 'the phrase that declines, or the words that weigh most. With a kind: safety, inability or policy.',
    weak: 'Partial refusals deep in an answer are not read: only its first 500 characters are. The kind goes by a list of words and was not measured.',
  },
};

/** The figures of each model, by models trained for the purpose. */
const measure = (corpora: string, name: ModelName): Measured[] =>
  TESTS[name](corpora).map(({ on, rows }) => measuredOn(on, rows, 0));

export function evaluate(corpora: string): Chapter[] {
  return (Object.keys(TESTS) as ModelName[]).map((name) => ({
    ...TOLD[name],
    says: HEADS[name].tells,
    threshold: `from 0.5 on. The cut is set so that ${HEADS[name].falseAlarms * 100} % of ordinary texts lie above it, on the half of them that is not reported below`,
    measured: measure(corpora, name),
    ordinary: falseAlarms(corpora, HEADS[name]),
  }));
}

/** The same figures by model, for its card. */
export function quality(corpora: string): Record<ModelName, Card['quality']> {
  const figure = ({ n, positive, ...figures }: Measured) =>
    [
      `n ${n} (${positive})`,
      ...(['auroc', 'precision', 'recall', 'f1'] as const).flatMap((name) => {
        const one = figures[name];
        return one ? [`${name} ${interval(one.value, [one.low, one.high])}`] : [];
      }),
    ].join(', ');
  const names = Object.keys(TESTS) as ModelName[];
  return Object.fromEntries(
    names.map((name) => [name, measure(corpora, name).map((one) => ({ on: one.on, figure: figure(one) }))]),
  ) as Record<ModelName, Card['quality']>;
}

/** Weights of a head that never saw the sources named, nor the texts that `drop` names. */
function without(corpora: string, name: ModelName, sources: SourceName[], drop = (_group?: string) => false): Trained {
  const head = HEADS[name];
  const keep = (source: SourceName, { group }: { group?: string }) => !sources.includes(source) && !drop(group);
  return train(head, corpora, examplesOf(head, corpora, keep));
}

const judge = ({ margin }: Trained, texts: readonly { text: string; label: boolean }[]): Judged[] =>
  texts.map(({ text, label }) => ({ label, score: margin(text) }));

/** Ordinary texts of the report half, as negatives. */
const quiet = (corpora: string, name: ModelName, trained: Trained): Judged[] =>
  ordinary(HEADS[name], corpora, 'report').map(({ text }) => ({ label: false, score: trained.margin(text) }));

function refusal(corpora: string): Tested[] {
  const model = 'refusal' as const;
  const trained = without(corpora, model, ['xstest_answers']);
  const texts = textsOf(corpora, 'xstest_answers');
  // Phrases and composed texts were worked on while looking at the even half.
  const seen = texts.filter(({ group }) => Number(group) % 2 === 0);
  const unseen = texts.filter(({ group }) => Number(group) % 2 === 1);
  const one = (source: SourceName) => judge(without(corpora, model, [source]), textsOf(corpora, source));
  return [
    { on: 'XSTest answers, any refusal, odd prompts (never looked at)', rows: judge(trained, unseen) },
    {
      on: 'XSTest answers, any refusal, even prompts (looked at while phrases were written)',
      rows: judge(trained, seen),
    },
    { on: 'XSTest answers, any refusal, all', rows: judge(trained, texts) },
    { on: 'GPTFuzz answers (label: jailbreak rejected)', rows: one('gptfuzz_answers') },
    { on: 'LLMDrift sensitive questions', rows: one('llmdrift_sensitive') },
  ];
}

function jailbreak(corpora: string): Tested[] {
  const model = 'jailbreak' as const;
  const texts = textsOf(corpora, 'in_the_wild');
  const numbers = clusters(texts.map(({ text }) => text));
  const folds = numbers.map((number) => foldOf(`cluster ${number}`, 5));
  const first = numbers.map((number, at) => numbers.indexOf(number) === at);
  const rows: Judged[] = [];
  for (let fold = 0; fold < 5; fold++) {
    const held = new Set(texts.filter((_, at) => folds[at] === fold));
    const head = HEADS[model];
    const trained = train(
      head,
      corpora,
      examplesOf(head, corpora, (_, text) => !held.has(text)),
    );
    rows.push(
      ...judge(
        trained,
        texts.filter((text, at) => held.has(text) && first[at]),
      ),
    );
    // Each ordinary text is judged once, by one of the five.
    rows.push(...quiet(corpora, model, trained).filter((_, at) => at % 5 === fold));
  }
  const all = without(corpora, model, []);
  return [
    {
      on: `in-the-wild, unseen clusters (one prompt of each of ${new Set(numbers).size}), against ordinary and role-play prompts`,
      rows,
    },
    {
      on: 'PAIR (no machine-written jailbreak is learned), against the same',
      rows: [...judge(all, textsOf(corpora, 'pair')), ...quiet(corpora, model, all)],
    },
  ];
}

function injection(corpora: string): Tested[] {
  const model = 'injection' as const;
  const both: SourceName[] = ['cyberseceval', 'cyberseceval_multilingual'];
  const trained = without(corpora, model, both);
  const texts = textsOf(corpora, 'cyberseceval');
  const kinds = [...new Set(texts.map(({ group }) => group))];
  const unseen = kinds.flatMap((kind, at) => {
    const other = without(corpora, model, [], (group) => group === kind);
    const positives = judge(
      other,
      texts.filter(({ group }) => group === kind),
    );
    return [...positives, ...quiet(corpora, model, other).filter((_, index) => index % kinds.length === at)];
  });
  const against = quiet(corpora, model, trained);
  return [
    {
      on: 'CyberSecEval left out whole, against ordinary prompts',
      rows: [...judge(trained, texts), ...against],
    },
    { on: `CyberSecEval, each of its ${kinds.length} kinds of attack unseen in turn`, rows: unseen },
    {
      on: 'CyberSecEval in other languages, left out whole',
      rows: [...judge(trained, textsOf(corpora, 'cyberseceval_multilingual')), ...against],
    },
  ];
}

function indirect(corpora: string): Tested[] {
  const model = 'indirect_injection' as const;
  const head = HEADS[model];
  const documents = insertedDocuments(corpora);
  const kinds = [...new Set(documents.map(({ attack }) => attack))].filter((attack) => attack !== null);
  const rows: (Judged & { channel: string })[] = [];
  const learned = examplesOf(head, corpora);
  for (let kind = 0; kind < 5; kind++) {
    for (let fold = 0; fold < 5; fold++) {
      const place = (attack: string | null) => (attack === null ? kind : kinds.indexOf(attack) % 5);
      const known = documents.filter(
        ({ attack, origin, label }) => foldOf(origin, 5) !== fold && (!label || place(attack) !== kind),
      );
      const tested = documents.filter(
        ({ attack, origin, label }) => foldOf(origin, 5) === fold && (label ? place(attack) === kind : kind === 0),
      );
      const examples = known.flatMap(({ segments }) => segments.flatMap((segment) => segment.example ?? []));
      const trained = train(head, corpora, [...learned, ...examples]);
      rows.push(...tested.map(({ text, label, channel }) => ({ label, channel, score: trained.margin(text) })));
    }
  }
  const all = train(head, corpora, allExamples(head, corpora));
  const ordinaryRows = ordinary(head, corpora, 'report').map(({ text }) => ({
    label: false,
    channel: '',
    score: all.margin(text),
  }));
  return [
    { on: `BIPIA, kinds of attack (${kinds.length}) and documents both unseen`, rows },
    ...['email', 'table', 'code'].map((channel) => ({
      on: `the same, ${channel} only`,
      rows: rows.filter((row) => row.channel === channel),
    })),
    {
      on: 'the same attacks, against news, talk and Wikipedia',
      rows: [...rows.filter(({ label }) => label), ...ordinaryRows],
    },
  ];
}

function toxicity(corpora: string): Tested[] {
  const model = 'toxicity' as const;
  const one = (source: SourceName, on: string) => ({
    on,
    rows: judge(without(corpora, model, [source]), textsOf(corpora, source)),
  });
  return [
    one('surge', 'Surge, left out'),
    one('hatecheck', 'HateCheck, left out'),
    one('davidson', 'Davidson tweets, left out'),
  ];
}

/** How often the weights that ship speak of ordinary texts they have neither learned from nor been cut on. */
function falseAlarms(corpora: string, head: Head): Chapter['ordinary'] {
  const trained = train(head, corpora, allExamples(head, corpora));
  const texts = ordinary(head, corpora, 'report').map(({ source, text }) => ({
    source,
    called: trained.margin(text) >= 0,
  }));
  const line = (on: string, its: typeof texts) => ({
    on,
    n: its.length,
    called: shareOf(its.filter(({ called }) => called).length, its.length),
  });
  return [
    line('all', texts),
    ...head.ordinary.map((name) =>
      line(
        SOURCES[name].origin,
        texts.filter(({ source }) => source === name),
      ),
    ),
  ];
}
