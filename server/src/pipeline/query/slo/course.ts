import type { SloDefinition } from '../../../model/slo.ts';
import { GRAINS } from '../../store/cubes.ts';
import { binomialTail, fires, pagesOf } from './burn.ts';
import { type Count, hourOf, type Tally } from './tallies.ts';

export type SloState = 'ok' | 'at_risk' | 'broken' | 'too_few' | 'no_calls';

/**
 * The calls of a goal, hour by hour without gaps, up to the running one. Sums over any stretch cost the same: everything here is
 * a difference of two sums, so it makes no difference how calls are split into hours.
 */
export class Course {
  /** Share of calls that may be bad, 0–1. */
  readonly budget: number;
  /** Hours of the window, and from which on (µs) hours are there; `length` of them. */
  readonly window: number;
  readonly from: number;
  readonly length: number;
  readonly #pages;
  /** Of the hours before each. */
  readonly #n: Float64Array;
  readonly #valid: Float64Array;
  readonly #bad: Float64Array;

  constructor({ objective, window_days }: Pick<SloDefinition, 'objective' | 'window_days'>, tally: Tally, now: number) {
    // Through a decimal: 100 − 99.9 is not 0.1.
    this.budget = Number(((100 - objective) / 100).toFixed(8));
    this.window = window_days * 24;
    this.#pages = pagesOf(this.budget, window_days);
    const end = hourOf(now) + GRAINS.hour;
    this.from = Math.min(tally.hours[0]?.[0] ?? end, end);
    this.length = (end - this.from) / GRAINS.hour;
    const sums = () => new Float64Array(this.length + 1);
    [this.#n, this.#valid, this.#bad] = [sums(), sums(), sums()];
    const counts = new Map(tally.hours);
    for (let i = 0; i < this.length; i++) {
      const count = counts.get(this.from + i * GRAINS.hour);
      this.#n[i + 1] = this.#n[i]! + (count?.n ?? 0);
      this.#valid[i + 1] = this.#valid[i]! + (count?.valid ?? 0);
      this.#bad[i + 1] = this.#bad[i]! + (count?.bad ?? 0);
    }
  }

  /** Calls of `hours` hours, the last of them `at` (−1 = before the first); all there are by default. */
  last(hours: number, at = this.length - 1): Count {
    const to = Math.max(0, at + 1);
    const from = Math.max(0, to - hours);
    return {
      n: this.#n[to]! - this.#n[from]!,
      valid: this.#valid[to]! - this.#valid[from]!,
      bad: this.#bad[to]! - this.#bad[from]!,
    };
  }

  /** Share of the budget of the window that was used at the end of an hour: 1 = all of it; 0 where no call counted. */
  used(at = this.length - 1): number {
    const { valid, bad } = this.last(this.window, at);
    return valid === 0 ? 0 : bad / (this.budget * valid);
  }

  /**
   * Days until the budget is used up if calls go on as in the last three days, while the oldest hours leave the window; undefined
   * when it will not be within one window, when it is already, or when there is too little to go on. A burn of at most 1 never does.
   */
  forecast(at = this.length - 1): number | undefined {
    const recent = this.last(THREE_DAYS, at);
    if (recent.bad < FEWEST_BAD || recent.bad <= this.budget * recent.valid || this.used(at) >= 1) return undefined;
    const hours = Math.min(THREE_DAYS, at + 1);
    const step = Math.max(1, Math.ceil(this.window / STEPS));
    for (let ahead = step; ahead <= this.window; ahead += step) {
      const kept = this.last(this.window - ahead, at);
      const valid = kept.valid + (recent.valid / hours) * ahead;
      const bad = kept.bad + (recent.bad / hours) * ahead;
      if (bad >= this.budget * valid) return ahead / 24;
    }
    return undefined;
  }

  /** How things stood at the end of an hour; `burning`: whether a page fires, where that is known by the minute. */
  state(at = this.length - 1, burning = this.burns(at)): SloState {
    const { valid, bad } = this.last(this.window, at);
    if (valid === 0) return 'no_calls';
    const few = valid < FEWEST || this.budget * valid < 1;
    if (few && binomialTail(bad, valid, this.budget) >= CHANCE) return 'too_few';
    if (this.used(at) >= 1) return 'broken';
    return burning || this.forecast(at) !== undefined ? 'at_risk' : 'ok';
  }

  /** Whether a page fired, by whole hours: the last one stands for the short windows. */
  burns(at: number): boolean {
    const hour = this.last(1, at);
    return this.#pages.some((page) => fires(page, this.last(page.long / 60, at), hour, this.budget));
  }

  /** When the present state began (µs), by the hour; undefined when no other that says something was seen within the window. */
  since(state: SloState): number | undefined {
    if (state === 'too_few' || state === 'no_calls') return undefined;
    const first = Math.max(0, this.length - this.window);
    let at = this.length - 2;
    while (at >= first && this.state(at) === state) at--;
    if (at < first && first > 0) return undefined;
    const before = at < 0 ? 'no_calls' : this.state(at);
    if (state === 'ok' && (before === 'no_calls' || before === 'too_few')) return undefined;
    return this.from + (at + 1) * GRAINS.hour;
  }
}

const THREE_DAYS = 72;
/** A forecast rests on at least so many bad calls, and looks ahead in so many steps. */
const FEWEST_BAD = 3;
const STEPS = 180;
/** Fewer calls than this, or fewer than one bad call costs, say nothing, unless chance would not make them so bad. */
const FEWEST = 20;
const CHANCE = 0.001;
