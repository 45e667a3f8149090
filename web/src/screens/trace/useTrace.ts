import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { get } from '../../api.ts';
import type { ScoredSpan, TracePage } from '../../model.ts';
import { PATIENT } from '../../parts/useCall.ts';
import { treeOf } from '../../traceTree.ts';

/** Spans loaded without being asked; beyond this a reader says how far. */
const UNASKED = 100_000;
const NO_PAGES: readonly TracePage[] = [];
const NOTHING = { pages: NO_PAGES, spans: [] as ScoredSpan[], tree: treeOf<ScoredSpan>([]) };

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
  const loaded = data?.pages.reduce((sum, { spans }) => sum + spans.length, 0) ?? 0;
  const unasked = hasNextPage && !isFetchingNextPage && !isError && loaded < UNASKED;
  // A tree for each page would be built twenty times: while pages come, only when their number has doubled.
  const isComing = hasNextPage && !isError && loaded < UNASKED;
  const { spans, tree } = useTree(data?.pages.slice(0, pagesToShow(data.pages.length, isComing)) ?? NO_PAGES);
  useEffect(() => {
    if (unasked) void fetchNextPage();
  }, [unasked, fetchNextPage]);
  return { ...result, spans, tree, loaded, isComing };
}

/** The spans of pages and their tree, the same ones while the pages are the same. */
function useTree(pages: readonly TracePage[]): Pick<typeof NOTHING, 'spans' | 'tree'> {
  const kept = useRef<typeof NOTHING>(NOTHING);
  if (kept.current.pages.length !== pages.length || kept.current.pages.some((page, at) => page !== pages[at])) {
    const spans = pages.flatMap((page) => page.spans);
    kept.current = { pages, spans, tree: treeOf(spans) };
  }
  return kept.current;
}

/** All pages; while more are coming the largest power of two among them. */
export const pagesToShow = (pages: number, isComing: boolean): number =>
  isComing && pages > 0 ? 2 ** Math.floor(Math.log2(pages)) : pages;
