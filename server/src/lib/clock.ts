/** Microseconds since the epoch, now. */
export const nowMicros = (): number => Date.now() * 1000;

let last = 0;

/** A microsecond stamp that never repeats or steps back within this process, also when the system clock does. */
export function nextVersion(): number {
  last = Math.max(last + 1, nowMicros());
  return last;
}
