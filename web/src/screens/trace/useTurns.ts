import { useEffect, useState } from 'react';
import type { ScoredSpan } from '../../model.ts';
import { type Turn, turnsOf } from '../../traceConversation.ts';
import type { TraceTree } from '../../traceTree.ts';

/** Reading messages of a long trace must not stand in the way of a frame. */
const SLICE_MS = 8;

interface Reading {
  turns: Turn<ScoredSpan>[];
  /** Whether the whole tree was read. */
  done: boolean;
}

const NOTHING: Reading = { turns: [], done: false };

/** The turns of a trace, read a little at a time; those of the tree before stay until as many are there. */
export function useTurns(tree: TraceTree<ScoredSpan>): Reading {
  const [reading, setReading] = useState(NOTHING);
  useEffect(() => {
    const source = turnsOf(tree);
    const turns: Turn<ScoredSpan>[] = [];
    let told = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const slice = (): void => {
      const end = performance.now() + SLICE_MS;
      let done = false;
      while (!done && performance.now() < end) {
        const { value, done: over } = source.next();
        if (over) done = true;
        else for (const turn of value) turns.push(turn);
      }
      // Each telling copies them all: only when there are twice as many.
      if (done || turns.length >= told * 2 + 20) {
        told = turns.length;
        const now = { turns: [...turns], done };
        setReading((before) => (done || turns.length >= before.turns.length || isOther(before, tree) ? now : before));
      }
      if (!done) timer = setTimeout(slice);
    };
    slice();
    return () => clearTimeout(timer);
  }, [tree]);
  return reading;
}

const isOther = ({ turns: [first] }: Reading, tree: TraceTree<ScoredSpan>): boolean =>
  first !== undefined && first.span.trace_id !== tree.roots.find(({ span }) => span)?.span?.trace_id;
