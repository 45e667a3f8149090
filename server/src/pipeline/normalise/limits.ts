const DAY = 86_400_000_000;
/** A clock may be a day ahead and be believed; beyond two, the time is a mistake. */
const AHEAD_DAYS = 2;

/** The earliest time (µs) that is still kept. */
export const oldest = (now: number, retentionDays: number): number => now - retentionDays * DAY;

/** Why a row of that time can't be stored, or undefined. */
export function timeFault(time: number, now: number, retentionDays: number): string | undefined {
  if (time === 0) return 'start_time_unix_nano and end_time_unix_nano are both missing';
  if (time < oldest(now, retentionDays)) return `older than the retention of ${retentionDays} days`;
  if (time > now + AHEAD_DAYS * DAY) return `more than ${AHEAD_DAYS} days in the future`;
  return undefined;
}
