import type { Params } from '../store/engine.ts';
import type { ResolvedRange } from './range.ts';

/** A range, or short stretches of it: one in each of equal parts, `offsets` (µs) after its start. */
export interface Stretches extends ResolvedRange {
  part: number;
  length: number;
  offsets: readonly number[];
}

/** Which calls of one side are looked at: those in these stretches of time, and of them this share. */
export interface Draw {
  stretches: Stretches;
  /** 0…1, by a hash of the span's id: the same calls each time. */
  keep: number;
  /** Found by the filter over all of the stretches before anything else of them is read. */
  sought: boolean;
}

/** Each costs the engine a mark of rows at its edges. */
const PARTS = 16;
const GOLDEN = 0.618_033_988_749_895;

/**
 * About `share` of a range. No stretch is at the same place in its part as its neighbours are, so that no rhythm of the traffic is
 * met again and again. The engine reads nothing between them.
 */
export function stretchesOf({ from, to }: ResolvedRange, share: number): Stretches {
  const part = Math.ceil((to - from) / PARTS);
  if (share >= 1) return { from, to, part, length: part, offsets: [] };
  const length = Math.max(1, Math.round(part * share));
  const offsets = Array.from({ length: PARTS }, (_, i) => Math.round(((i * GOLDEN) % 1) * (part - length)));
  return { from, to, part, length, offsets };
}

export const isWhole = ({ offsets }: Stretches): boolean => offsets.length === 0;

const timeIs = (from: string, to: string): string => `time >= {${from}:DateTime64(6)} AND time < {${to}:DateTime64(6)}`;

/** The condition on a row that it lies in the stretches; parameters begin with `prefix`. */
export function within({ from, to, part, length, offsets }: Stretches, prefix: string, params: Params): string {
  Object.assign(params, { [`${prefix}from`]: from, [`${prefix}to`]: to });
  const inside = timeIs(`${prefix}from`, `${prefix}to`);
  if (!offsets.length) return `(${inside})`;
  Object.assign(params, { [`${prefix}start`]: from, [`${prefix}part`]: part, [`${prefix}length`]: length });
  params[`${prefix}offsets`] = [...offsets];
  const since = `(toUnixTimestamp64Micro(time) - {${prefix}start:Int64})`;
  const offset = `{${prefix}offsets:Array(Int64)}[intDiv(${since}, {${prefix}part:Int64}) + 1]`;
  const at = `${since} % {${prefix}part:Int64} - ${offset}`;
  return `(${inside} AND ${at} >= 0 AND ${at} < {${prefix}length:Int64})`;
}

/** The same for the primary key alone: which parts of the table can hold such rows. Computed once, not for each row. */
export function hint(all: readonly Stretches[], params: Params): string {
  const ranges = all.flatMap(({ from, to, part, length, offsets }) =>
    offsets.length
      ? offsets.map((offset, i) => ({ from: from + i * part + offset, to: from + i * part + offset + length }))
      : [{ from, to }],
  );
  const conditions = ranges.map((range, i) => {
    Object.assign(params, { [`h${i}from`]: range.from, [`h${i}to`]: range.to });
    return `(${timeIs(`h${i}from`, `h${i}to`)})`;
  });
  return `indexHint(${conditions.join(' OR ')})`;
}

const MILLION = 1_000_000;

/** The condition that a row is among the share that is kept. */
export function kept(keep: number, name: string, params: Params): string {
  if (keep >= 1) return '1';
  params[name] = Math.round(keep * MILLION);
  return `cityHash64(span_id) % ${MILLION} < {${name}:UInt32}`;
}
