import { nowMicros } from '../../lib/clock.ts';

/** Microsecond stamps that only go forward: never behind what was seen, whatever the system clock does. */
export class RollupClock {
  #last = 0;

  /** Stamps from now on are higher than this one. */
  advance(stamp: number): void {
    this.#last = Math.max(this.#last, stamp);
  }

  /** The first of `count` consecutive stamps that nobody else gets. */
  reserve(count: number): number {
    const first = Math.max(this.#last + 1, nowMicros());
    this.#last = first + count - 1;
    return first;
  }

  now(): number {
    return Math.max(this.#last, nowMicros());
  }
}
