import { useSyncExternalStore } from 'react';

/** Where two panels fit beside each other; the breakpoint `md` of `styles.css`. */
const WIDE = '(min-width: 900px)';

export const useIsWide = (): boolean =>
  useSyncExternalStore(
    (changed) => {
      const query = matchMedia(WIDE);
      query.addEventListener('change', changed);
      return () => query.removeEventListener('change', changed);
    },
    () => matchMedia(WIDE).matches,
  );
