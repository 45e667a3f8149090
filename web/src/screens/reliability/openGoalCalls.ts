import { useNavigate } from '@tanstack/react-router';
import { encodeFilter } from '../../filter.ts';
import type { Filter, Range } from '../../model.ts';

/** The state of a list of calls that a goal chose: its own filter and time, nothing of the view. */
export const goalCallsSearch = (filter: readonly Filter[], range: Range) => ({
  ...range,
  env: undefined,
  live: undefined,
  sel: undefined,
  tab: undefined,
  box: undefined,
  f: filter.map(encodeFilter),
});

/** Opens the calls of a goal that pass the filter in a stretch of time. */
export function useOpenGoalCalls(): (filter: readonly Filter[], range: Range) => void {
  const navigate = useNavigate();
  return (filter, range) =>
    void navigate({ to: '/traces', search: (before) => ({ ...before, ...goalCallsSearch(filter, range) }) });
}
