import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { del, get, patch, post } from './api.ts';
import { filterWords } from './filter.ts';
import { exact } from './format.ts';
import type { Filter, Range, Row } from './model.ts';
import { clockTime, dayTime } from './time.ts';
import type { Tone } from './ui/Badge.tsx';
import { useView } from './view.ts';

export type GoalState = 'ok' | 'at_risk' | 'broken' | 'too_few' | 'no_calls';
export type Indicator =
  | { type: 'availability'; count_cancelled?: boolean }
  | { type: 'latency' | 'ttft' | 'cost'; below: number };

/** All that decides a goal's numbers. */
export interface GoalDefinition {
  indicator: Indicator;
  filter: Filter[];
  /** Percent. */
  objective: number;
  window_days: number;
}

export interface GoalStatus {
  state: GoalState;
  since?: string;
  risk?: 'burn' | 'forecast';
  window: Range;
  n: number;
  valid: number;
  good: number;
  sli?: number;
  interval?: { low: number; high: number };
  budget: number;
  budget_used: number;
  budget_left: number;
  burn: { '1h'?: number; '6h'?: number; '3d'?: number };
  pages: { burn: number; long: number; short: number; reduced?: true; firing: boolean }[];
  forecast_days?: number;
}

export interface Goal extends GoalDefinition {
  id: string;
  name: string;
  created_by: string;
  status: GoalStatus;
}

export interface GoalCourse {
  interval: string;
  rows: Row[];
  bad_calls: { filter: Filter[]; exact: boolean };
  meta: { range: Range };
}

/** What `sel` holds while a new goal is being set. */
export const NEW_GOAL = 'new-goal';
/** How often goals are looked at again while live. */
const LIVE_MS = 15_000;

/** The goals of the project, the worst first. They have their own filters and windows: the view changes nothing. */
export function useGoals() {
  const { live } = useView();
  return useQuery({
    queryKey: ['goals'],
    queryFn: ({ signal }) => get<{ slos: Goal[] }>('/slos', signal).then(({ slos }) => slos),
    refetchInterval: live ? LIVE_MS : false,
    select: (goals) => goals.toSorted((a, b) => URGENCY.indexOf(a.status.state) - URGENCY.indexOf(b.status.state)),
  });
}

const URGENCY: GoalState[] = ['broken', 'at_risk', 'ok', 'too_few', 'no_calls'];

export const useGoalCourse = (id: string) =>
  useQuery({
    queryKey: ['goals', id, 'course'],
    queryFn: ({ signal }) => get<GoalCourse>(`/slos/${id}/course`, signal),
  });

/** How goals would stand if they had been set; undefined asks nothing. */
export const useGoalPreview = (slos: GoalDefinition[] | undefined) =>
  useQuery({
    queryKey: ['goals', 'preview', slos],
    queryFn: ({ signal }) =>
      post<{ statuses: GoalStatus[] }>('/slos/preview', { slos }, signal).then(({ statuses }) => statuses),
    enabled: slos !== undefined,
    retry: false,
  });

/** Sets, changes and removes; the list follows. */
export function useGoalChanges() {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: ['goals'] });
  return {
    save: useMutation({
      mutationFn: ({ id, ...given }: GoalDefinition & { name: string; id?: string | undefined }) =>
        id === undefined ? post<Goal>('/slos', given) : patch<Goal>(`/slos/${id}`, given),
      onSuccess,
    }),
    remove: useMutation({ mutationFn: (id: string) => del(`/slos/${id}`), onSuccess }),
  };
}

export const STATES: Record<GoalState, { word: string; tone: Tone }> = {
  ok: { word: 'OK', tone: 'ok' },
  at_risk: { word: 'At risk', tone: 'warn' },
  broken: { word: 'Broken', tone: 'bad' },
  too_few: { word: 'Too few calls', tone: 'plain' },
  no_calls: { word: 'No calls', tone: 'plain' },
};

/** `95 % of calls under 5 s`. */
export function objectiveWords({ indicator, objective }: GoalDefinition): string {
  const share = `${objective}\u00a0%`;
  switch (indicator.type) {
    case 'availability':
      return `${share} of calls come through`;
    case 'ttft':
      return `${share} of first tokens within ${timeWords(indicator.below)}`;
    case 'cost':
      return `${share} of calls below $${indicator.below}`;
    default:
      return `${share} of calls under ${timeWords(indicator.below)}`;
  }
}

/** A limit as it was set: `5 s`, `250 ms`. */
const timeWords = (ms: number): string =>
  ms < 1000 ? `${ms}\u00a0ms` : `${Number((ms / 1000).toPrecision(12))}\u00a0s`;

export const windowWords = (days: number): string => (days === 1 ? 'over a day' : `over ${days} days`);

/** The whole of it: `95 % of calls under 5 s, over 30 days, where prompt = faq`. */
export const goalWords = (goal: GoalDefinition): string =>
  [objectiveWords(goal), windowWords(goal.window_days), ...whereWords(goal.filter)].join(', ');

const whereWords = (filter: readonly Filter[]): string[] =>
  filter.length === 0 ? [] : [`where ${filter.map(filterWords).join(' and ')}`];

/** A share with one decimal more than its goal has, never rounded onto the other side of it. */
export function shareWords(share: number, objective: number): string {
  const places = Math.max(1, (String(objective).split('.')[1]?.length ?? 0) + 1);
  const percent = share * 100;
  const shown = Number(percent.toFixed(places));
  const crossed = (shown >= objective && percent < objective) || (shown === 100 && percent < 100);
  const down = Math.floor(percent * 10 ** places) / 10 ** places;
  return `${(crossed ? down : shown).toFixed(shown === 100 && !crossed ? 0 : places)}\u00a0%`;
}

/** What is left of a budget: `41 % left`, `25 % overspent`. */
export function budgetWords({ budget_left }: Pick<GoalStatus, 'budget_left'>): string {
  const percent = Math.abs(budget_left) * 100;
  const shown = `${percent >= 1000 ? exact(percent) : percent.toFixed(percent >= 9.95 || percent === 0 ? 0 : 1)}\u00a0%`;
  return budget_left > 0 ? `${shown} left` : percent === 0 ? 'used up' : `${shown} overspent`;
}

/** `2.4×`; unknown is a dash. */
export function burnWords(burn: number | undefined): string {
  if (burn === undefined) return '–';
  if (burn > 0 && burn < 0.05) return '<0.1×';
  return `${burn.toFixed(burn >= 9.95 || burn === 0 ? 0 : 1)}×`;
}

/** `since 14:00`, `since 20 Nov, 14:00`; empty when it was never otherwise. */
export function sinceWords(since: string | undefined, now = Date.now()): string {
  if (since === undefined) return '';
  const today = dayTime(since) === dayTime(now) && now - Date.parse(since) < 864e5;
  return `since ${today ? '' : `${dayTime(since)}, `}${clockTime(since)}`;
}

/** How many days: `4 hours`, `3.5 days`. */
export const daysWords = (days: number): string =>
  days < 2 ? `${Math.max(1, Math.round(days * 24))} hours` : `${days.toFixed(days < 10 ? 1 : 0)} days`;

/** How it stands, in a sentence or two. */
export function statusWords(
  { state, valid, n, sli, interval, since, risk, ...rest }: GoalStatus,
  objective: number,
): string {
  if (state === 'no_calls') return n > 0 ? `None of ${exact(n)} calls says it.` : 'No calls in its window.';
  const share = sli === undefined ? '' : shareWords(sli, objective);
  const about = interval ? ` (${shareWords(interval.low, objective)} to ${shareWords(interval.high, objective)})` : '';
  const now = `${share}${about} of ${exact(valid)} calls were good`;
  if (state === 'too_few') return `${now}: too few calls to tell.`;
  const from = sinceWords(since);
  if (state === 'broken') return `Broken${from && ` ${from}`}: ${now}, its budget is ${budgetWords(rest)}.`;
  if (state === 'ok') return `${now}; ${budgetWords(rest)} of its budget${from && `, ok ${from}`}.`;
  const ahead =
    rest.forecast_days === undefined ? '' : ` At this pace it is used up in ${daysWords(rest.forecast_days)}.`;
  const why = risk === 'burn' ? ' Its budget burns fast right now.' : '';
  return `At risk${from && ` ${from}`}: ${now}, ${budgetWords(rest)} of its budget.${why}${ahead}`;
}
