import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { get } from '../../api.ts';
import type { ScoredSpan, TracePage } from '../../model.ts';
import { PATIENT } from '../../parts/useCall.ts';
import { treeOf } from '../../traceTree.ts';

/** Spans loaded without being asked; beyond this a reader says how far. */
const UNASKED = 20_000;
const NO_SPANS: ScoredSpan[] = [];

/** A trace as a tree, loaded page by page. */
export function useTrace(traceId: string) {
  const result = useInfiniteQuery({
    queryKey: ['trace', traceId],
    queryFn: ({ signal, pageParam }) =>
      get<TracePage>(
        `/traces/${encodeURIComponent(traceId)}${pageParam === undefined ? '' : `?cursor=${encodeURIComponent(pageParam)}`}`,
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor,
    ...PATIENT,
  });
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage, isError } = result;
  const spans = useMemo(() => data?.pages.flatMap((page) => page.spans) ?? NO_SPANS, [data]);
  const tree = useMemo(() => treeOf(spans), [spans]);
  const unasked = hasNextPage && !isFetchingNextPage && !isError && spans.length < UNASKED;
  useEffect(() => {
    if (unasked) void fetchNextPage();
  }, [unasked, fetchNextPage]);
  return { ...result, spans, tree };
}
