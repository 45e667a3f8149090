import { useQuery } from '@tanstack/react-query';
import { ApiError, get } from '../api.ts';
import type { CostExplained, ScoredSpan } from '../model.ts';

/** Which span: its own id, within its trace. */
export interface SpanRef {
  trace_id: string;
  span_id: string;
}

const pathOf = ({ trace_id, span_id }: SpanRef, rest = ''): string =>
  `/calls/${encodeURIComponent(span_id)}${rest}?trace_id=${encodeURIComponent(trace_id)}`;

/**
 * How to ask for what may have arrived a moment ago: the live tail tells of spans before a query can see them, so
 * `not found` is believed only after a few seconds.
 */
export const PATIENT = {
  retry: (failures: number, error: Error) =>
    failures < 5 && (!(error instanceof ApiError) || error.status === 404 || error.status === 0 || error.status >= 500),
  retryDelay: 700,
};

/** One span with its texts whole, its scores and events. */
export const useCall = (ref: SpanRef | undefined) =>
  useQuery({
    queryKey: ['call', ref?.trace_id, ref?.span_id],
    queryFn: ({ signal }) => get<ScoredSpan>(ref ? pathOf(ref) : '', signal),
    enabled: ref !== undefined,
    ...PATIENT,
  });

/** How its cost came about. */
export const useCost = (ref: SpanRef) =>
  useQuery({
    queryKey: ['cost', ref.trace_id, ref.span_id],
    queryFn: ({ signal }) => get<CostExplained>(pathOf(ref, '/cost'), signal),
    ...PATIENT,
  });
