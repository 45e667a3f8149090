import { likelihoodRatio } from './likelihood.ts';

/** A number over equal steps of time: what was observed, and what it stands against (calls, or the same step before). */
export interface Steps {
  observed: readonly number[];
  weight: readonly number[];
  /** Steps before this one are only looked at, nothing begins there. */
  first: number;
}

/** Where the number differs from the rest: from a step up to another one, or to the end. */
export interface Stretch {
  from: number;
  to?: number;
}

/** Likelihoods this close cannot be told apart (95 % of a χ² of two degrees). */
const CLOSE = 3;
/** How far apart equally likely beginnings may lie, as a share of all steps. */
const VAGUE = 0.06;

/**
 * The stretch that differs most from the rest in the direction asked for (best split by likelihood, over all beginnings and
 * ends). Undefined when none does beyond chance, when it has no beginning in sight, or when its beginning is anybody's guess.
 */
export function stretchOf({ observed, weight, first }: Steps, up: boolean): Stretch | undefined {
  const length = observed.length;
  const [sums, weights] = [cumulated(observed), cumulated(weight)];
  const [x, t] = [sums[length]!, weights[length]!];
  const likely: { from: number; to: number; llr: number }[] = [];
  let best = 0;
  for (let from = Math.max(1, first); from < length; from++)
    for (let to = from + 1; to <= length; to++) {
      const [o, e] = [sums[to]! - sums[from]!, weights[to]! - weights[from]!];
      if (o * t > x * e !== up) continue;
      const llr = likelihoodRatio(o, e, x, t);
      if (llr < best - CLOSE) continue;
      best = Math.max(best, llr);
      likely.push({ from, to, llr });
    }
  if (best <= Math.log(Math.max(1, (length * length) / 2)) + Math.log(1000)) return undefined;
  const close = likely.filter(({ llr }) => llr >= best - CLOSE).sort((a, b) => b.llr - a.llr);
  // What may still last is not said to be over.
  const chosen = close.find(({ to }) => to === length) ?? close[0]!;
  const beginnings = close.map(({ from }) => from);
  const spread = Math.max(...beginnings) - Math.min(...beginnings);
  if (spread > Math.max(2, VAGUE * length)) return undefined;
  return chosen.to === length ? { from: chosen.from } : { from: chosen.from, to: chosen.to };
}

function cumulated(values: readonly number[]): number[] {
  const sums = [0];
  for (const value of values) sums.push(sums.at(-1)! + value);
  return sums;
}
