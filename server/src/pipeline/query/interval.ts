import { InvalidInput } from '../../lib/errors.ts';
import type { ResolvedRange } from './range.ts';

/** Buckets of `seconds` each; one starts at `offset` seconds before the epoch, which puts weeks on Mondays. All in UTC. */
export interface Step {
  name: string;
  seconds: number;
  offset: number;
}

const UNITS: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
const WEEK = 604_800;
/** 1970 began on a Thursday. */
const MONDAY = 3 * 86_400;
const AUTO = ['1m', '5m', '15m', '30m', '1h', '2h', '3h', '6h', '12h', '1d', '7d', '28d', '364d'];
const AUTO_BUCKETS = 120;
const MAX_BUCKETS = 10_000;

/** The step of an interval, undefined for `none`. Throws `InvalidInput` naming `interval`. */
export function stepOf(interval: string, range: ResolvedRange): Step | undefined {
  if (interval === 'none') return undefined;
  if (interval === 'auto') {
    const fits = AUTO.map(parse).find((step) => step && bucketsOf(step, range) <= AUTO_BUCKETS + 1);
    return fits ?? parse('364d');
  }
  const step = parse(interval);
  if (!step) throw new InvalidInput('interval', 'must be `auto`, `none`, or a step such as `1m`, `5m`, `1h`, `1d`');
  const buckets = bucketsOf(step, range);
  if (buckets > MAX_BUCKETS)
    throw new InvalidInput('interval', `${buckets} steps of ${interval} are too many: take a longer one or \`auto\``);
  return step;
}

function parse(name: string): Step | undefined {
  const [, amount, unit = ''] = /^(\d{1,4})([smhdw])$/.exec(name) ?? [];
  const seconds = Number(amount) * (UNITS[unit] ?? 0);
  if (!(seconds > 0)) return undefined;
  return { name, seconds, offset: seconds % WEEK === 0 ? MONDAY : 0 };
}

/** How many buckets a range touches. */
export function bucketsOf({ seconds, offset }: Step, { from, to }: ResolvedRange): number {
  const bucket = (micros: number): number => Math.floor((micros / 1e6 + offset) / seconds);
  return bucket(to - 1) - bucket(from) + 1;
}

/** Steps of a picture of time and something else. */
const MAX_STEPS = 400;

/** The step of a picture, which has one. Throws `InvalidInput` naming `interval`. */
export function pictureStep(interval: string, range: ResolvedRange): Step {
  const step = stepOf(interval === 'none' ? 'auto' : interval, range) as Step;
  if (bucketsOf(step, range) <= MAX_STEPS) return step;
  throw new InvalidInput('interval', `more than ${MAX_STEPS} steps: take a longer one or \`auto\``);
}

/** The start of a bucket in µs, as an expression of a time in µs. */
export const bucketSql = (micros: string, { seconds, offset }: Step): string => {
  const [length, shift] = [seconds * 1e6, offset * 1e6];
  return `intDiv(${micros} + ${shift}, ${length}) * ${length} - ${shift}`;
};
