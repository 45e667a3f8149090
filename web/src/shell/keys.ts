import { useEffect, useRef, useSyncExternalStore } from 'react';

export interface Binding {
  /** One key, two pressed one after the other (`g o`), or `mod+k` (⌘ or Ctrl). */
  keys: string;
  label: string;
  run: () => void;
}

let bindings: readonly Binding[] = [];
const listeners = new Set<() => void>();

function set(next: readonly Binding[]): void {
  bindings = next;
  for (const listener of listeners) listener();
}

/** Binds a key as long as the component is shown. The latest binding of a key wins; every one is listed under `?`. */
export function useKey(keys: string, label: string, run: () => void): void {
  const latest = useRef(run);
  latest.current = run;
  useEffect(() => {
    const binding = { keys, label, run: () => latest.current() };
    set([...bindings, binding]);
    return () => set(bindings.filter((other) => other !== binding));
  }, [keys, label]);
}

/** All keys bound now. */
export const useBindings = (): readonly Binding[] =>
  useSyncExternalStore(
    (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    () => bindings,
  );

/** How long the first key of two waits for the second. */
const PATIENCE_MS = 1000;

/** Turns presses into bindings: `g` then `o` within a second is `g o`, and the latest binding of a key wins. */
export function keySequence() {
  let first = '';
  let pressedAt = Number.NEGATIVE_INFINITY;
  return (key: string, at: number, known: readonly Binding[]): Binding | undefined => {
    const pair = at - pressedAt < PATIENCE_MS ? `${first} ${key}` : '';
    const found = known.findLast(({ keys }) => keys === pair) ?? known.findLast(({ keys }) => keys === key);
    first = found ? '' : key;
    pressedAt = at;
    return found;
  };
}

/** Listens for bound keys; once, in the shell. */
export function useKeyboard(): void {
  useEffect(() => {
    const bindingOf = keySequence();
    const press = (event: KeyboardEvent) => {
      const key = nameOf(event);
      if (key === undefined || (isTyping(event.target) && !key.startsWith('mod+'))) return;
      const found = bindingOf(key, event.timeStamp, bindings);
      if (!found) return;
      event.preventDefault();
      found.run();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
}

function nameOf({ key, metaKey, ctrlKey, altKey, defaultPrevented }: KeyboardEvent): string | undefined {
  if (defaultPrevented || altKey) return undefined;
  return metaKey || ctrlKey ? `mod+${key.toLowerCase()}` : key;
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.closest('input, textarea, select, [role=menu], [role=listbox]') !== null);

/** `⌘K` on Apple's machines, `Ctrl K` elsewhere. */
export const keyWords = (keys: string): string =>
  keys.replace('mod+k', /Mac|iP(hone|ad)/.test(navigator.userAgent) ? '⌘K' : 'Ctrl K');
