import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { post } from '../../api.ts';
import type { HeatAnswer } from '../../charts/heatGrid.ts';
import type { Filter } from '../../model.ts';
import { useInSight } from '../../sight.ts';
import type { Campaigns, Distribution } from '../../signals.ts';
import { useView } from '../../view.ts';

export type ErrorClass = 'rate_limited' | 'timeout' | 'server_error' | 'connection' | 'client_error' | 'other';

export interface ErrorCourse {
  interval: string;
  rows: { time: string; class: ErrorClass; http_status?: number; n: number }[];
  meta: { elapsed_ms: number; range: { from: string; to: string } };
}

export interface ErrorGroup {
  /** Without what differs from call to call; absent when the failures said nothing. */
  text?: string;
  class: ErrorClass;
  error_type?: string;
  http_status?: number;
  n: number;
  first_seen: string;
  last_seen: string;
  providers: string[];
  models: string[];
  example: { trace_id: string; span_id: string; text?: string };
  filter: Filter[];
}

export interface ErrorGroups {
  groups: ErrorGroup[];
  n: number;
  total_groups: number;
  /** Share of the failed calls that was looked at, when not all were. */
  sampled?: number;
}

export interface LoadLevel {
  concurrency: number;
  n: number;
  errors: number;
  latency_p50?: number;
  latency_p95?: number;
  throughput?: number;
  seconds: number;
}

export interface Load {
  levels: LoadLevel[];
  n: number;
  concurrency_avg: number;
  concurrency_p95: number;
  knee: { at?: number; flat?: number; slope?: number; reason?: 'too_little_variation' | 'flat' | 'no_bend' };
  headroom?: number;
  sampled?: { share: number; stretches: number };
}

export interface RateLimits {
  limits: {
    provider?: string;
    model?: string;
    kind: 'requests' | 'tokens';
    share: number;
    remaining: number;
    limit: number;
    time: string;
    n: number;
  }[];
  sampled?: { from: string; to: string };
}

interface Answers {
  '/heatmap': HeatAnswer;
  '/errors': ErrorCourse;
  '/errors/groups': ErrorGroups;
  '/load': Load;
  '/rate-limits': RateLimits;
  '/scores/distribution': Distribution;
  '/campaigns': Campaigns;
}

export interface RowsAnswer<T> {
  data: T | undefined;
  isPending: boolean;
  /** The picture shown belongs to an earlier question. */
  isStale: boolean;
  error: Error | null;
  updatedAt: number;
  retry(): void;
}

/** How often pictures are made anew while live: they are made from rows, which is work. */
const LIVE_MS = 15_000;

/** A picture made from the rows of the view; the last one stays while the next is made, and when that fails. */
export function useRows<P extends keyof Answers>(path: P, given: object = {}, enabled = true): RowsAnswer<Answers[P]> {
  const { range, filter, live } = useView();
  const inSight = useInSight();
  const body = { range, filter, ...given };
  const result = useQuery({
    queryKey: ['rows', path, body],
    queryFn: ({ signal }) => post<Answers[P]>(path, body, signal),
    placeholderData: keepPreviousData,
    refetchInterval: live ? LIVE_MS : false,
    enabled: enabled && inSight,
  });
  const last = useRef(result.data);
  if (result.data) last.current = result.data;
  const data = result.data ?? last.current;
  return {
    data,
    isPending: data === undefined && !result.isError,
    isStale: result.isPlaceholderData || (result.isError && data !== undefined),
    error: result.error,
    updatedAt: result.dataUpdatedAt,
    retry: () => void result.refetch(),
  };
}
