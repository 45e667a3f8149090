import type { ResolvedRange } from './range.ts';

interface Ranking {
  /** When it was asked for, µs. */
  at: number;
  range: ResolvedRange;
  groups: string[][];
}

/** A ranking over a range holds for this share of its length: a minute of a day. */
const SHARE = 1 / 1440;
const MAX_RANKINGS = 500;
/** Characters of a key; longer questions are not remembered. */
const MAX_KEY = 20_000;

/** Which groups came first a moment ago, of questions whose course over time is told of these alone. */
export class Rankings {
  readonly #kept = new Map<string, Ranking>();

  /**
   * The `limit` groups that come first. Remembered only where there are as many: of fewer none is left out, so a new one is
   * never missed. `key`: everything in the question but its range; `now` in µs.
   */
  async of(
    key: string,
    { range, limit, now }: { range: ResolvedRange; limit: number; now: number },
    rank: () => Promise<string[][]>,
  ): Promise<string[][]> {
    const kept = this.#kept.get(key);
    const lasts = (range.to - range.from) * SHARE;
    const moved = (a: number, b: number): boolean => Math.abs(a - b) > lasts;
    if (kept && !moved(kept.at, now) && !moved(kept.range.from, range.from) && !moved(kept.range.to, range.to))
      return kept.groups;
    const groups = await rank();
    this.#kept.delete(key);
    if (groups.length >= limit && key.length <= MAX_KEY) this.#kept.set(key, { at: now, range, groups });
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined && this.#kept.size > MAX_RANKINGS) this.#kept.delete(oldest);
    return groups;
  }
}
