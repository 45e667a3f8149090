import { PERIODS, type Sides } from './compare.ts';
import { exact, text } from './format.ts';
import { callsBehind, type MetricInfo, type Row } from './model.ts';

/**
 * `none`: nothing to compare with. `steady`: no more than chance or habit explains. `more`/`less`: neither is better.
 * `apart`: totals of different calls, of which neither is more of the other.
 */
export type Verdict = 'better' | 'worse' | 'more' | 'less' | 'steady' | 'too_few' | 'apart' | 'none';

export interface Change {
  verdict: Verdict;
  up: boolean;
  /** How much: `18 %`, `0.4 pt`, `3.2×`; empty without a change to speak of. The other total, when they are `apart`. */
  size: string;
  /** Share by which the number changed: 0.18. For rates, of the rate itself. */
  relative: number;
  /** Both figures with their n, in words. */
  detail: string;
  sides: Sides;
}

const NONE: Change = {
  verdict: 'none',
  up: false,
  size: '',
  relative: 0,
  detail: 'Nothing to compare with',
  sides: PERIODS,
};
/** 95 %, two-sided. */
const Z = 1.96;

/** What became of a metric: `now` against `before`, both with the calls (`n`) behind them. */
export function changeOf(
  metric: MetricInfo,
  now: Row | undefined,
  before: Row | undefined,
  sides: Sides = PERIODS,
): Change {
  const [value, old] = [now?.[metric.id], before?.[metric.id]];
  if (!now || !before || typeof value !== 'number' || typeof old !== 'number') return NONE;
  const [n, nOld] = [callsBehind(now, metric.id), callsBehind(before, metric.id)];
  const told = (number: number, calls: number) => `${text(number, metric.unit)} (n = ${exact(calls)})`;
  const change = {
    up: value > old,
    size: sizeOf(metric, value, old),
    relative: old === 0 ? Number(value > 0) : value / old - 1,
    detail: sides.apart
      ? `${capital(sides.now)}: ${told(value, n)}; ${sides.before}: ${told(old, nOld)}`
      : `${told(value, n)} ${sides.now}, ${told(old, nOld)} ${sides.before}`,
    sides,
  };
  const summed = metric.kind === 'count' || metric.kind === 'sum' || metric.kind === 'rate';
  if (summed && sides.apart) return { ...change, verdict: 'apart', size: text(old, metric.unit) };
  if (!summed && Math.min(n, nOld) < sides.fewest) return { ...change, verdict: 'too_few', size: '' };
  if (!differs(metric, value, n, old, nOld)) return { ...change, verdict: 'steady' };
  // More traffic costs more: only what stands for one call can be better or worse.
  if (summed || metric.better === 'none') return { ...change, verdict: change.up ? 'more' : 'less' };
  return { ...change, verdict: change.up === (metric.better === 'higher') ? 'better' : 'worse' };
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/**
 * Whether a difference is worth a word, of two samples of any sizes. Rates: Newcombe's 95 % interval of the difference, which
 * holds for few calls and rare events too. Everything else has no known spread here, so the bar is 5 %, and for percentiles and
 * means what chance does to the P95 of a usual latency (log-normal, σ 0.6) 19 times of 20: 250 % × √(1/n + 1/m), 35 % at 100
 * calls on both sides.
 */
function differs({ unit, kind }: MetricInfo, value: number, n: number, old: number, nOld: number): boolean {
  if (unit === 'ratio' && kind === 'ratio' && Math.max(value, old) <= 1) {
    const { low, high } = differenceOf(value, n, old, nOld);
    return (low > 0 || high < 0) && Math.abs(value - old) >= 0.0005;
  }
  const bar = kind === 'quantile' || kind === 'mean' ? Math.max(0.05, 2.5 * Math.sqrt(1 / n + 1 / nOld)) : 0.05;
  return old === 0 ? value !== 0 : Math.abs(value / old - 1) >= bar;
}

/** Newcombe's 95 % interval of the difference of two shares (hybrid of Wilson's). */
function differenceOf(share: number, n: number, other: number, m: number): { low: number; high: number } {
  const [a, b] = [interval(share, n), interval(other, m)];
  const difference = share - other;
  return {
    low: difference - Math.hypot(share - a.low, b.high - other),
    high: difference + Math.hypot(a.high - share, other - b.low),
  };
}

function sizeOf({ unit }: MetricInfo, value: number, old: number): string {
  if (unit === 'ratio') {
    const points = Math.abs(value - old) * 100;
    return `${points.toFixed(points >= 9.95 ? 0 : points >= 0.095 ? 1 : 2)}\u00a0pt`;
  }
  if (old === 0) return value === 0 ? '' : 'new';
  const factor = value / old;
  if (factor >= 3) return `${factor.toFixed(factor >= 9.95 ? 0 : 1)}×`;
  return `${Math.abs((factor - 1) * 100).toFixed(0)}\u00a0%`;
}

/** Wilson's 95 % interval of a share among `n`. */
export function interval(share: number, n: number): { low: number; high: number } {
  const z2 = Z * Z;
  const middle = (share + z2 / (2 * n)) / (1 + z2 / n);
  const half = (Z * Math.sqrt((share * (1 - share)) / n + z2 / (4 * n * n))) / (1 + z2 / n);
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}
