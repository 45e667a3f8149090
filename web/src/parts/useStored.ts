import { useEffect, useState } from 'react';

/** A choice about how the app looks here, kept by this browser: not part of what a link shows. */
export function useStored(name: string, initial: boolean): [boolean, (value: boolean) => void] {
  const key = `telltale.${name}`;
  const [value, setValue] = useState(() => {
    const kept = localStorage.getItem(key);
    return kept === null ? initial : kept === '1';
  });
  const set = (next: boolean): void => {
    localStorage.setItem(key, next ? '1' : '0');
    setValue(next);
  };
  return [value, set];
}

/** The same for a short text; undefined = nothing chosen. */
export function useStoredText(name: string): [string | undefined, (value: string | undefined) => void] {
  const key = `telltale.${name}`;
  const [kept, setKept] = useState<{ key: string; value: string | undefined }>();
  const value = kept?.key === key ? kept.value : (localStorage.getItem(key) ?? undefined);
  const set = (next: string | undefined): void => {
    if (next === undefined) localStorage.removeItem(key);
    else localStorage.setItem(key, next);
    setKept({ key, value: next });
  };
  return [value, set];
}

/**
 * How many lines a list had when it was last seen here, so that it can have their room while it loads; undefined at the first
 * visit. `found`: how many it has now, undefined until that is known.
 */
export function useLinesBefore(name: string, found: number | undefined): number | undefined {
  const [kept, setKept] = useStoredText(name);
  const [before] = useState(kept);
  const now = found === undefined ? undefined : String(found);
  useEffect(() => {
    if (now !== undefined && now !== kept) setKept(now);
  }, [now, kept, setKept]);
  return before === undefined ? undefined : Number(before) || 0;
}
