import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { get } from './api.ts';
import { segmentWords, useChanges } from './changes.ts';
import type { Marker } from './charts/marker.ts';
import type { Prices } from './model.ts';

const NONE: Marker[] = [];

/** What happened within the view that charts should show: versions and models that came, own prices that took effect. */
export function useMarkers(): Marker[] {
  const { data: changes } = useChanges();
  const { data: prices } = useQuery({
    queryKey: ['prices'],
    queryFn: ({ signal }) => get<Prices>('/prices', signal),
    staleTime: 60_000,
  });
  return useMemo(() => {
    if (!changes) return NONE;
    const { from, to } = changes.meta.range;
    const came = changes.news.flatMap(({ kind, segment, time }): Marker[] =>
      kind === 'appeared' ? [{ time: Date.parse(time), kind: 'version', label: segmentWords(segment) }] : [],
    );
    const priced = (prices?.overrides ?? []).flatMap(({ model, effective_from }): Marker[] =>
      effective_from === undefined
        ? []
        : [{ time: Date.parse(effective_from), kind: 'price', label: `${model} price` }],
    );
    return [...came, ...priced]
      .filter(({ time }) => time >= Date.parse(from) && time < Date.parse(to))
      .toSorted((a, b) => a.time - b.time);
  }, [changes, prices]);
}
