import { type Dispatch, useEffect, useReducer, useState } from 'react';
import { currentProject } from './api.ts';
import { EMPTY_TAIL, type Tail, type TailEvent, tailAfter } from './live.ts';
import type { Call, Filter } from './model.ts';
import { eventReader, type ServerEvent } from './sse.ts';

export type LiveState = 'connecting' | 'open' | 'lost';

interface Ask {
  filter: readonly Filter[];
  scope: 'calls' | 'spans';
  enabled: boolean;
}

/** Pauses between attempts, in milliseconds; the last one repeats. */
const RETRY_MS = [500, 1000, 2000, 5000, 10_000];

/** What comes in while the page looks: a tail that can be paused, and whether the stream stands. */
export function useLive({ filter, scope, enabled }: Ask): {
  tail: Tail;
  dispatch: Dispatch<TailEvent>;
  state: LiveState;
} {
  const [tail, dispatch] = useReducer(tailAfter, EMPTY_TAIL);
  const [state, setState] = useState<LiveState>('connecting');
  const question = new URLSearchParams({ filter: JSON.stringify(filter), scope }).toString();
  useEffect(() => {
    if (!enabled) return;
    const stop = new AbortController();
    dispatch({ type: 'clear' });
    setState('connecting');
    void follow(`/api/v1/live?${question}`, stop.signal, setState, (events) => tell(events, dispatch));
    return () => stop.abort();
  }, [question, enabled]);
  return { tail, dispatch, state };
}

function tell(events: ServerEvent[], dispatch: Dispatch<TailEvent>): void {
  const calls = events.flatMap(({ event, data }) => (event === 'call' ? [JSON.parse(data) as Call] : []));
  if (calls.length > 0) dispatch({ type: 'calls', calls });
  for (const { event, data } of events) {
    if (event === 'dropped') dispatch({ type: 'dropped', count: (JSON.parse(data) as { count: number }).count });
  }
}

/** Reads the stream until it is stopped, beginning anew when it breaks. `EventSource` could not name the project. */
async function follow(
  url: string,
  signal: AbortSignal,
  say: (state: LiveState) => void,
  on: (events: ServerEvent[]) => void,
): Promise<void> {
  for (let attempt = 0; !signal.aborted; attempt++) {
    try {
      const project = currentProject();
      const response = await fetch(url, {
        signal,
        headers: { accept: 'text/event-stream', ...(project === undefined ? {} : { 'x-telltale-project': project }) },
      });
      if (response.ok && response.body) {
        say('open');
        attempt = 0;
        const reader = eventReader();
        for (const pieces = response.body.pipeThrough(new TextDecoderStream()).getReader(); ; ) {
          const { done, value } = await pieces.read();
          if (done) break;
          on(reader.push(value));
        }
      }
    } catch {
      // Broken off, or stopped by us: the loop tells which.
    }
    if (signal.aborted) return;
    say('lost');
    const pause = RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)] ?? 10_000;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}
