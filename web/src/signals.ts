import type { Filter } from './model.ts';

/** A number that detectors give, as the screens on them show it. */
export interface Signal {
  /** Its metric, and the one that counts the calls scored for it. */
  metric: string;
  basis: string;
  label: string;
  /** Score it is made of. */
  score: string;
  /** What leads to its worst calls: the order of the explorer, and what leaves only them. */
  sort?: string;
  filter: Filter[];
}

const flagged = (flag: string): Filter[] => [{ field: 'flags', op: 'eq', value: flag }];
const known = (score: string): Filter[] => [{ field: `score.${score}`, op: 'exists', value: true }];
const rate = (score: string, label: string, { metric = `${score}_rate`, flag = score } = {}): Signal => ({
  metric,
  basis: `${score}_calls`,
  label,
  score,
  filter: flagged(flag),
});
const mean = (score: string, label: string): Signal => ({
  metric: score,
  basis: `${score}_calls`,
  label,
  score,
  sort: `score.${score}`,
  filter: known(score),
});

export const QUALITY: readonly Signal[] = [
  mean('groundedness', 'Groundedness'),
  rate('groundedness', 'Unsupported answers', { metric: 'hallucination_rate', flag: 'hallucination' }),
  mean('adherence', 'Adherence'),
  rate('adherence', 'Off instructions', { metric: 'off_instructions_rate', flag: 'off_instructions' }),
  rate('refusal', 'Refusals'),
  rate('repetition', 'Repetition'),
];

export const SECURITY: readonly Signal[] = [
  rate('injection', 'Injection'),
  rate('indirect_injection', 'Indirect injection'),
  rate('jailbreak', 'Jailbreak'),
  rate('leak', 'Prompt leak'),
  rate('toxicity_input', 'Toxic input'),
  rate('toxicity_output', 'Toxic answer'),
  rate('pii', 'Personal data'),
];

/** The metrics behind signals. */
export const metricsOf = (signals: readonly Signal[]): string[] => [
  ...new Set(['calls', ...signals.flatMap(({ metric, basis }) => [metric, basis])]),
];

/** Calls by the value of a score, in hundredths. */
export interface Distribution {
  bins: { bin: number; n: number }[];
  n: number;
  calls: number;
  mean?: number;
  reviews: { bin: number; right: number; wrong: number }[];
  sampled?: number;
}

export interface Campaign {
  n: number;
  users: number;
  first_seen: string;
  last_seen: string;
  kinds: { kind: string; n: number }[];
  example: { trace_id: string; span_id: string; text: string };
  filter: Filter[];
}

export interface Campaigns {
  campaigns: Campaign[];
  n: number;
  all: number;
  total: number;
}

/** Of values in hundredths those that a threshold flags. */
export function flaggedAt<Bin extends { bin: number }>(bins: readonly Bin[], threshold: number, low: boolean): Bin[] {
  const bound = Math.round(threshold * 100);
  return bins.filter(({ bin }) => (low ? bin < bound : bin >= bound));
}
