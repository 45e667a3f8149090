import type { Counts } from './cell.ts';

/** A number whose changes are looked for, as a sum over calls (`value`) and what it stands against (`weight`). */
export interface Kind {
  /** A metric of the catalogue; `tokens` = input and output together. */
  metric: string;
  /** `rate`: value of each weight. `sum`: the value itself, which grows with traffic. */
  form: 'rate' | 'sum';
  value: (counts: Counts) => number;
  weight: (counts: Counts) => number;
  /** Whether values are not just 0 or 1, so that their spread must be known. */
  spread?: 'cost' | 'tokens';
  better: 'lower' | 'none';
  /** A share: a change by a percentage point counts as well. */
  share?: true;
  /** How much it matters beside the others. */
  rank: number;
}

export const KINDS: readonly Kind[] = [
  {
    metric: 'error_rate',
    form: 'rate',
    value: ({ errors }) => errors,
    weight: ({ n }) => n,
    better: 'lower',
    share: true,
    rank: 3,
  },
  { metric: 'latency_p95', form: 'rate', value: ({ slow }) => slow, weight: ({ n }) => n, better: 'lower', rank: 2.5 },
  {
    metric: 'cost_per_call',
    form: 'rate',
    value: ({ cost }) => cost,
    weight: ({ priced }) => priced,
    spread: 'cost',
    better: 'lower',
    rank: 2,
  },
  {
    metric: 'cost',
    form: 'sum',
    value: ({ cost }) => cost,
    weight: ({ priced }) => priced,
    spread: 'cost',
    better: 'none',
    rank: 1.5,
  },
  { metric: 'calls', form: 'sum', value: ({ n }) => n, weight: ({ n }) => n, better: 'none', rank: 1 },
  {
    metric: 'tokens',
    form: 'sum',
    value: ({ tokens }) => tokens,
    weight: ({ n }) => n,
    spread: 'tokens',
    better: 'none',
    rank: 0.5,
  },
];
