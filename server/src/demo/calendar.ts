export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Share of a working day's traffic that each hour (UTC) has: invented, as Europe and America at work would make it. */
const HOURS = [9, 7, 6, 5, 6, 9, 16, 28, 44, 56, 60, 54, 50, 58, 66, 68, 62, 54, 46, 38, 31, 24, 17, 12];
/** Sunday first. */
const WEEK = [0.42, 1, 1.06, 1.08, 1.04, 0.92, 0.5];

/** How much traffic a day has, 1 = an ordinary working day. `day` counts from the epoch. */
export function volume(day: number): number {
  // 1970-01-01 was a Thursday.
  return WEEK[(day + 4) % 7] ?? 1;
}

let TOTAL = 0;
/** The sum of the shares up to the end of each hour. */
const CUMULATED = HOURS.map((hour) => {
  TOTAL += hour;
  return TOTAL;
});

/** The moment (ms since midnight) at which the share `x` of a day's traffic has come. */
export function momentOf(x: number): number {
  const wanted = Math.min(Math.max(x, 0), 1 - 1e-9) * TOTAL;
  const hour = CUMULATED.findIndex((sum) => sum > wanted);
  const before = CUMULATED[hour - 1] ?? 0;
  return (hour + (wanted - before) / (HOURS[hour] ?? 1)) * HOUR;
}
