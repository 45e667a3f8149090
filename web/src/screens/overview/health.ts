import { changeOf } from '../../change.ts';
import { TOO_FEW } from '../../format.ts';
import type { MetricInfo, Row } from '../../model.ts';
import type { Tone } from '../../ui/Badge.tsx';

export interface Health {
  word: 'worse' | 'mixed' | 'better' | 'steady' | 'new' | 'too few';
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

/** How a group does against the period compared with, in a word. */
export function healthOf(metrics: Map<string, MetricInfo>, row: Row, old: Row | undefined): Health {
  if (row.n < TOO_FEW) return { word: 'too few', tone: 'plain', detail: `Only ${row.n} calls` };
  if (!old || old.n === 0) return { word: 'new', tone: 'accent', detail: 'No calls in the period compared with' };
  if (old.n < TOO_FEW) return { word: 'too few', tone: 'plain', detail: `Only ${old.n} calls before` };
  const verdicts = JUDGED.flatMap(([id, noun]) => {
    const metric = metrics.get(id);
    return metric ? [{ noun, verdict: changeOf(metric, row, old).verdict }] : [];
  });
  const told = (word: 'worse' | 'better'): string | undefined => {
    const nouns = verdicts.filter(({ verdict }) => verdict === word).map(({ noun }) => noun);
    return nouns.length ? `${listed(nouns)} ${word}` : undefined;
  };
  const [worse, better] = [told('worse'), told('better')];
  if (worse && better) return { word: 'mixed', tone: 'warn', detail: `${worse}; ${better}` };
  if (worse) return { word: 'worse', tone: 'bad', detail: worse };
  if (better) return { word: 'better', tone: 'ok', detail: better };
  return { word: 'steady', tone: 'plain', detail: 'Nothing moved beyond chance' };
}

function listed(nouns: readonly string[]): string {
  const text = nouns.length < 2 ? nouns.join() : `${nouns.slice(0, -1).join(', ')} and ${nouns.at(-1)}`;
  return text[0]!.toUpperCase() + text.slice(1);
}
