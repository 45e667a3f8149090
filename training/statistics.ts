/** Figures of an evaluation with their 95 % intervals. */

/** Wilson's interval of a share: `count` of `n`. */
export function wilson(count: number, n: number, z = 1.96): [low: number, high: number] {
  if (n === 0) return [0, 1];
  const share = count / n;
  const middle = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

/** A share with its interval: `0.912 [0.890, 0.930]`. */
export function share(count: number, n: number): string {
  return n === 0 ? 'none' : interval(count / n, wilson(count, n));
}

/** A figure with its interval: `0.912 [0.890, 0.930]`. */
export function interval(value: number, [low, high]: readonly [number, number]): string {
  return `${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
}

/** One judged row: what is true, and what the detector said (near 1: positive). */
export interface Judged {
  label: boolean;
  score: number;
}

/** Chance that a positive scores above a negative; ties count half. */
export function auroc(rows: readonly Judged[]): number {
  const sorted = [...rows].sort((a, b) => a.score - b.score);
  const positives = rows.filter((row) => row.label).length;
  let ranks = 0;
  for (let from = 0; from < sorted.length; ) {
    let to = from;
    while (to < sorted.length && sorted[to]!.score === sorted[from]!.score) to++;
    const rank = (from + 1 + to) / 2;
    for (let at = from; at < to; at++) if (sorted[at]!.label) ranks += rank;
    from = to;
  }
  const negatives = rows.length - positives;
  return (ranks - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** Counts at a threshold; a row is called positive from it on. */
export function confusion(rows: readonly Judged[], threshold: number) {
  const count = (label: boolean, called: boolean) =>
    rows.filter((row) => row.label === label && row.score >= threshold === called).length;
  const [hits, misses, falseAlarms, quiet] = [
    count(true, true),
    count(true, false),
    count(false, true),
    count(false, false),
  ];
  const precision = hits / (hits + falseAlarms || 1);
  const recall = hits / (hits + misses || 1);
  return {
    hits,
    misses,
    falseAlarms,
    quiet,
    precision,
    recall,
    f1: (2 * hits) / (2 * hits + falseAlarms + misses || 1),
  };
}

/** 95 % bootstrap interval of a statistic over rows; the same for the same rows. */
export function bootstrap<Row>(
  rows: readonly Row[],
  statistic: (sample: Row[]) => number,
  rounds = 400,
): [low: number, high: number] {
  const random = generator(7);
  const values: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const value = statistic(rows.map(() => rows[Math.floor(random() * rows.length)]!));
    if (Number.isFinite(value)) values.push(value);
  }
  values.sort((a, b) => a - b);
  return [values[Math.floor(values.length * 0.025)] ?? 0, values[Math.ceil(values.length * 0.975) - 1] ?? 1];
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Microseconds a call of `run` takes, median of 9 rounds after a warm-up. */
export function microseconds(run: () => void, calls: number): number {
  const round = () => {
    const start = performance.now();
    for (let call = 0; call < calls; call++) run();
    return ((performance.now() - start) * 1000) / calls;
  };
  for (let warm = 0; warm < 8; warm++) round();
  return Array.from({ length: 9 }, round).sort((a, b) => a - b)[4]!;
}

/** Seconds that a thousand million multiplications take: what the speed of the machine was while something was measured. */
export function loopSeconds(): number {
  const start = performance.now();
  let value = 1;
  for (let at = 0; at < 1e8; at++) value = Math.imul(value, 1664525) + 1;
  return value === 0 ? 0 : ((performance.now() - start) * 10) / 1000;
}
