import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { get, post } from './api.ts';
import { type Changes, segmentWords } from './changes.ts';
import type { Marker } from './charts/marker.ts';
import type { Prices } from './model.ts';
import { useStored } from './parts/useStored.ts';
import { useQuiet } from './useQuiet.ts';
import { useView } from './view.ts';

export interface Happened {
  /** What charts show; empty while it is hidden. */
  markers: Marker[];
  /** Whether there is anything to show or to hide. */
  some: boolean;
  shown: boolean;
  show: (shown: boolean) => void;
}

/** What came and went, whichever way it was asked for. */
type News = Pick<Changes, 'news'> & { meta: Pick<Changes['meta'], 'range'> };

const NONE: Marker[] = [];
const LIVE_MS = 60_000;

/**
 * What happened within the view that charts should show: versions and models that came, own prices that took effect. `known`:
 * a screen that asks for changes anyway has the news with them. Otherwise they are asked for alone, and only while shown.
 */
export function useMarkers(known?: { data: News | undefined }): Happened {
  const { versions } = useView();
  const [shown, show] = useStored('markers', true);
  // Of one version nothing is news but itself: what its prompt's others did belongs into the picture.
  const given = versions ? undefined : known;
  const { data: alone } = useNews(shown && given === undefined);
  const { data: prices } = useQuery({
    queryKey: ['prices'],
    queryFn: ({ signal }) => get<Prices>('/prices', signal),
    staleTime: 60_000,
    enabled: shown,
  });
  const news = given ? given.data : alone;
  const markers = useMemo(() => markersOf(news, prices), [news, prices]);
  return { markers: shown ? markers : NONE, some: markers.length > 0 || !shown, shown, show };
}

function useNews(enabled: boolean) {
  const { range, filter, compare, versions, live } = useView();
  const query = {
    range,
    filter: versions ? filter.filter(({ field }) => field !== 'prompt_version') : filter,
    compare: compare === 'week' ? 'week' : 'previous',
  };
  return useQuery({
    queryKey: ['news', query],
    queryFn: ({ signal }) => post<News>('/changes/news', query, signal),
    placeholderData: keepPreviousData,
    staleTime: LIVE_MS,
    refetchInterval: live ? LIVE_MS : false,
    enabled: useQuiet(JSON.stringify(query), enabled),
  });
}

function markersOf(known: News | undefined, prices: Prices | undefined): Marker[] {
  if (!known) return NONE;
  const [from, to] = [Date.parse(known.meta.range.from), Date.parse(known.meta.range.to)];
  const came = known.news.flatMap(({ kind, segment, time }): Marker[] =>
    kind === 'appeared'
      ? [{ time: Date.parse(time), kind: 'version', label: segmentWords(segment), about: segment }]
      : [],
  );
  const priced = (prices?.overrides ?? []).flatMap(({ model, effective_from }): Marker[] =>
    effective_from === undefined
      ? []
      : [
          {
            time: Date.parse(effective_from),
            kind: 'price',
            label: `${model} price`,
            about: [{ field: 'model', op: 'eq', value: model }],
          },
        ],
  );
  return [...came, ...priced].filter(({ time }) => time >= from && time < to).toSorted((a, b) => a.time - b.time);
}
