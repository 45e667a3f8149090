import type { Card, ModelName } from '../../server/src/pipeline/score/models/model.ts';
import { insertedDocuments } from '../documents.ts';
import { clusters, foldOf } from '../folds.ts';
import { allExamples, examplesOf, HEADS, ordinary, type Trained, textsOf, train } from '../heads.ts';
import type { SourceName } from '../sources.ts';
import { auroc, bootstrap, confusion, interval, type Judged, share } from '../statistics.ts';
import type { Table } from '../table.ts';
import { speed } from './models-speed.ts';

/** One line of the tables: what was tested, by models that had not seen it. */
interface Measured {
  model: ModelName;
  on: string;
  /** The score is the margin above the cut. Without negatives of its own, ordinary texts of the report half stand in. */
  rows: Judged[];
}

const COLUMNS = [
  'model',
  'tested on, without having learned from it',
  'n (positive)',
  'AUROC',
  'precision',
  'recall',
  'F1',
];

export async function evaluate(corpora: string): Promise<Table[]> {
  return [leftOut(corpora), falseAlarms(corpora), speed(corpora)];
}

function leftOut(corpora: string): Table {
  const lines = [refusal, jailbreak, injection, indirect, toxicity].flatMap((measure) => measure(corpora));
  return {
    title: 'Small models: what they have not learned from',
    note: 'Each line: weights learned anew without what is tested, cut set on ordinary texts as for the weights that ship. Figures at the cut, 95 % intervals in brackets.',
    columns: COLUMNS,
    rows: lines.map(line),
  };
}

/** The same figures by model, for its card. */
export function quality(corpora: string): Record<ModelName, Card['quality']> {
  const { rows } = leftOut(corpora);
  const of = (name: ModelName) =>
    rows
      .filter(([model]) => model === name)
      .map(([, on, n, area, precision, recall, f1]) => ({
        on: String(on),
        figure: `n ${n}, AUROC ${area}, precision ${precision}, recall ${recall}, F1 ${f1}`,
      }));
  const names = Object.keys(HEADS) as ModelName[];
  return Object.fromEntries(names.map((name) => [name, of(name)])) as Record<ModelName, Card['quality']>;
}

function line({ model, on, rows }: Measured): (string | number)[] {
  const positive = rows.filter(({ label }) => label).length;
  const { hits, falseAlarms: alarms, misses, f1 } = confusion(rows, 0);
  const spread = (statistic: (sample: Judged[]) => number) =>
    interval(statistic(rows), bootstrap(rows, statistic, 200));
  return [
    model,
    on,
    `${rows.length} (${positive})`,
    positive === rows.length ? 'none' : spread(auroc),
    share(hits, hits + alarms),
    share(hits, hits + misses),
    positive === rows.length ? f1.toFixed(3) : spread((sample) => confusion(sample, 0).f1),
  ];
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

function refusal(corpora: string): Measured[] {
  const model = 'refusal' as const;
  const trained = without(corpora, model, ['xstest_answers']);
  const texts = textsOf(corpora, 'xstest_answers');
  // Phrases and composed texts were worked on while looking at the even half.
  const seen = texts.filter(({ group }) => Number(group) % 2 === 0);
  const unseen = texts.filter(({ group }) => Number(group) % 2 === 1);
  const one = (source: SourceName) => judge(without(corpora, model, [source]), textsOf(corpora, source));
  return [
    { model, on: 'XSTest answers, any refusal, odd prompts (never looked at)', rows: judge(trained, unseen) },
    {
      model,
      on: 'XSTest answers, any refusal, even prompts (looked at while phrases were written)',
      rows: judge(trained, seen),
    },
    { model, on: 'XSTest answers, any refusal, all', rows: judge(trained, texts) },
    { model, on: 'GPTFuzz answers (label: jailbreak rejected)', rows: one('gptfuzz_answers') },
    { model, on: 'LLMDrift sensitive questions', rows: one('llmdrift_sensitive') },
  ];
}

function jailbreak(corpora: string): Measured[] {
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
      model,
      on: `in-the-wild, unseen clusters (one prompt of each of ${new Set(numbers).size}), against ordinary and role-play prompts`,
      rows,
    },
    {
      model,
      on: 'PAIR (no machine-written jailbreak is learned), against the same',
      rows: [...judge(all, textsOf(corpora, 'pair')), ...quiet(corpora, model, all)],
    },
  ];
}

function injection(corpora: string): Measured[] {
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
      model,
      on: 'CyberSecEval left out whole, against ordinary prompts',
      rows: [...judge(trained, texts), ...against],
    },
    { model, on: `CyberSecEval, each of its ${kinds.length} kinds of attack unseen in turn`, rows: unseen },
    {
      model,
      on: 'CyberSecEval in other languages, left out whole',
      rows: [...judge(trained, textsOf(corpora, 'cyberseceval_multilingual')), ...against],
    },
  ];
}

function indirect(corpora: string): Measured[] {
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
    { model, on: `BIPIA, kinds of attack (${kinds.length}) and documents both unseen`, rows },
    ...['email', 'table', 'code'].map((channel) => ({
      model,
      on: `the same, ${channel} only`,
      rows: rows.filter((row) => row.channel === channel),
    })),
    {
      model,
      on: 'the same attacks, against news, talk and Wikipedia',
      rows: [...rows.filter(({ label }) => label), ...ordinaryRows],
    },
  ];
}

function toxicity(corpora: string): Measured[] {
  const model = 'toxicity' as const;
  const one = (source: SourceName, on: string) => ({
    model,
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
function falseAlarms(corpora: string): Table {
  const rows = Object.values(HEADS).flatMap((head) => {
    const trained = train(head, corpora, allExamples(head, corpora));
    const texts = ordinary(head, corpora, 'report').map(({ source, text }) => ({
      source,
      called: trained.margin(text) >= 0,
    }));
    const of = (called: { called: boolean }[]) => share(called.filter((text) => text.called).length, called.length);
    const bySource = head.ordinary.map((source) => {
      const its = texts.filter((text) => text.source === source);
      return [head.name, source, its.length, of(its)];
    });
    return [...bySource, [head.name, 'all', texts.length, of(texts)]];
  });
  return {
    title: 'Small models: false alarms on ordinary texts',
    note: 'Weights that ship. These texts were not learned from; the other half of each source set the cut.',
    columns: ['model', 'ordinary texts', 'n', 'called'],
    rows,
  };
}
