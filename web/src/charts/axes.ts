import { clockTime, dayTime } from '../time.ts';

/** Room around a plot for its axes, pixels; the same as of the line charts, so that pictures above one another share their edges. */
export const MARGIN = { top: 8, right: 16, bottom: 26, left: 54 } as const;

const DAY = 864e5;
const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10_080].map((minutes) => minutes * 60_000);

/** Marks of a time axis `width` pixels wide: at round times of the reader's zone, far enough apart to be read. */
export function timeMarks(from: number, to: number, width: number): { at: number; label: string }[] {
  const most = Math.max(1, Math.floor(width / 76));
  const step = TIME_STEPS.find((one) => (to - from) / one <= most) ?? Math.ceil((to - from) / most / DAY) * DAY;
  const zone = new Date(from).getTimezoneOffset() * 60_000;
  const marks: { at: number; label: string }[] = [];
  for (let at = Math.ceil((from - zone) / step) * step + zone; at <= to; at += step) {
    const midnight = new Date(at).getHours() === 0 && new Date(at).getMinutes() === 0;
    marks.push({ at, label: midnight ? dayTime(at) : clockTime(at) });
  }
  return marks;
}

/** Round values from 0 to at least `max`, `most` steps or fewer. */
export function valueMarks(max: number, most: number): number[] {
  if (!(max > 0)) return [0];
  const rough = max / most;
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * size >= rough * (1 - 1e-9)) ?? 10) * size;
  return Array.from({ length: Math.floor(max / step + 1e-9) + 1 }, (_, i) => Number((i * step).toPrecision(12)));
}

const [SECOND, MINUTE, HOUR] = [1000, 60_000, 3_600_000];
/** Durations one says, ms, those that are first to be marked before the others. */
const DURATIONS = [
  [0.1, 1, 10, 100, SECOND, 10 * SECOND, MINUTE, 10 * MINUTE, HOUR, 10 * HOUR],
  [2, 5, 20, 50, 200, 500, 2 * SECOND, 5 * SECOND, 20 * SECOND, 30 * SECOND, 2 * MINUTE, 5 * MINUTE, 30 * MINUTE],
] as const;

/** Marks of a logarithmic axis of durations. `y` places one; those that would stand too close to another are left out. */
export function durationMarks(low: number, high: number, y: (ms: number) => number): number[] {
  const marks: number[] = [];
  for (const ms of DURATIONS.flat())
    if (ms >= low && ms <= high && marks.every((other) => Math.abs(y(other) - y(ms)) >= 19)) marks.push(ms);
  return marks;
}

/** 1, 2, 5, 10, 20 … up to `high`. */
export function logMarks(high: number): number[] {
  const marks: number[] = [];
  for (let size = 1; size <= high; size *= 10)
    marks.push(...[1, 2, 5].map((factor) => factor * size).filter((mark) => mark <= high));
  return marks;
}
