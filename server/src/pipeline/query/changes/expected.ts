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
/** Fields (by position) of the coarser cells whose rate stands in for that of a cell not seen before, the nearest first. */
const BACKING: readonly (readonly number[])[] = [[0, 2], [0]];
/** Calls that make a coarser cell's rate worth having. */
const ENOUGH = 30;

/**
 * Cells with what was to be expected of them: r_0 = (b + 5·R_0) / (n + 5). Where a cell was hardly seen before, R_0 is not the
 * rate of all calls but that of its prompt and model, or of its prompt: a new version is held against the one before it.
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
  // Half an event, so that what never happened before is unlikely rather than impossible.
  const all = (sumOf(pieces, 'x0') + 0.5) / (sumOf(pieces, 'n0') + 1);
  const backing = BACKING.map((fields) => coarser(pieces, fields));
  return pieces.map((piece) => {
    const near = piece.n0 < PRIOR ? backing.find((of) => of(piece).n >= ENOUGH)?.(piece) : undefined;
    const rate = near ? smoothed(near.x, near.n, all) : all;
    return { ...piece, r0: smoothed(piece.x0, piece.n0, rate) };
  });
}

const smoothed = (x: number, n: number, rate: number): number => (x + PRIOR * rate) / (n + PRIOR);

/** Sums before over the pieces that agree with one in some fields. */
function coarser(pieces: readonly Piece[], fields: readonly number[]): (piece: Piece) => { n: number; x: number } {
  const keyOf = ({ values }: Piece): string => fields.map((at) => values[at]).join('\0');
  const sums = new Map<string, { n: number; x: number }>();
  for (const piece of pieces) {
    const sum = sums.get(keyOf(piece)) ?? { n: 0, x: 0 };
    sums.set(keyOf(piece), { n: sum.n + piece.n0, x: sum.x + piece.x0 });
  }
  return (piece) => sums.get(keyOf(piece)) ?? { n: 0, x: 0 };
}

export const sumOf = (pieces: readonly Piece[], of: 'n0' | 'x0' | 'n1' | 'x1'): number =>
  pieces.reduce((sum, piece) => sum + piece[of], 0);

export const expectedOf = (pieces: readonly Piece[]): number => pieces.reduce((sum, { n1, r0 }) => sum + n1 * r0, 0);
