import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';

/** How long nothing may be asked for until what can wait is asked. */
const QUIET_MS = 150;

/**
 * Turns true once all else has been answered, and false when there is another question (`key`): what takes the server long must not
 * keep numbers waiting.
 */
export function useQuiet(key: string, enabled = true): boolean {
  const client = useQueryClient();
  const subscribe = useCallback((changed: () => void) => client.getQueryCache().subscribe(changed), [client]);
  const [quietFor, setQuietFor] = useState<string>();
  const quiet = quietFor === key;
  // Looked at only while it matters: a screen should not be drawn anew for every question that comes and goes.
  const busy = useSyncExternalStore(subscribe, () => enabled && !quiet && client.isFetching() > 0);
  useEffect(() => {
    if (busy || quiet || !enabled) return;
    const timer = setTimeout(() => setQuietFor(key), QUIET_MS);
    return () => clearTimeout(timer);
  }, [busy, quiet, enabled, key]);
  return enabled && quiet;
}
