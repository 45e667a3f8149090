/** The load at which latency begins to rise; without `at`, `reason` says why there is none to show. */
export interface Knee {
  /** Calls in flight. */
  at?: number;
  /** The fitted line, ms: `flat` up to the knee, then `slope` more a call in flight. */
  flat?: number;
  slope?: number;
  reason?: 'too_little_variation' | 'flat' | 'no_bend';
}

interface Point {
  concurrency: number;
  n: number;
  latency_p50?: number;
}

/** Fewer levels than this, or a range of load smaller than this factor, tell nothing about load. */
const MIN_LEVELS = 6;
const MIN_SPREAD = 3;
/** Calls a level must rest on, and those beyond which it is not their number that scatters the medians. */
const MIN_CALLS = 30;
const SURE = 1000;
/** Difference of BIC that counts as very strong evidence (Kass & Raftery 1995, "Bayes factors", JASA 90, table of 2 ln B). */
const VERY_STRONG = 10;
const POSITIVE = 2;

/**
 * Where latency bends: a broken stick through the median latency by level of concurrency, flat up to the knee k and straight
 * upwards beyond, L(N) = flat + slope · max(0, N − k). Fitted by least squares weighted by calls (up to 1,000), k by search over the levels
 * (Hudson 1966, "Fitting segmented curves whose join points have to be estimated", JASA 61). It is kept only where it explains
 * the levels better than a constant by 10 points of BIC, and than a straight line by 2 (Kass & Raftery 1995); otherwise latency
 * does not depend on load, or depends on it from the first call on. Two levels at least lie on each side. A universal
 * scalability law was not taken: its peak of throughput lies far beyond where users feel the load.
 */
export function kneeOf(levels: readonly Point[]): Knee {
  const points = levels.flatMap(({ concurrency: x, n, latency_p50: y }) =>
    y === undefined || n < MIN_CALLS ? [] : [{ x, y, weight: Math.min(n, SURE) }],
  );
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || points.length < MIN_LEVELS || last.x < first.x * MIN_SPREAD)
    return { reason: 'too_little_variation' };
  const constant = bic(points, fit(points, Number.POSITIVE_INFINITY).error, 1);
  const straight = fit(points, first.x);
  const bends = candidates(points.slice(1, -2).map(({ x }) => x))
    .map((at) => ({ at, ...fit(points, at) }))
    .filter(({ slope }) => slope > 0);
  const best = bends.reduce<(typeof bends)[number] | undefined>(
    (found, bend) => (found && found.error <= bend.error ? found : bend),
    undefined,
  );
  const line = bic(points, straight.error, 2);
  const bent = best && bic(points, best.error, 3);
  if (best && bent !== undefined && bent + VERY_STRONG <= constant && bent + POSITIVE <= line)
    return { at: best.at, flat: best.flat, slope: best.slope };
  return { reason: straight.slope > 0 && line + VERY_STRONG <= constant ? 'no_bend' : 'flat' };
}

/** The levels that may be the knee, and the middles between them. */
const candidates = (xs: readonly number[]): number[] =>
  xs.flatMap((x, i) => (i === 0 ? [x] : [(x + (xs[i - 1] ?? x)) / 2, x]));

interface Weighted {
  x: number;
  y: number;
  weight: number;
}

/** Weighted least squares of y on max(0, x − at); a constant where nothing lies beyond. `error` = weighted sum of squares. */
function fit(points: readonly Weighted[], at: number): { flat: number; slope: number; error: number } {
  const beyond = (x: number): number => (at === Number.POSITIVE_INFINITY ? 0 : Math.max(0, x - at));
  const sum = (of: (point: Weighted) => number): number => points.reduce((all, point) => all + of(point), 0);
  const weights = sum(({ weight }) => weight);
  const meanX = sum(({ x, weight }) => weight * beyond(x)) / weights;
  const meanY = sum(({ y, weight }) => weight * y) / weights;
  const varX = sum(({ x, weight }) => weight * (beyond(x) - meanX) ** 2);
  const slope = varX > 0 ? sum(({ x, y, weight }) => weight * (beyond(x) - meanX) * (y - meanY)) / varX : 0;
  const flat = meanY - slope * meanX;
  return { flat, slope, error: sum(({ x, y, weight }) => weight * (y - flat - slope * beyond(x)) ** 2) };
}

/** Bayesian information criterion, up to a constant, of normal errors whose size is unknown. A perfect fit stays finite. */
function bic(points: readonly Weighted[], error: number, parameters: number): number {
  const { length } = points;
  const weights = points.reduce((sum, { weight }) => sum + weight, 0);
  const mean = points.reduce((sum, { y, weight }) => sum + y * weight, 0) / weights;
  const floor = 1e-9 * mean * mean;
  return length * Math.log(Math.max(error / weights, floor)) + parameters * Math.log(length);
}
