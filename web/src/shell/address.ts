import { type Search, writeParams } from '../search.ts';
import { DEFAULT_RANGE, resolve } from '../time.ts';

/** What a link to a saved view leaves out: whose it is, and what was open just then. */
const PASSING = ['project', 'sel', 'tab', 'span', 'next'] as const;

/** The columns this browser shows where the address names none; a link must name them to show others the same. */
function withColumns(path: string, search: Search): Search {
  if (path !== '/traces' || search.by !== undefined || search.cols !== undefined) return search;
  const kept = localStorage.getItem(`telltale.columns.${search.scope ?? 'calls'}`);
  return kept === null ? search : { ...search, cols: kept };
}

/** The state a view is saved as: relative ranges stay relative. */
export function savedState(path: string, search: Search): Record<string, string | string[]> {
  const kept = Object.entries(withColumns(path, search)).filter(
    ([key, value]) => value !== undefined && !(PASSING as readonly string[]).includes(key),
  );
  return Object.fromEntries(kept) as Record<string, string | string[]>;
}

/** Where a saved view lies; the project goes along, since the address names it. */
export const addressOf = (
  { path, search }: { path: string; search: Record<string, string | string[]> },
  project: string | undefined,
): string => path + writeParams({ project, ...search });

/** A link to what is on the screen: the very stretch of time (`moving` false), or the same one counted from whenever it is opened. */
export function linkTo(path: string, search: Search, project: string | undefined, moving: boolean): string {
  const { live, ...state } = withColumns(path, search);
  const { from, to } = resolve({ from: state.from ?? DEFAULT_RANGE.from, to: state.to ?? DEFAULT_RANGE.to });
  const range = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
  return path + writeParams({ project, ...state, ...(moving ? { live } : range) });
}

/** Whether the range ends or begins at a moment that moves. */
export const isMoving = ({ from = DEFAULT_RANGE.from, to = DEFAULT_RANGE.to }: Search): boolean =>
  from.startsWith('now') || to.startsWith('now');
