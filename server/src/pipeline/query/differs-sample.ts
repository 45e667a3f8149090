import type { Params } from '../store/engine.ts';
import type { ResolvedRange } from './range.ts';

/** Which calls of one side are looked at: those in these stretches of time, and of them this share. */
export interface Draw {
  stretches: ResolvedRange[];
  /** 0…1, by a hash of the span's id: the same calls each time. */
  keep: number;
  /** Found by the filter over all of the stretches before anything else of them is read. */
  sought: boolean;
}

/** Stretches a range is thinned to. */
const STRETCHES = 48;
const GOLDEN = 0.618_033_988_749_895;

/**
 * About `share` of a range: as many short stretches as there are equal parts of it, one in each, none at the same place in its
 * part as its neighbours, so that no rhythm of the traffic is met again and again. The engine reads nothing between them.
 */
export function stretchesOf(range: ResolvedRange, share: number): ResolvedRange[] {
  if (share >= 1) return [range];
  const part = (range.to - range.from) / STRETCHES;
  const length = Math.max(1, Math.round(part * share));
  return Array.from({ length: STRETCHES }, (_, i) => {
    const from = Math.round(range.from + i * part + ((i * GOLDEN) % 1) * (part - length));
    return { from, to: Math.min(range.to, from + length) };
  });
}

/** The condition that a row's time lies in one of them; their parameters begin with `prefix`. */
export function within(stretches: readonly ResolvedRange[], prefix: string, params: Params): string {
  const conditions = stretches.map(({ from, to }, i) => {
    Object.assign(params, { [`${prefix}${i}from`]: from, [`${prefix}${i}to`]: to });
    return `(time >= {${prefix}${i}from:DateTime64(6)} AND time < {${prefix}${i}to:DateTime64(6)})`;
  });
  return `(${conditions.join(' OR ')})`;
}

const MILLION = 1_000_000;

/** The condition that a row is among the share that is kept. */
export function kept(keep: number, name: string, params: Params): string {
  if (keep >= 1) return '1';
  params[name] = Math.round(keep * MILLION);
  return `cityHash64(span_id) % ${MILLION} < {${name}:UInt32}`;
}
