/** x·ln(x/y), 0 where nothing was observed. */
const term = (x: number, y: number): number => (x > 0 ? x * Math.log(x / y) : 0);

/**
 * Log-likelihood ratio of a set against the rest (Kulldorff's scan statistic, Poisson): O observed of X where E were expected
 * of T. `O ln(O/E) + (X−O) ln((X−O)/(T−E)) − X ln(X/T)`. 0 when there is no rest.
 */
export function likelihoodRatio(o: number, e: number, x: number, t: number): number {
  const [restO, restE] = [Math.max(0, x - o), t - e];
  if (e <= t * 1e-12 || restE <= t * 1e-12 || x <= 0) return 0;
  return Math.max(0, term(o, e) + term(restO, restE) - term(x, t));
}

/** Two-sided p of a likelihood ratio of one degree of freedom: z² = 2·LLR. Smallest 1e-300. */
export function pOf(llr: number): number {
  return Math.max(1e-300, Math.min(1, erfc(Math.sqrt(Math.max(0, llr)))));
}

/** Complementary error function for x ≥ 0, relative error below 1.2e-7 (Chebyshev fit of Numerical Recipes). */
function erfc(x: number): number {
  const t = 1 / (1 + x / 2);
  const fit = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223,
    0.17087277,
  ];
  return t * Math.exp(-x * x + fit.reduceRight((sum, one) => one + t * sum, 0));
}
