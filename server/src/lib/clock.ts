/** Microseconds since the epoch, now. */
export const nowMicros = (): number => Date.now() * 1000;

/** Milliseconds since `begun` (of `performance.now`), to a tenth. */
export const elapsedMs = (begun: number): number => Math.round((performance.now() - begun) * 10) / 10;

let last = 0;

/** A microsecond stamp that never repeats or steps back within this process, also when the system clock does. */
export function nextVersion(): number {
  last = Math.max(last + 1, nowMicros());
  return last;
}
