import type { SloDefinition } from '../../../model/slo.ts';
import { GRAINS } from '../../store/cubes.ts';
import { toldRange } from '../range.ts';
import { formatTime } from '../time.ts';
import { burnOf, fires, type Page, pagesOf, wilson } from './burn.ts';
import { Course, type SloState } from './course.ts';
import { type Count, hourOf, plus, type Tally } from './tallies.ts';

/** How a goal stands. What no call says is absent. */
export interface SloStatus {
  state: SloState;
  /** When that began, by the hour; absent when no other state was seen within the window. */
  since?: string;
  /** Why it is at risk: a page fires, or the budget will be used up within a window. */
  risk?: 'burn' | 'forecast';
  window: { from: string; to: string };
  /** Calls of the window; those of them that count, and that were good. */
  n: number;
  valid: number;
  good: number;
  /** Share of good calls, and its 95 % interval (Wilson) below 1,000 calls. */
  sli?: number;
  interval?: { low: number; high: number };
  objective: number;
  /** Calls that may be bad; the share of them that were, and that is left (negative when overspent). */
  budget: number;
  budget_used: number;
  budget_left: number;
  burn: { '1h'?: number; '6h'?: number; '3d'?: number };
  /** What is worth a page: while both windows (minutes) burn faster. */
  pages: (Page & { firing: boolean })[];
  /** Days until the budget is used up at the pace of the last three days. */
  forecast_days?: number;
}

const MINUTE = GRAINS.minute;
const FEW = 1000;

/** The status of a goal, by its tally. Budget and objective: see statistics, SLOs. */
export function statusOf(definition: SloDefinition, tally: Tally, now: number): SloStatus {
  const course = new Course(definition, tally, now);
  const total = course.last(course.window);
  const used = course.used();
  const recent = (minutes: number): Count => lastMinutes(tally, now, minutes);
  const pages = pagesOf(course.budget, definition.window_days).map((page) => ({
    ...page,
    firing: fires(page, recent(page.long), recent(page.short), course.budget),
  }));
  const burning = pages.some(({ firing }) => firing);
  const state = course.state(course.length - 1, burning);
  const since = course.since(state);
  const forecast = course.forecast();
  const burn = { '1h': burnOf(recent(60), course.budget), '6h': burnOf(recent(360), course.budget) };
  const good = total.valid - total.bad;
  return {
    state,
    ...known({ since: since === undefined ? undefined : formatTime(since) }),
    ...(state === 'at_risk' ? { risk: burning ? 'burn' : 'forecast' } : {}),
    window: toldRange({ from: hourOf(now) - (course.window - 1) * GRAINS.hour, to: now }),
    n: total.n,
    valid: total.valid,
    good,
    ...(total.valid > 0 ? { sli: good / total.valid } : {}),
    ...(total.valid > 0 && total.valid < FEW ? { interval: wilson(good, total.valid) } : {}),
    objective: definition.objective,
    budget: course.budget * total.valid,
    budget_used: used,
    budget_left: 1 - used,
    burn: known({ ...burn, '3d': burnOf(course.last(72), course.budget) }),
    pages,
    ...known({ forecast_days: state === 'no_calls' || state === 'too_few' ? undefined : forecast }),
  };
}

function lastMinutes({ minutes }: Tally, now: number, length: number): Count {
  const from = now - length * MINUTE;
  let sum: Count = { n: 0, valid: 0, bad: 0 };
  for (const [start, count] of minutes) if (start + MINUTE > from) sum = plus(sum, count);
  return sum;
}

type Known<T> = { [K in keyof T]?: Exclude<T[K], undefined> };
const known = <T extends object>(given: T): Known<T> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Known<T>;

/** A point of a goal's course: calls that counted in a step of time, and the budget that was left at its end. */
export interface CoursePoint {
  time: string;
  n: number;
  bad: number;
  budget_left?: number;
}

const MOST_POINTS = 360;

/** The budget over the window, in equal steps of hours; a step with no call in the window before its end has none. */
export function courseOf(
  definition: SloDefinition,
  tally: Tally,
  now: number,
): { interval: string; rows: CoursePoint[] } {
  const course = new Course(definition, tally, now);
  const step = Math.ceil(course.window / MOST_POINTS);
  const rows: CoursePoint[] = [];
  const end = course.length;
  for (let at = end - 1; at > end - 1 - course.window && at >= 0; at -= step) {
    const { valid, bad } = course.last(step, at);
    const whole = course.last(course.window, at);
    rows.unshift({
      time: formatTime(course.from + (at - step + 1) * GRAINS.hour),
      n: valid,
      bad,
      ...(whole.valid > 0 ? { budget_left: 1 - course.used(at) } : {}),
    });
  }
  return { interval: `${step}h`, rows };
}
