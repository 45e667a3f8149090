import { Toast } from 'radix-ui';
import { useSyncExternalStore } from 'react';

type Tone = 'plain' | 'ok' | 'warn' | 'bad';
interface Note {
  id: number;
  text: string;
  tone: Tone;
}

let notes: readonly Note[] = [];
let last = 0;
const listeners = new Set<() => void>();

function set(next: readonly Note[]): void {
  notes = next;
  for (const listener of listeners) listener();
}

/** Tells what just happened, for a few seconds. Errors that need a decision belong beside what failed. */
export function toast(text: string, tone: Tone = 'plain'): void {
  set([...notes.slice(-2), { id: ++last, text, tone }]);
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

const TONES: Record<Tone, string> = { plain: 'bg-muted', ok: 'bg-ok', warn: 'bg-warn', bad: 'bg-bad' };

/** Where toasts appear; once, at the root. */
export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => notes);
  return (
    <Toast.Provider duration={4000} swipeDirection="right">
      {shown.map(({ id, text, tone }) => (
        <Toast.Root
          key={id}
          onOpenChange={(open) => !open && set(notes.filter((note) => note.id !== id))}
          className="fade flex items-center gap-2.5 rounded-panel bg-panel px-3.5 py-2.5 shadow-float"
        >
          <span className={`size-2 shrink-0 rounded-full ${TONES[tone]}`} aria-hidden="true" />
          <Toast.Description>{text}</Toast.Description>
        </Toast.Root>
      ))}
      <Toast.Viewport className="fixed right-4 bottom-4 z-50 flex w-90 max-w-[calc(100vw-32px)] flex-col gap-2 outline-none max-md:bottom-18" />
    </Toast.Provider>
  );
}
