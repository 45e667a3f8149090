import { changeOf } from '../../change.ts';
import { PERIODS, type Sides } from '../../compare.ts';
import type { MetricInfo, Row } from '../../model.ts';
import type { Tone } from '../../ui/Badge.tsx';

export interface Health {
  word: 'worse' | 'mixed' | 'better' | 'steady' | 'new' | 'only here' | 'too few';
  tone: Tone;
  /** What it rests on: `Error rate and P95 latency worse`. */
  detail: string;
}

/** What one group can be better or worse in, as each is called. */
const JUDGED: [id: string, noun: string][] = [
  ['error_rate', 'error rate'],
  ['latency_p95', 'P95 latency'],
  ['ttft_p95', 'time to first token'],
  ['cost_per_call', 'cost per call'],
];

/** How a group does against what it is compared with, in a word. */
export function healthOf(
  metrics: Map<string, MetricInfo>,
  row: Row,
  old: Row | undefined,
  { sides = PERIODS }: { sides?: Sides } = {},
): Health {
  const { apart, before, fewest } = sides;
  if (row.n < fewest) return { word: 'too few', tone: 'plain', detail: `Only ${row.n} calls` };
  if (!old || old.n === 0)
    return apart
      ? { word: 'only here', tone: 'accent', detail: `No calls of ${before}` }
      : { word: 'new', tone: 'accent', detail: 'No calls in the period compared with' };
  if (old.n < fewest)
    return { word: 'too few', tone: 'plain', detail: `Only ${old.n} calls ${apart ? `of ${before}` : before}` };
  const verdicts = JUDGED.flatMap(([id, noun]) => {
    const metric = metrics.get(id);
    return metric ? [{ noun, verdict: changeOf(metric, row, old, sides).verdict }] : [];
  });
  const told = (word: 'worse' | 'better'): string | undefined => {
    const nouns = verdicts.filter(({ verdict }) => verdict === word).map(({ noun }) => noun);
    return nouns.length ? `${listed(nouns)} ${word}` : undefined;
  };
  const [worse, better] = [told('worse'), told('better')];
  if (worse && better) return { word: 'mixed', tone: 'warn', detail: `${worse}; ${better}` };
  if (worse) return { word: 'worse', tone: 'bad', detail: worse };
  if (better) return { word: 'better', tone: 'ok', detail: better };
  return {
    word: 'steady',
    tone: 'plain',
    detail: apart ? 'No difference beyond chance' : 'Nothing moved beyond chance',
  };
}

function listed(nouns: readonly string[]): string {
  const text = nouns.length < 2 ? nouns.join() : `${nouns.slice(0, -1).join(', ')} and ${nouns.at(-1)}`;
  return text[0]!.toUpperCase() + text.slice(1);
}
