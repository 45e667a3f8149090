import type { Call } from './model.ts';

/** Rows kept; more is no list to read but a load on the page. */
export const TAIL_ROWS = 500;

/** A live tail: what is shown, and what waits while the reader looks at something. */
export interface Tail {
  /** Newest first. */
  rows: readonly Call[];
  paused: boolean;
  /** Arrived during the pause, newest first. */
  waiting: readonly Call[];
  /** Not shown: more than the server may send a second, or more than the pause can hold. */
  dropped: number;
}

export type TailEvent =
  | { type: 'calls'; calls: readonly Call[] }
  | { type: 'dropped'; count: number }
  | { type: 'pause' }
  | { type: 'resume' }
  | { type: 'clear' };

export const EMPTY_TAIL: Tail = { rows: [], paused: false, waiting: [], dropped: 0 };

/** The tail after an event. A call that is sent again takes the place of its earlier form. */
export function tailAfter(tail: Tail, event: TailEvent): Tail {
  switch (event.type) {
    case 'calls': {
      if (!tail.paused) return { ...tail, rows: merge(tail.rows, event.calls).slice(0, TAIL_ROWS) };
      const waiting = merge(tail.waiting, event.calls);
      const over = Math.max(0, waiting.length - TAIL_ROWS);
      return { ...tail, waiting: waiting.slice(0, TAIL_ROWS), dropped: tail.dropped + over };
    }
    case 'dropped':
      return { ...tail, dropped: tail.dropped + event.count };
    case 'pause':
      return tail.paused ? tail : { ...tail, paused: true };
    case 'resume':
      return { ...tail, paused: false, rows: merge(tail.rows, tail.waiting).slice(0, TAIL_ROWS), waiting: [] };
    case 'clear':
      return EMPTY_TAIL;
  }
}

/** `added` before `rows`, by time; of one call the form that came last. */
function merge(rows: readonly Call[], added: readonly Call[]): Call[] {
  if (added.length === 0) return [...rows];
  const latest = new Map<string, Call>();
  for (const call of added) latest.set(keyOf(call), call);
  for (const call of rows) if (!latest.has(keyOf(call))) latest.set(keyOf(call), call);
  return [...latest.values()].sort((a, b) => (a.time < b.time ? 1 : a.time > b.time ? -1 : 0));
}

/** The identity of a span within its project. */
export const keyOf = ({ trace_id, span_id }: Call): string => `${trace_id}/${span_id}`;
