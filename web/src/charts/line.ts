import type { Unit } from '../model.ts';
import type { Ink } from './theme.ts';

/** One series of a chart. Values stand for the buckets of its grid; null is a gap. */
export interface Line {
  label: string;
  values: (number | null)[];
  unit: Unit;
  ink: Ink;
  /** `before` = the period compared with, dashed grey. */
  look?: 'line' | 'bars' | 'before';
  /** Drawn against the scale at the right. */
  right?: boolean;
}
