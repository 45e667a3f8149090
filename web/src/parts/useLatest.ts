import { useCallback, useRef } from 'react';

/** A function that never changes and does what the latest one would: for parts that are drawn again only when what they show does. */
export function useLatest<A extends unknown[]>(run: (...args: A) => void): (...args: A) => void {
  const latest = useRef(run);
  latest.current = run;
  return useCallback((...args: A) => latest.current(...args), []);
}
