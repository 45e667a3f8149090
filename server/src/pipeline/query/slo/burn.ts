import type { Count } from './tallies.ts';

/**
 * Burn rates: how many times faster than a goal allows its bad calls come (statistics: SLOs). 1 uses the budget up in exactly
 * one window.
 */

/** Undefined where no call counted. `budget` = share of calls that may be bad, 0–1. */
export const burnOf = ({ valid, bad }: Count, budget: number): number | undefined =>
  valid === 0 ? undefined : bad / valid / budget;

/** A burn that somebody should look at now: while both windows (minutes) exceed it. */
export interface Page {
  burn: number;
  long: number;
  short: number;
  /** The burn was lowered: with so large a budget not even all calls failing would reach it. */
  reduced?: true;
}

/** For a window of 30 days; others scale with it. */
const PAGES: readonly Page[] = [
  { burn: 14.4, long: 60, short: 5 },
  { burn: 6, long: 360, short: 30 },
];
const USUAL_DAYS = 30;
/** So few bad calls in the short window wake nobody. */
const FEWEST_BAD = 3;
/** What chance may make of calls that are as good as the goal asks. */
const CHANCE = 0.001;

/** The pages of a goal. Below 1 no burn uses a budget up, however short its window. */
export function pagesOf(budget: number, windowDays: number): Page[] {
  return PAGES.map((page) => {
    const burn = Math.max(1, (page.burn * windowDays) / USUAL_DAYS);
    return burn * budget > 1 ? { ...page, burn: 0.5 / budget, reduced: true } : { ...page, burn };
  });
}

/** Whether both windows burn faster than the page allows, by more than chance and with more than a few bad calls. */
export function fires({ burn }: Page, long: Count, short: Count, budget: number): boolean {
  return (
    (burnOf(long, budget) ?? 0) >= burn &&
    (burnOf(short, budget) ?? 0) >= burn &&
    short.bad >= FEWEST_BAD &&
    binomialTail(long.bad, long.valid, budget) < CHANCE
  );
}

/** P(X ≥ k), X of the binomial distribution with n trials of probability p: summed from its largest term outwards. */
export function binomialTail(k: number, n: number, p: number): number {
  if (k <= 0) return 1;
  if (k > n) return 0;
  // Below the mean the other side is shorter and nothing cancels: 1 − P(X ≤ k − 1).
  if (k <= n * p) return Math.max(0, 1 - sumFrom(k - 1, n, p, -1));
  return Math.min(1, sumFrom(k, n, p, 1));
}

/** Probabilities of k, then of its neighbours upwards or downwards, until they no longer add anything. */
function sumFrom(k: number, n: number, p: number, by: 1 | -1): number {
  const odds = p / (1 - p);
  let term = Math.exp(lnChoose(n, k) + k * Math.log(p) + (n - k) * Math.log1p(-p));
  let sum = 0;
  for (let i = k; i >= 0 && i <= n && term > sum * 1e-17; i += by) {
    sum += term;
    term *= by === 1 ? ((n - i) / (i + 1)) * odds : i / (n - i + 1) / odds;
  }
  return sum;
}

const lnChoose = (n: number, k: number): number => lnFactorial(n) - lnFactorial(k) - lnFactorial(n - k);

/** ln n!: exact for small n, else Stirling's series. */
function lnFactorial(n: number): number {
  if (n < 32) {
    let product = 1;
    for (let i = 2; i <= n; i++) product *= i;
    return Math.log(product);
  }
  const square = n * n;
  return n * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI * n) + (1 / 12 - (1 / 360 - 1 / 1260 / square) / square) / n;
}

/** Wilson's 95 % interval of a share. */
export function wilson(good: number, n: number): { low: number; high: number } {
  const z2 = 1.959964 ** 2;
  const share = good / n;
  const middle = (share + z2 / (2 * n)) / (1 + z2 / n);
  const half = Math.sqrt(z2) * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n));
  return { low: Math.max(0, middle - half / (1 + z2 / n)), high: Math.min(1, middle + half / (1 + z2 / n)) };
}
