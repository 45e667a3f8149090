import { useNavigate } from '@tanstack/react-router';
import { encodeFilter, withFilter } from '../../filter.ts';
import type { Filter, Range } from '../../model.ts';
import { useView } from '../../view.ts';

/** Opens the calls behind a number: those of the view that pass further filters, in a stretch of its time. */
export function useOpenCalls(): (filters: readonly Filter[], more?: { range?: Range; sort?: string }) => void {
  const { chips } = useView();
  const navigate = useNavigate();
  return (filters, { range, sort } = {}) => {
    const f = filters.reduce<Filter[]>(withFilter, chips).map(encodeFilter);
    void navigate({
      to: '/traces',
      search: (before) => ({
        ...before,
        ...(range ? { ...range, live: undefined } : {}),
        f: f.length > 0 ? f : undefined,
        sort,
        box: undefined,
        tab: undefined,
      }),
    });
  };
}

export const FAILED: Filter = { field: 'status', op: 'eq', value: 'error' };
