import type { Dimension } from './cell.ts';
import { expectedOf, type Piece, sumOf } from './expected.ts';
import { likelihoodRatio } from './likelihood.ts';
import { keyOf, type Sets } from './sets.ts';

/** A value of a dimension, or one of each of two, that explains a change. */
export interface Cause {
  dimensions: readonly Dimension[];
  /** Values of all fields of the dimensions, in their order. */
  values: readonly string[];
  /** Whether a cell, or a piece of it, belongs to it. */
  has: (cell: { values: readonly string[] }) => boolean;
  llr: number;
  /** Share of the whole change, 0 to 1. */
  share: number;
}

/** What moved: values per call within cells (`rate`), or how many calls each cell had (`mix`). */
export type Dominated = 'rate' | 'mix';

/** What is scanned for: observed and expected of a cell, and whether the way it deviates pushes the number the way it went. */
interface Scan {
  observed: (piece: Piece) => number;
  expected: (piece: Piece) => number;
  agrees: (sum: Sum, total: Sum) => boolean;
  /** What a part adds to the change, in the unit of `change`. */
  adds: (sum: Sum) => number;
  change: number;
}

interface Sum {
  o: number;
  e: number;
  /** How a changed share pulls the mean: Σ (n₁ − n₀N₁/N₀)(r₀ − R₀). */
  pull: number;
}

const MOST_CAUSES = 3;
/** A pair must be this much more likely than a single value. */
const PAIR_PENALTY = 2;
const ALPHA = 0.001;

/**
 * Which part of a change is in the rates and which in the mix: rate = B₁ − E, mix = E − R₀N₁ (E − B₀ for sums), with
 * E = Σ n₁r₀ over the finest cells.
 */
export function split(pieces: readonly Piece[], form: 'rate' | 'sum'): { rate: number; mix: number } {
  const expected = expectedOf(pieces);
  const [n0, n1, x0, x1] = [sumOf(pieces, 'n0'), sumOf(pieces, 'n1'), sumOf(pieces, 'x0'), sumOf(pieces, 'x1')];
  const base = form === 'sum' ? x0 : n0 > 0 ? (x0 / n0) * n1 : 0;
  return { rate: x1 - expected, mix: expected - base };
}

/**
 * At most three parts that explain a change, each the most likely one among the calls that those before it leave:
 * score = LLR − 2·(dimensions − 1), significant when LLR > ln(sets tested) + ln(1/0.001).
 */
export function causesOf(pieces: readonly Piece[], sets: Sets, scan: Scan): Cause[] {
  const limit = Math.log(Math.max(1, sets.all.length)) + Math.log(1 / ALPHA);
  const causes: Cause[] = [];
  let rest = pieces;
  while (causes.length < MOST_CAUSES) {
    const best = strongest(rest, sets, scan);
    if (!best || best.llr <= limit) break;
    causes.push(best);
    rest = rest.filter((piece) => !best.has(piece));
  }
  return causes;
}

/** Rates that rose (or fell) more than the rest's. O = bad₁, E = Σ n₁r₀. */
export const rateScan = (up: boolean, change: number): Scan => ({
  observed: ({ x1 }) => x1,
  expected: ({ n1, r0 }) => n1 * r0,
  agrees: grewMore(up),
  adds: ({ o, e }) => o - e,
  change,
});

/** Traffic that grew (or shrank) more than the rest's, each call worth what it was before. */
export const volumeScan = (up: boolean, change: number): Scan => ({
  observed: ({ n1, r0 }) => n1 * r0,
  expected: ({ n0, r0 }) => n0 * r0,
  agrees: grewMore(up),
  adds: ({ o, e }) => o - e,
  change,
});

/** Shares of the calls that moved, pulling a mean up (or down). O = n₁, E = n₀N₁/N₀. */
export function mixScan(pieces: readonly Piece[], up: boolean, change: number): Scan {
  const factor = growthOf(pieces);
  return {
    observed: ({ n1 }) => n1,
    expected: ({ n0 }) => n0 * factor,
    agrees: ({ pull }) => pull !== 0 && pull > 0 === up,
    adds: ({ pull }) => pull,
    change,
  };
}

const grewMore =
  (up: boolean): Scan['agrees'] =>
  ({ o, e }, total) =>
    o !== e && o > e === up && o * total.e > total.o * e === up;

/** N₁/N₀. */
const growthOf = (pieces: readonly Piece[]): number => sumOf(pieces, 'n1') / Math.max(1e-9, sumOf(pieces, 'n0'));

function strongest(pieces: readonly Piece[], sets: Sets, scan: Scan): Cause | undefined {
  const { sums, total } = summed(pieces, sets, scan);
  let best: { number: number; llr: number; score: number } | undefined;
  for (const [number, sum] of sums.entries()) {
    if (!sum || !scan.agrees(sum, total)) continue;
    const llr = likelihoodRatio(sum.o, sum.e, total.o, total.e);
    const score = llr - PAIR_PENALTY * (sets.all[number]!.dimensions.length - 1);
    if (beats({ score, number }, best, sets)) best = { number, llr, score };
  }
  if (!best) return undefined;
  const { dimensions, keys } = sets.all[best.number]!;
  const added = scan.change === 0 ? 0 : scan.adds(sums[best.number]!) / scan.change;
  return {
    dimensions,
    values: keys.flatMap((key) => key.split('\0')),
    has: ({ values }) => dimensions.every(({ at }, i) => keyOf(values, at) === keys[i]),
    llr: best.llr,
    share: Math.min(1, Math.max(0, added)),
  };
}

/** Equal scores are the same calls under another name: the plainer name stands, in the order of the dimensions. */
function beats(
  one: { score: number; number: number },
  best: { score: number; number: number } | undefined,
  sets: Sets,
): boolean {
  if (!best) return one.score > 0;
  if (Math.abs(one.score - best.score) > 1e-6) return one.score > best.score;
  const [a, b] = [sets.all[one.number]!.dimensions, sets.all[best.number]!.dimensions];
  return a.length === b.length && (a[0]?.at[0] ?? 0) < (b[0]?.at[0] ?? 0);
}

/** What each set sums up to; sets without a piece are left out. */
function summed(pieces: readonly Piece[], sets: Sets, { observed, expected }: Scan): { sums: Sum[]; total: Sum } {
  const n0 = sumOf(pieces, 'n0');
  const mean = n0 > 0 ? pieces.reduce((sum, piece) => sum + piece.n0 * piece.r0, 0) / n0 : 0;
  const factor = growthOf(pieces);
  const sums: Sum[] = new Array(sets.all.length);
  const total: Sum = { o: 0, e: 0, pull: 0 };
  for (const piece of pieces) {
    const [o, e] = [observed(piece), expected(piece)];
    const pull = (piece.n1 - piece.n0 * factor) * (piece.r0 - mean);
    add(total, o, e, pull);
    for (const number of sets.of[piece.index] ?? []) {
      sums[number] ??= { o: 0, e: 0, pull: 0 };
      add(sums[number], o, e, pull);
    }
  }
  return { sums, total };
}

function add(sum: Sum, o: number, e: number, pull: number): void {
  sum.o += o;
  sum.e += e;
  sum.pull += pull;
}
