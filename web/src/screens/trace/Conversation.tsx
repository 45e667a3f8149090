import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useEffect, useMemo, useRef } from 'react';
import { plural } from '../../format.ts';
import type { ScoredSpan } from '../../model.ts';
import { useLatest } from '../../parts/useLatest.ts';
import { useKey } from '../../shell/keys.ts';
import { openTurns } from '../../traceConversation.ts';
import type { TraceTree } from '../../traceTree.ts';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { TurnRow } from './TurnRow.tsx';
import { useTurns } from './useTurns.ts';

/** Height of a turn until it was seen. */
const USUAL = 96;

interface Props {
  tree: TraceTree<ScoredSpan>;
  selected: string | undefined;
  onSelect: (id: string) => void;
  collapsed: ReadonlySet<string>;
  onCollapse: (ids: ReadonlySet<string>) => void;
  isPending: boolean;
}

/** What was said in the whole trace, each message once: by people, models, tools and agents among themselves. */
export function Conversation({ tree, selected, onSelect, collapsed, onCollapse, isPending }: Props) {
  const { turns: all, done } = useTurns(tree);
  const turns = useMemo(() => openTurns(all, collapsed), [all, collapsed]);
  const cut = useMemo(() => all.some(({ span: { truncated } }) => (truncated?.length ?? 0) > 0), [all]);
  const frame = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: turns.length,
    getScrollElement: () => frame.current,
    getItemKey: (at) => turns[at]?.key ?? at,
    estimateSize: () => USUAL,
    overscan: 6,
  });
  useSteps(frame, virtual, turns.length);
  useSeen(turns, selected, virtual);
  const fold = useLatest((id: string) => {
    const next = new Set(collapsed);
    if (!next.delete(id)) next.add(id);
    onCollapse(next);
  });
  const choose = useLatest(onSelect);
  if (isPending || (turns.length === 0 && !done)) return <Waiting />;
  return (
    <section
      ref={frame}
      aria-label="Conversation"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className="min-h-0 flex-1 overflow-y-auto rounded-b-panel py-2 outline-offset-[-2px] [overflow-anchor:none]"
    >
      {turns.length === 0 && <p className="p-4 text-muted">No model was called in this trace, so nothing was said.</p>}
      {cut && (
        <p className="px-4 pb-2 text-small text-muted">
          Only the beginning of long texts is shown here; pick a turn to read them whole.
        </p>
      )}
      <div className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start, key }) => {
          const turn = turns[index];
          if (!turn) return null;
          return (
            <div
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              className="absolute inset-x-0"
              style={{ top: start }}
            >
              <TurnRow
                turn={turn}
                at={index}
                selected={turn.span.span_id === selected}
                folded={collapsed.has(turn.node.id)}
                onSelect={choose}
                onFold={fold}
              />
            </div>
          );
        })}
      </div>
      {!done && (
        <p role="status" className="px-4 py-2 text-small text-muted">
          Reading: {plural(all.length, 'turn')} so far
        </p>
      )}
    </section>
  );
}

const Waiting = () => (
  <div className="flex flex-col gap-3 p-4">
    <Skeleton className="h-16 w-full" />
    <Skeleton className="h-16 w-full" />
  </div>
);

interface Scroller {
  scrollToIndex(at: number): void;
}

/** `j` and `k` go from turn to turn; Enter then opens the span, as it does on every button. */
function useSteps(frame: RefObject<HTMLElement | null>, virtual: Scroller, count: number): void {
  const step = (by: 1 | -1) => {
    const now = document.activeElement?.closest('[data-index]')?.getAttribute('data-index');
    const at = Math.max(0, Math.min(count - 1, now ? Number(now) + by : firstSeen(frame.current)));
    virtual.scrollToIndex(at);
    // The turn may not exist before the list has scrolled to it.
    const focus = () =>
      frame.current?.querySelector<HTMLElement>(`[data-turn="${at}"]`)?.focus({ preventScroll: true });
    requestAnimationFrame(() => requestAnimationFrame(focus));
  };
  useKey('j', 'Next turn (Enter opens it)', () => step(1));
  useKey('k', 'Turn before', () => step(-1));
}

/** The first turn that begins in sight. */
function firstSeen(frame: HTMLElement | null): number {
  const top = frame?.getBoundingClientRect().top ?? 0;
  const seen = [...(frame?.querySelectorAll<HTMLElement>('[data-index]') ?? [])].find(
    (row) => row.getBoundingClientRect().top >= top - 1,
  );
  return Number(seen?.dataset.index ?? 0);
}

/** A span that was picked elsewhere, or by the address, is brought into sight once it is there. */
function useSeen(turns: readonly { span: ScoredSpan }[], selected: string | undefined, virtual: Scroller): void {
  const shown = useRef<string>(undefined);
  useEffect(() => {
    if (selected === undefined || shown.current === selected) return;
    const at = turns.findIndex(({ span }) => span.span_id === selected);
    if (at < 0) return;
    // What was clicked is in sight already.
    if (shown.current !== undefined || at > 0) virtual.scrollToIndex(at);
    shown.current = selected;
  }, [turns, selected, virtual]);
}
