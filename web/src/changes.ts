import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { post } from './api.ts';
import type { Filter, Range } from './model.ts';
import type { Sheet } from './sheet.ts';
import { useQuiet } from './useQuiet.ts';
import { useView } from './view.ts';

export interface ChangeCause {
  segment: Filter[];
  /** Share of the whole change, 0 to 1. */
  share_explained?: number;
  before?: number;
  after?: number;
  n_before: number;
  n_after: number;
  appeared?: string;
  vanished?: string;
}

/** A prompt, version or model that is in one of the periods only. */
export interface News {
  segment: Filter[];
  kind: 'appeared' | 'vanished';
  time: string;
  n: number;
}

export interface Change {
  metric: string;
  direction: 'up' | 'down';
  verdict?: 'better' | 'worse';
  before: number;
  after: number;
  n_before: number;
  n_after: number;
  p: number;
  since?: string;
  until?: string;
  dominated_by?: 'rate' | 'mix';
  segment?: Filter[];
  causes: ChangeCause[];
  with: News[];
  course: { step_s: number; before: (number | null)[]; after: (number | null)[] };
}

export interface Changes {
  changes: Change[];
  news: News[];
  meta: { range: Range; compare: Range; n: number; n_before: number; sampled?: true };
}

/** Finding causes is dearer than a number: not with every step of the live view. */
const LIVE_MS = 60_000;

/** What changed in the view, against the period it compares with, or the one before when it compares with none; asked once all numbers are there. */
export function useChanges() {
  const { range, filter, compare, live } = useView();
  const against = typeof compare === 'string' ? compare : 'previous';
  const query = { range, filter, compare: against };
  return useQuery({
    queryKey: ['changes', query],
    queryFn: ({ signal }) => post<Changes>('/changes', query, signal),
    placeholderData: keepPreviousData,
    staleTime: LIVE_MS,
    refetchInterval: live ? LIVE_MS : false,
    enabled: useQuiet(JSON.stringify(query)),
  });
}

/** Changes as a table: a row each, the causes in one cell with the share that each explains. */
export const sheetOfChanges = (changes: readonly Change[]): Sheet => ({
  columns: [
    'metric',
    'direction',
    'verdict',
    'before',
    'after',
    'n_before',
    'n_after',
    'p',
    'since',
    'until',
    'causes',
  ],
  rows: changes.map(({ causes, metric, direction, verdict, before, after, n_before, n_after, p, since, until }) => [
    ...[metric, direction, verdict, before, after, n_before, n_after, p, since, until],
    causes
      .map(({ segment, share_explained: share }) => {
        const told = segmentWords(segment);
        return share === undefined ? told : `${told} (${share.toFixed(2)})`;
      })
      .join('; ') || undefined,
  ]),
});

/** A segment in a few words: `checkout@7`, `gpt-4o`, `service desk`. */
export function segmentWords(segment: readonly Filter[]): string {
  const prompt = segment.find(({ field }) => field === 'prompt');
  const version = segment.find(({ field }) => field === 'prompt_version');
  const words = segment.flatMap((filter) => {
    if (filter === version) return prompt ? [] : [`version ${told(filter)}`];
    if (filter === prompt) return [version ? `${told(filter)}@${told(version)}` : told(filter)];
    return [
      SPEAKS_FOR_ITSELF.has(filter.field) ? told(filter) : `${NAMES[filter.field] ?? filter.field} ${told(filter)}`,
    ];
  });
  return words.join(' · ');
}

const SPEAKS_FOR_ITSELF = new Set(['prompt', 'model', 'provider', 'environment', 'error_type']);

const NAMES: Record<string, string> = { http_status: 'HTTP' };

const told = ({ field, op, value }: Filter): string => (op === 'exists' ? `no ${field}` : String(value));
