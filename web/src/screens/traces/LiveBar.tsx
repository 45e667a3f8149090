import { Pause, Play } from 'lucide-react';
import { exact } from '../../format.ts';
import type { Tail } from '../../live.ts';
import { Button } from '../../ui/Button.tsx';
import type { LiveState } from '../../useLive.ts';

interface Props {
  tail: Tail;
  state: LiveState;
  q: string | undefined;
  onResume: () => void;
  onPause: () => void;
}

/** How the live tail stands: following, paused with what waits, or cut off; and what it did not show. */
export function LiveBar({ tail, state, q, onResume, onPause }: Props) {
  const { paused, waiting, dropped } = tail;
  return (
    <div
      role="status"
      className={`flex min-h-9 flex-wrap items-center gap-x-2.5 border-b border-line px-3 py-1 text-small ${paused ? 'bg-warn-wash' : ''}`}
    >
      <span
        className={`size-1.5 rounded-full ${state === 'lost' ? 'bg-bad' : paused ? 'bg-warn' : 'bg-ok'}`}
        aria-hidden="true"
      />
      <span className="font-medium">
        {state === 'lost'
          ? 'The connection broke; trying again'
          : state === 'connecting'
            ? 'Connecting …'
            : paused
              ? `Paused${waiting.length > 0 ? `, ${exact(waiting.length)} new` : ''}`
              : 'Following new calls'}
      </span>
      {dropped > 0 && <span className="text-muted">{exact(dropped)} not shown: too many at once. A filter helps.</span>}
      {q !== undefined && <span className="text-muted">the words are looked for in the beginning of new texts</span>}
      <span className="ml-auto">
        {paused ? (
          <Button size="small" onClick={onResume}>
            <Play size={12} aria-hidden="true" />
            Resume
          </Button>
        ) : (
          <Button size="small" look="quiet" onClick={onPause}>
            <Pause size={12} aria-hidden="true" />
            Pause
          </Button>
        )}
      </span>
    </div>
  );
}
