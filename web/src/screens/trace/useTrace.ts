import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { get } from '../../api.ts';
import type { ScoredSpan, TracePage } from '../../model.ts';
import { PATIENT } from '../../parts/useCall.ts';
import { growTree, type TraceTree, treeOf } from '../../traceTree.ts';

/** Spans loaded without being asked; beyond this a reader says how far. */
const UNASKED = 100_000;
const NO_PAGES: readonly TracePage[] = [];

interface Grown {
  pages: readonly TracePage[];
  spans: readonly ScoredSpan[];
  tree: TraceTree<ScoredSpan>;
}

const NOTHING: Grown = { pages: NO_PAGES, spans: [], tree: treeOf<ScoredSpan>([]) };

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

/**
 * The spans of pages and their tree, the same ones while the pages are the same. That of one page is there at once; a longer
 * one grows in small steps, and the one before it stays until then.
 */
function useTree(pages: readonly TracePage[]): Grown {
  const kept = useRef(pages);
  if (kept.current.length !== pages.length || kept.current.some((page, at) => page !== pages[at])) kept.current = pages;
  const wanted = kept.current;
  const [grown, setGrown] = useState<Grown>(NOTHING);
  const short = useMemo(() => {
    const spans = wanted[0]?.spans ?? [];
    return wanted.length > 1 ? undefined : { pages: wanted, spans, tree: treeOf(spans) };
  }, [wanted]);
  useEffect(() => (short ? undefined : grow(wanted, setGrown)), [wanted, short]);
  const shown = useRef<Grown>(NOTHING);
  if (short) shown.current = short;
  else if (grown.pages[0] === wanted[0] && grown.pages.length > shown.current.pages.length) shown.current = grown;
  return shown.current;
}

/** Milliseconds of a step: a frame has room for it. */
const STEP_MS = 8;

/** Returns what stops it. */
function grow(pages: readonly TracePage[], tell: (grown: Grown) => void): () => void {
  const spans = pages.flatMap((page) => page.spans);
  const growing = growTree(spans);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const step = (): void => {
    for (const end = performance.now() + STEP_MS; performance.now() < end; ) {
      const { done, value } = growing.next();
      if (!done) continue;
      tell({ pages, spans, tree: value });
      return;
    }
    timer = setTimeout(step);
  };
  step();
  return () => clearTimeout(timer);
}

/** All pages; while more are coming the largest power of two among them. */
export const pagesToShow = (pages: number, isComing: boolean): number =>
  isComing && pages > 0 ? 2 ** Math.floor(Math.log2(pages)) : pages;
