import type { Cell } from './cell.ts';
import type { Kind } from './kinds.ts';

/** A cell as one metric sees it; values in units of their spread, so that they vary as counts do. */
export interface Piece {
  /** Position of its cell. */
  index: number;
  values: readonly string[];
  n0: number;
  x0: number;
  n1: number;
  x1: number;
  /** The rate expected of it: that of before, smoothed. */
  r0: number;
}

/** Calls that a rate seen before must outweigh. */
const PRIOR = 5;
/** Fields (by position) whose rate stands in for that of a finer cell: all, prompt, prompt and model. */
const BACKING: readonly (readonly number[])[] = [[], [0], [0, 2], [0, 1, 2, 3, 4]];

/**
 * Cells with what was to be expected of them. r_0 = (b + 5·R) / (n + 5), where R is the rate of the coarser cell they belong to:
 * a version never seen before is held against its prompt, not against all calls.
 * `phi`: variance of the sum per unit of it (Σx²/Σx; 1 for counts).
 */
export function piecesOf(cells: readonly Cell[], kind: Kind, phi: number): Piece[] {
  const pieces = cells.map(
    ({ values, before, after }, index): Piece => ({
      index,
      values,
      n0: kind.weight(before),
      x0: kind.value(before) / phi,
      n1: kind.weight(after),
      x1: kind.value(after) / phi,
      r0: 0,
    }),
  );
  const [n, x] = [sumOf(pieces, 'n0'), sumOf(pieces, 'x0')];
  // Half an event, so that what never happened before is unlikely rather than impossible.
  let rates = pieces.map(() => (x + 0.5) / (n + 1));
  for (const fields of BACKING) {
    const sums = new Map<string, { n: number; x: number }>();
    const keys = pieces.map(({ values }) => fields.map((at) => values[at]).join('\0'));
    pieces.forEach(({ n0, x0 }, i) => {
      const sum = sums.get(keys[i]!) ?? { n: 0, x: 0 };
      sums.set(keys[i]!, { n: sum.n + n0, x: sum.x + x0 });
    });
    rates = rates.map((rate, i) => {
      const sum = sums.get(keys[i]!)!;
      return (sum.x + PRIOR * rate) / (sum.n + PRIOR);
    });
  }
  return pieces.map((piece, i) => ({ ...piece, r0: rates[i]! }));
}

export const sumOf = (pieces: readonly Piece[], of: 'n0' | 'x0' | 'n1' | 'x1'): number =>
  pieces.reduce((sum, piece) => sum + piece[of], 0);

export const expectedOf = (pieces: readonly Piece[]): number => pieces.reduce((sum, { n1, r0 }) => sum + n1 * r0, 0);
