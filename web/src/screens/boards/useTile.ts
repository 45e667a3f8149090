import { useNavigate } from '@tanstack/react-router';
import { createContext, type ReactNode, type RefObject, useContext, useEffect, useState } from 'react';
import type { Tile } from '../../boards.ts';
import { encodeFilter, withFilter } from '../../filter.ts';
import { BASIS, type Filter, type Range } from '../../model.ts';
import { useView } from '../../view.ts';

export interface TileProps {
  tile: Tile;
  /** Of the tile, variables put in. */
  filter: Filter[];
}

/** What a board gives its tiles besides their answers. */
interface Tools {
  /** Before the title: what it is moved by. */
  handle?: ReactNode;
  /** After all else: what can be done with it. */
  menu?: ReactNode;
}
export const TileTools = createContext<Tools>({});
export const useTileTools = (): Tools => useContext(TileTools);

/** Whether an element is seen or nearly so. */
export function useNear(ref: RefObject<Element | null>): boolean {
  const [near, setNear] = useState(false);
  useEffect(() => {
    if (!ref.current) return;
    const observer = new IntersectionObserver((entries) => setNear(entries.at(-1)?.isIntersecting ?? false), {
      rootMargin: '300px',
    });
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, [ref]);
  return near;
}

/** Metrics to ask for, with those that say how many calls each rests on. */
export const askedOf = (metrics: readonly string[]): string[] => [
  ...new Set(metrics.flatMap((id) => [id, ...(BASIS[id] ? [BASIS[id]] : [])])),
];

/** The field that counts the calls behind a metric. */
export const basisOf = (metric: string | undefined): string => (metric === undefined ? 'n' : (BASIS[metric] ?? 'n'));

const FAILURES = /^(error|rate_limited|server_error|timeout)_rate$/;
const FAILED: Filter = { field: 'status', op: 'eq', value: 'error' };

/** Calls in the order in which they make a metric what it is. */
function sortOf(metric = ''): string | undefined {
  if (metric.startsWith('latency')) return '-duration_ms';
  if (metric.startsWith('ttft')) return '-ttft_ms';
  if (metric.startsWith('cost')) return '-cost';
  return /^(input|output|cached|reasoning)_tokens$/.test(metric) ? `-${metric}` : undefined;
}

/** Opens the calls behind a tile, or behind a part of it. */
export function useOpenTile({ tile, filter }: Pick<TileProps, 'tile' | 'filter'>) {
  const { chips } = useView();
  const navigate = useNavigate();
  return (range?: Range, further: readonly Filter[] = []) => {
    const [metric] = tile.metrics;
    const failed = metric !== undefined && FAILURES.test(metric) ? [FAILED] : [];
    const f = [...filter, ...further, ...failed].reduce<Filter[]>(withFilter, chips).map(encodeFilter);
    void navigate({
      to: '/traces',
      search: (before) => ({
        ...before,
        ...(range ? { ...range, live: undefined } : {}),
        f: f.length > 0 ? f : undefined,
        sort: sortOf(metric),
        tab: undefined,
        var: undefined,
      }),
    });
  };
}

/** Leaves only the calls of a group on the whole board. */
export function useOnly(): (filters: readonly Filter[]) => void {
  const { chips, patch } = useView();
  return (filters) => patch({ f: filters.reduce<Filter[]>(withFilter, chips).map(encodeFilter) });
}
