import measured from './models/quality.json' with { type: 'json' };

/** A figure from 0 to 1 with its 95 % interval. */
export interface Figure {
  value: number;
  low: number;
  high: number;
}

/** How a detector did on texts it had not learned from, at the threshold that ships. */
export interface Measured {
  /** What it was tested on. */
  on: string;
  n: number;
  /** How many of them are what is to be found. */
  positive: number;
  /** Absent where there is none of either kind, or nothing was called. */
  auroc?: Figure;
  precision?: Figure;
  recall?: Figure;
  f1?: Figure;
}

/** How good a detector is, and where it is weak. Written by `npm run eval`. */
export interface Quality {
  /** The scores that it gives. */
  scores: string[];
  says: string;
  evidence: string;
  weak: string;
  measured: Measured[];
  /** Share of ordinary texts that are called all the same. */
  ordinary: { on: string; n: number; called: Figure }[];
}

/** When the detectors were measured (ISO date) and what came of it. */
export const QUALITY: { date: string; detectors: Quality[] } = measured;
