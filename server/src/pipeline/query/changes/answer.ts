import type { Filter } from '../../../model/filter.ts';

/** Part of the calls that explains a change, or one of its kinds of error. */
export interface ChangeCause {
  segment: Filter[];
  /** Share of the whole change, 0 to 1. */
  share_explained?: number;
  /** The metric of these calls; absent where there were none. */
  before?: number;
  after?: number;
  n_before: number;
  n_after: number;
  /** When the first of these calls came, where there were none before. */
  appeared?: string;
  /** When the last of them came, where there are none any more. */
  vanished?: string;
}

/** A value that was not there in one of the periods. */
export interface News {
  segment: Filter[];
  kind: 'appeared' | 'vanished';
  /** RFC 3339: its first call, or its last. */
  time: string;
  /** Calls in the period in which it was there. */
  n: number;
}

export interface Change {
  /** A metric of the catalogue, or `tokens`: input and output together. */
  metric: string;
  direction: 'up' | 'down';
  /** Absent where neither direction is better. */
  verdict?: 'better' | 'worse';
  before: number;
  after: number;
  n_before: number;
  n_after: number;
  p: number;
  /** When it began, and when it was over; absent when unclear, or when it lasts. */
  since?: string;
  until?: string;
  dominated_by?: 'rate' | 'mix';
  /** The total stayed as it was: only these calls changed. */
  segment?: Filter[];
  causes: ChangeCause[];
  /** What appeared or vanished when it began. */
  with: News[];
  /** The metric over both periods in steps of `step_s` seconds; null where there were no calls. */
  course: { step_s: number; before: (number | null)[]; after: (number | null)[] };
}

export interface ChangesAnswer {
  changes: Change[];
  /** Prompts, versions and models that came or went, most calls first. */
  news: News[];
  meta: {
    range: { from: string; to: string };
    compare: { from: string; to: string };
    n: number;
    n_before: number;
    elapsed_ms: number;
    /** Some reads looked at the newest part of both periods only. */
    sampled?: true;
  };
}
