/**
 * How unlike two groups of counted calls are, and whether chance alone would do. Everything here is symmetric in its two groups.
 * What is tested is chosen by the pooled counts alone, never by their split, so that the tests keep their level.
 */

/** Counts of one value: in the selection, in the rest. */
export type Pair = readonly [selected: number, rest: number];

const sumOf = (pairs: readonly Pair[], side: 0 | 1): number => pairs.reduce((sum, pair) => sum + pair[side], 0);
const pooled = ([selected, rest]: Pair): number => selected + rest;

/** ln Γ(x), x > 0 (Lanczos, 15 digits). */
function lnGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - lnGamma(1 - x);
  const t = x + 6.5;
  const sum = LANCZOS.reduce((all, coefficient, i) => all + coefficient / (x + i), 0.99999999999980993);
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}
const LANCZOS = [
  676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** P(χ² ≥ x) with `degrees` of freedom: the upper incomplete gamma function, by series or continued fraction. */
export function chiSquareTail(x: number, degrees: number): number {
  if (x <= 0 || degrees <= 0) return 1;
  const [a, z] = [degrees / 2, x / 2];
  const front = Math.exp(a * Math.log(z) - z - lnGamma(a));
  return Math.min(1, z < a + 1 ? 1 - front * lowerSeries(a, z) : front * upperFraction(a, z));
}

function lowerSeries(a: number, z: number): number {
  let [term, sum] = [1 / a, 1 / a];
  for (let n = 1; n < 10_000 && term > sum * 1e-16; n++) {
    term *= z / (a + n);
    sum += term;
  }
  return sum;
}

/** Lentz's method. */
function upperFraction(a: number, z: number): number {
  let b = z + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let h = d;
  for (let i = 1; i < 10_000; i++) {
    const an = -i * (i - a);
    b += 2;
    d = 1 / (an * d + b);
    c = b + an / c;
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) break;
  }
  return h;
}

/** Fewer than this expected, and χ² is no guide: the value joins the others. */
const MIN_EXPECTED = 5;

/**
 * G test of one value per call: are both groups drawn from one distribution? Values too rare to be expected five times in either
 * group are taken together, with the rarest of the others when even so they are too few. 1 when there is nothing to tell.
 */
function independence(pairs: readonly Pair[]): number {
  const [n, m] = [sumOf(pairs, 0), sumOf(pairs, 1)];
  const least = MIN_EXPECTED * ((n + m) / Math.max(1, Math.min(n, m)));
  const cells: Pair[] = [];
  let open: Pair = [0, 0];
  for (const pair of pairs.toSorted((a, b) => pooled(a) - pooled(b))) {
    open = [open[0] + pair[0], open[1] + pair[1]];
    if (pooled(open) < least) continue;
    cells.push(open);
    open = [0, 0];
  }
  const last = cells.pop();
  if (!last) return 1;
  cells.push([last[0] + open[0], last[1] + open[1]]);
  return chiSquareTail(gOf(cells), cells.length - 1);
}

/**
 * That chance alone made both groups so unlike, each call having one of the values: all of them at once, or one against the
 * others, whichever is the surer, at the price of having looked at both.
 */
export function unlike(pairs: readonly Pair[]): number {
  const [n, m] = [sumOf(pairs, 0), sumOf(pairs, 1)];
  const single = Math.min(1, ...pairs.map((pair) => valueTest(pair, n, m))) * pairs.length;
  return Math.min(1, 2 * Math.min(single, independence(pairs)));
}

/** 2 Σ O ln(O/E). */
function gOf(cells: readonly Pair[]): number {
  const [n, m] = [sumOf(cells, 0), sumOf(cells, 1)];
  const part = (observed: number, expected: number): number =>
    observed > 0 ? observed * Math.log(observed / expected) : 0;
  return (
    2 *
    cells.reduce((sum, pair) => {
      const of = pooled(pair) / (n + m);
      return sum + part(pair[0], n * of) + part(pair[1], m * of);
    }, 0)
  );
}

/** Two-sided p of a value that `selected` of `n` and `rest` of `m` calls have: exact (Fisher) where counts are small, else G. */
export function valueTest([selected, rest]: Pair, n: number, m: number): number {
  const [hits, total] = [selected + rest, n + m];
  if (n === 0 || m === 0 || hits === 0 || hits === total) return 1;
  const smallest = (Math.min(n, m) * Math.min(hits, total - hits)) / total;
  if (smallest >= 25) {
    const cells: Pair[] = [
      [selected, rest],
      [n - selected, m - rest],
    ];
    return chiSquareTail(gOf(cells), 1);
  }
  return hypergeometric(selected, hits, n, total);
}

/** Twice the smaller tail of `k` hits among `n` drawn from `total`, of which `hits` are hits. */
function hypergeometric(k: number, hits: number, n: number, total: number): number {
  const [low, high] = [Math.max(0, n + hits - total), Math.min(n, hits)];
  const start = Math.exp(choose(hits, k) + choose(total - hits, n - k) - choose(total, n));
  const tail = (step: 1 | -1): number => {
    let [term, sum] = [start, start];
    for (let i = k; step > 0 ? i < high : i > low; i += step) {
      const up = ((hits - i) * (n - i)) / ((i + 1) * (total - hits - n + i + 1));
      const down = (i * (total - hits - n + i)) / ((hits - i + 1) * (n - i + 1));
      term *= step > 0 ? up : down;
      sum += term;
      if (term < sum * 1e-12) break;
    }
    return sum;
  };
  return Math.min(1, 2 * Math.min(tail(1), tail(-1)));
}

const choose = (n: number, k: number): number => lnGamma(n + 1) - lnGamma(k + 1) - lnGamma(n - k + 1);

/**
 * Jensen–Shannon divergence in bits between the shares of two groups: 0 the same, 1 nothing in common. What sampling alone adds
 * on average, (B − 1)(1/n + 1/m)/(8 ln 2), is taken off, so that few calls do not look different for being few.
 */
export function divergence(pairs: readonly Pair[], n: number, m: number): number {
  const used = pairs.filter((pair) => pooled(pair) > 0);
  const bits = used.reduce((sum, [selected, rest]) => {
    const [p, q] = [selected / n, rest / m];
    return sum + half(p, q) + half(q, p);
  }, 0);
  const noise = ((used.length - 1) * (1 / n + 1 / m)) / (8 * Math.LN2);
  return Math.min(1, Math.max(0, bits - Math.max(0, noise)));
}

const half = (p: number, q: number): number => (p > 0 ? (p / 2) * Math.log2((2 * p) / (p + q)) : 0);

/** The p-values below which one may be believed when so many were looked at: Benjamini–Hochberg, adjusted p by position. */
export function adjusted(ps: readonly number[]): number[] {
  const order = ps.map((p, i) => ({ p, i })).sort((a, b) => b.p - a.p);
  const found = [...ps];
  let least = 1;
  for (const [rank, { p, i }] of order.entries()) {
    least = Math.min(least, (p * ps.length) / (ps.length - rank));
    found[i] = least;
  }
  return found;
}
