import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { post } from '../../api.ts';
import { wordsOf } from '../../highlight.ts';
import { keyOf, TAIL_ROWS } from '../../live.ts';
import type { Call, CallPage } from '../../model.ts';
import type { Scope } from '../../parts/callColumns.tsx';
import { useLive } from '../../useLive.ts';
import { useView } from '../../view.ts';

const PAGE = 100;
const NO_CALLS: Call[] = [];

/** The rows of the view, page by page, in the order asked for. Live rows come by time. */
function useCalls(scope: Scope, enabled: boolean) {
  const { filter, range, live, search } = useView();
  const body = {
    filter,
    range,
    scope,
    order_by: live ? '-time' : (search.sort ?? '-time'),
    limit: PAGE,
    ...(search.q === undefined ? {} : { text: search.q }),
  };
  const result = useInfiniteQuery({
    queryKey: ['calls', body, live],
    queryFn: ({ signal, pageParam }) =>
      post<CallPage>('/calls/search', pageParam === undefined ? body : { ...body, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor,
    placeholderData: keepPreviousData,
    enabled,
    // A page that is scrolled through must not change under the reader.
    refetchOnWindowFocus: false,
  });
  const rows = useMemo(() => result.data?.pages.flatMap(({ calls }) => calls) ?? NO_CALLS, [result.data]);
  return { ...result, rows };
}

/** The rows of the view, followed live when the view is: new ones before those that were there already. Nothing is asked unless `enabled`. */
export function useRows(scope: Scope, enabled: boolean) {
  const { filter, live, search } = useView();
  const found = useCalls(scope, enabled);
  const stream = useLive({ filter, scope: scope === 'calls' ? 'calls' : 'spans', enabled: live && enabled });
  const { tail: whole } = stream;
  const words = useMemo(() => wordsOf(search.q ?? ''), [search.q]);
  const wanted = useCallback(
    (call: Call) => (scope !== 'traces' || call.parent_id === undefined) && (words.size === 0 || holds(call, words)),
    [scope, words],
  );
  const tail = useMemo(() => ({ ...whole, waiting: whole.waiting.filter(wanted) }), [whole, wanted]);
  // A full tail stands alone: what lies between it and the older rows is not known.
  const full = live && whole.rows.length >= TAIL_ROWS;
  const rows = useMemo(() => {
    if (!live) return found.rows;
    const fresh = whole.rows.filter(wanted);
    if (full) return fresh;
    const shown = new Set(fresh.map(keyOf));
    return [...fresh, ...found.rows.filter((row) => !shown.has(keyOf(row)))];
  }, [live, full, whole.rows, found.rows, wanted]);
  return { found, rows, full, ...stream, tail };
}

/** Whether a live row holds all words, as a search would find them; rows come with the beginning of their texts only. */
function holds({ input = '', output = '', status_message = '' }: Call, words: ReadonlySet<string>): boolean {
  const said = wordsOf(`${input} ${output} ${status_message}`);
  return [...words].every((word) => said.has(word));
}
