import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { comparisonOf, type Sides, type Versions, versionsOf } from './compare.ts';
import { decodeFilter, encodeFilter, withFilter, withoutFilter } from './filter.ts';
import type { Compare, Filter, Range } from './model.ts';
import type { Search } from './search.ts';
import { DEFAULT_RANGE } from './time.ts';

const root = getRouteApi('__root__');

/** What one looks at. All of it is in the URL; nothing else decides what a screen shows. */
export interface View {
  range: Range;
  /** Everything a question must be filtered by: the environment and the chips. */
  filter: Filter[];
  /** The chips alone. */
  chips: Filter[];
  environment: string | undefined;
  compare: Compare | undefined;
  /** What is compared with what, in words. */
  sides: Sides;
  /** The versions of a prompt that are compared, when it is these. */
  versions: Versions | undefined;
  live: boolean;
  /** The raw state, for what belongs to one screen (`q`, `by`, `sort`, `sel` …). */
  search: Search;
  /** Changes the state; undefined takes a value back to its default. `replace` leaves no step for Back. */
  patch(changes: { [K in keyof Search]?: Search[K] | undefined }, options?: { replace?: boolean }): void;
  setRange(range: Range): void;
  addFilter(filter: Filter): void;
  removeFilter(filter: Filter): void;
  replaceFilter(old: Filter, changed: Filter): void;
}

export function useView(): View {
  const search = root.useSearch();
  const navigate = useNavigate();
  const patch = useCallback<View['patch']>(
    (changes, { replace = false } = {}) =>
      // The page stays where it is: what changed is in it.
      void navigate({
        to: '.',
        search: (before: Search) => ({ ...before, ...changes }) as Search,
        replace,
        resetScroll: false,
      }),
    [navigate],
  );
  return useMemo(() => viewOf(search, patch), [search, patch]);
}

function viewOf(search: Search, patch: View['patch']): View {
  const chips = (search.f ?? []).map(decodeFilter).filter((filter) => filter !== undefined);
  const environment = search.env;
  const filter: Filter[] =
    environment === undefined ? chips : [{ field: 'environment', op: 'eq', value: environment }, ...chips];
  const comparison = comparisonOf(search.vs, chips, filter);
  const setChips = (next: Filter[]) =>
    patch({
      f: next.length === 0 ? undefined : next.map(encodeFilter),
      // Without its version chip a view has no version to compare.
      ...(comparison.versions && !versionsOf(search.vs, next) ? { vs: undefined } : {}),
    });
  return {
    range: { from: search.from ?? DEFAULT_RANGE.from, to: search.to ?? DEFAULT_RANGE.to },
    filter,
    chips,
    environment,
    ...comparison,
    live: search.live === '1',
    search,
    patch,
    setRange: ({ from, to }) => {
      const usual = from === DEFAULT_RANGE.from && to === DEFAULT_RANGE.to;
      // A range that ends in the past has nothing to follow.
      patch({
        ...(usual ? { from: undefined, to: undefined } : { from, to }),
        ...(to === 'now' ? {} : { live: undefined }),
      });
    },
    addFilter: (filter) => setChips(withFilter(chips, filter)),
    removeFilter: (filter) => setChips(withoutFilter(chips, filter)),
    replaceFilter: (old, changed) => setChips(withFilter(withoutFilter(chips, old), changed)),
  };
}
