import { InvalidInput } from '../../lib/errors.ts';
import type { Range } from '../../model/query.ts';
import { formatTime, parseTime } from './time.ts';

/** A range of time in microseconds since the epoch; `to` is exclusive. */
export interface ResolvedRange {
  from: number;
  to: number;
}

const SECOND = 1_000_000;
const UNITS: Record<string, number> = {
  s: SECOND,
  m: 60 * SECOND,
  h: 3600 * SECOND,
  d: 86_400 * SECOND,
  w: 7 * 86_400 * SECOND,
};
const RELATIVE = /^now(?:-(\d{1,9})([smhdw]))?$/;
const MAX_SPAN = 3660 * 86_400 * SECOND;
/** What starts of long ranges are whole multiples of, so that they meet the buckets of roll-ups. */
const WHOLES = [3600 * SECOND, 900 * SECOND, 60 * SECOND];
/** A range is lengthened by less than this share of it. */
const SHARE = 1 / 500;

/**
 * The range in microseconds, relative ends taken from `now`. A relative start of a long range is that of its minute (from 9 hours on),
 * quarter of an hour (6 days) or hour (21 days). Throws `InvalidInput` naming `<path>.from` or `<path>.to`.
 */
export function resolveRange(range: Range, now: number, path = 'range'): ResolvedRange {
  const to = resolve(`${path}.to`, range.to, now);
  const begun = resolve(`${path}.from`, range.from, now);
  const from = RELATIVE.test(range.from) ? begun - (begun % wholeOf(to - begun)) : begun;
  if (from >= to) throw new InvalidInput(`${path}.from`, 'the range is empty: `from` must be before `to`');
  if (to - from > MAX_SPAN) throw new InvalidInput(`${path}.from`, 'the range is longer than 10 years');
  return { from, to };
}

/** What the start of a range of this length (µs) is a whole multiple of when it is relative: 1 for short ones. */
export const wholeOf = (length: number): number => WHOLES.find((whole) => whole < length * SHARE) ?? 1;

function resolve(field: string, text: string, now: number): number {
  const [relative, amount = '0', unit = 's'] = RELATIVE.exec(text) ?? [];
  const time = relative === undefined ? parseTime(text) : now - Number(amount) * (UNITS[unit] ?? 0);
  if (time !== undefined && time >= 0) return time;
  throw new InvalidInput(field, 'must be a time such as `2026-11-24T16:00:00Z`, `now` or `now-24h`');
}

/** A range as answers say it. */
export const toldRange = ({ from, to }: ResolvedRange): { from: string; to: string } => ({
  from: formatTime(from),
  to: formatTime(to),
});
