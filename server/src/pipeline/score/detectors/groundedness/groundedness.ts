import type { Detector, Evidence, Finding } from '../../detector.ts';
import model from '../../models/groundedness.json' with { type: 'json' };
import { bounded } from '../../text/bounded.ts';
import { kept } from '../../text/kept.ts';
import { sentences } from '../../text/sentences.ts';
import { featureNames, features, type Measured, measure, type Rarity } from './features.ts';
import { type Source, sourceOf } from './source.ts';

const weights = featureNames.map((name) => model.weights[name]);

/** Between texts: ends a sentence, and stands in none. */
const APART = '\n\0\n';

/** Characters of contexts that are kept: the same document is asked about again and again. Each takes some thirty bytes. */
const KEPT = 500_000;

const sourceKept = kept(KEPT, (joined) => sourceOf(joined.split(APART)));

/** Of all texts of a context together; more than this is not read. */
const CONTEXT = 60_000;
const EVIDENCE = 100;

const known: ReadonlyMap<string, number> = new Map(Object.entries(model.words));
const rarity: Rarity = (stem) => known.get(stem) ?? model.rare;

/**
 * How well an answer is supported by what it was to be grounded in: 1 is supported, from 0.5 down it is doubtful.
 * It goes by words: numbers, names and statements that the context does not have. That the right words are put together
 * wrongly it mostly does not see.
 */
export const groundedness: Detector = {
  name: 'groundedness',
  version: '1',
  needs: ['context', 'output'],
  run({ context, output }) {
    const source = sourceKept(readable(context).join(APART));
    const parts = bounded(output);
    const measured = parts.flatMap((part) =>
      sentences(part.text).map(({ from, to }) => ({
        part: part.from,
        ...measure(part.text, from, to, source, rarity),
      })),
    );
    if (source.length === 0 || !measured.some((one) => one.weight > 0)) return [unread];
    const doubtful = measured.filter((one) => one.weight > 0 && supportOf([one], source) < 0.5);
    const cut = parts.length > 1 || context.reduce((sum, text) => sum + text.length, 0) > CONTEXT;
    return [
      {
        name: 'groundedness',
        value: supportOf(measured, source),
        reason: [told(measured, doubtful.length), cut ? 'only part of the texts was read' : '']
          .filter(Boolean)
          .join('; '),
        evidence: measured.flatMap((one) => evidenceOf(one, doubtful.includes(one))).slice(0, EVIDENCE),
      },
    ];
  },
};

const unread: Finding = { name: 'groundedness', value: 1, reason: 'says nothing that could be compared', evidence: [] };

function readable(context: readonly string[]): string[] {
  let left = CONTEXT;
  return context.map((text) => {
    const read = text.slice(0, left);
    left -= read.length;
    return read;
  });
}

function supportOf(measured: readonly Measured[], source: Source): number {
  const sum = features(measured, source).reduce((total, value, at) => total + value * weights[at]!, model.bias);
  return 1 / (1 + Math.exp(sum));
}

function evidenceOf({ part, from, to, numbers, names }: Measured & { part: number }, doubtful: boolean): Evidence[] {
  const at = (label: string) => (span: { from: number; to: number }) => ({
    place: 'output' as const,
    from: part + span.from,
    to: part + span.to,
    label,
  });
  return [...(doubtful ? [at('sentence')({ from, to })] : []), ...numbers.map(at('number')), ...names.map(at('name'))];
}

function told(measured: readonly Measured[], doubtful: number): string {
  const counts: [number, string][] = [
    [measured.reduce((sum, one) => sum + one.numbers.length, 0), 'number'],
    [measured.reduce((sum, one) => sum + one.names.length, 0), 'name'],
    [doubtful, `of ${measured.length} sentence`],
  ];
  const parts = counts.filter(([count]) => count > 0);
  if (parts.length === 0) return '';
  const plural = (count: number, word: string) =>
    count > 1 || word.startsWith('of') ? `${count} ${word}s` : `1 ${word}`;
  return `not in the context: ${parts.map(([count, word]) => plural(count, word)).join(', ')}`;
}
