import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { get } from './api.ts';
import { ask } from './batch.ts';
import type { Compare, Filter, MetricInfo, MetricQuery, QueryResult, Row } from './model.ts';
import { useInSight } from './sight.ts';
import { useView } from './view.ts';

/** How often numbers are asked for again while live. */
const LIVE_MS = 5_000;

export interface MetricAsk {
  metrics: string[];
  group_by?: string[];
  /** `auto` for a line, `none` (default) for one row a group. */
  interval?: string;
  /** Also ask what the view compares with; default true. */
  compare?: boolean;
  /** On top of the view's own filter. */
  filter?: Filter[];
  /** Words that the calls must hold. */
  text?: string | undefined;
  order_by?: string;
  limit?: number;
  enabled?: boolean;
}

export interface MetricAnswer {
  rows: Row[];
  /** The same for what is compared with, times moved onto this range; undefined when nothing is compared. */
  before: Row[] | undefined;
  meta: QueryResult['meta'] | undefined;
  /** True until the first answer; afterwards the last picture stays while the next one is fetched. */
  isPending: boolean;
  /** The picture shown belongs to an earlier question. */
  isStale: boolean;
  error: Error | null;
  /** Epoch milliseconds of the answer shown. */
  updatedAt: number;
  retry(): void;
}

const NO_ROWS: Row[] = [];

/** The one way to a number: metrics of the current view, in total, over time or by group. */
export function useMetric(wanted: MetricAsk): MetricAnswer {
  const view = useView();
  const inSight = useInSight();
  const { metrics, group_by = [], interval = 'none', compare = true, filter = [], enabled = true } = wanted;
  const query: MetricQuery = {
    metrics,
    group_by,
    interval,
    filter: [...view.filter, ...filter],
    range: view.range,
    ...(compare && view.compare ? { compare: comparing(view.compare, filter) } : {}),
    ...(wanted.text === undefined ? {} : { text: wanted.text }),
    ...(wanted.order_by === undefined ? {} : { order_by: wanted.order_by }),
    ...(wanted.limit === undefined ? {} : { limit: wanted.limit }),
  };
  const result = useQuery({
    queryKey: ['query', query],
    queryFn: ({ signal }) => ask(query, signal),
    placeholderData: keepPreviousData,
    refetchInterval: view.live ? LIVE_MS : false,
    select: aligned,
    enabled: enabled && inSight,
  });
  // A failed question must not take the picture away that was there before it.
  const last = useRef(result.data);
  if (result.data) last.current = result.data;
  const shown = result.data ?? last.current;
  return {
    rows: shown?.rows ?? NO_ROWS,
    before: shown?.compare?.rows,
    meta: shown?.meta,
    isPending: shown === undefined && !result.isError,
    isStale: result.isPlaceholderData || (result.isError && shown !== undefined),
    error: result.error,
    updatedAt: result.dataUpdatedAt,
    retry: () => void result.refetch(),
  };
}

/** What the question itself is filtered by holds for both sides. */
const comparing = (compare: Compare, filter: readonly Filter[]): Compare =>
  typeof compare === 'string' ? compare : { filter: [...compare.filter, ...filter] };

/** The catalogue of metrics, by id. */
export function useMetricCatalogue(): Map<string, MetricInfo> | undefined {
  const { data } = useQuery({
    queryKey: ['metrics'],
    queryFn: ({ signal }) => get<{ metrics: MetricInfo[] }>('/metrics', signal),
    staleTime: Number.POSITIVE_INFINITY,
    select: ({ metrics }) => new Map(metrics.map((metric) => [metric.id, metric])),
  });
  return data;
}

/** Compared rows carry the times of their own period; a chart needs them on this one's. */
function aligned(result: QueryResult): QueryResult {
  if (!result.compare) return result;
  const by = Date.parse(result.meta.range.from) - Date.parse(result.compare.range.from);
  const rows = result.compare.rows.map((row) =>
    row.time === undefined ? row : { ...row, time: new Date(Date.parse(row.time) + by).toISOString() },
  );
  return { ...result, compare: { ...result.compare, rows } };
}
