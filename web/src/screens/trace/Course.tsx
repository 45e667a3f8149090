import { useMemo } from 'react';
import { exact } from '../../format.ts';
import { TraceWaterfall } from '../../parts/TraceWaterfall.tsx';
import { Button } from '../../ui/Button.tsx';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { Segmented } from '../../ui/Tabs.tsx';
import { useView } from '../../view.ts';
import { Conversation } from './Conversation.tsx';
import type { useTrace } from './useTrace.ts';

type Trace = ReturnType<typeof useTrace>;
type Ids = ReadonlySet<string>;
const NONE: Ids = new Set();

interface Props {
  trace: Trace;
  selected: string | undefined;
  onSelect: (id: string) => void;
  collapsed: Ids;
  onCollapse: (ids: Ids) => void;
}

/** What happened in the trace, in time or in words. */
export function Course({ trace, selected, onSelect, collapsed, onCollapse }: Props) {
  const { search, patch } = useView();
  const { tree, isPending } = trace;
  const words = search.as === 'conversation';
  return (
    <section
      aria-label="Course of the trace"
      className="flex min-w-0 flex-1 flex-col rounded-panel border border-line bg-panel"
    >
      <header className="flex min-h-11 items-center gap-2 border-b border-line px-3">
        <Segmented
          label="Layout"
          value={words ? 'conversation' : 'waterfall'}
          onChange={(as) => patch({ as: as === 'waterfall' ? undefined : as }, { replace: true })}
          options={[
            { value: 'waterfall', label: 'Waterfall' },
            { value: 'conversation', label: 'Conversation' },
          ]}
        />
        <Fold trace={trace} collapsed={collapsed} onCollapse={onCollapse} />
        <More trace={trace} />
      </header>
      {words ? (
        <Conversation
          tree={tree}
          selected={selected}
          onSelect={onSelect}
          collapsed={collapsed}
          onCollapse={onCollapse}
          isPending={isPending}
        />
      ) : isPending ? (
        <Waiting />
      ) : (
        <TraceWaterfall
          tree={tree}
          selected={selected}
          onSelect={onSelect}
          collapsed={collapsed}
          onCollapse={onCollapse}
        />
      )}
    </section>
  );
}

function Fold({ trace: { tree }, collapsed, onCollapse }: Pick<Props, 'trace' | 'collapsed' | 'onCollapse'>) {
  const parents = useMemo(() => {
    const found: string[] = [];
    for (const { id, children, depth } of tree.nodes.values()) if (children.length > 0 && depth > 0) found.push(id);
    return found;
  }, [tree]);
  if (parents.length === 0) return null;
  return (
    <Button size="small" look="quiet" onClick={() => onCollapse(collapsed.size > 0 ? NONE : new Set(parents))}>
      {collapsed.size > 0 ? 'Open all' : 'Fold all'}
    </Button>
  );
}

/** Of a trace that is longer than what is loaded. */
function More({ trace }: { trace: Trace }) {
  if (trace.error && trace.spans.length > 0)
    return <ErrorNote error={trace.error} retry={() => void trace.fetchNextPage()} compact />;
  if (trace.isFetchingNextPage || trace.isComing)
    return (
      <span role="status" className="ml-auto text-small text-muted">
        Loading: {exact(trace.loaded)} spans so far
      </span>
    );
  if (!trace.hasNextPage) return null;
  return (
    <Button size="small" className="ml-auto" onClick={() => void trace.fetchNextPage()}>
      Load 5,000 more spans
    </Button>
  );
}

export const Waiting = () => (
  <div className="flex flex-col gap-4 p-4">
    {['w-1/2', 'w-3/4', 'w-2/3', 'w-3/5', 'w-1/3'].map((width) => (
      <Skeleton key={width} className={`h-3.5 ${width}`} />
    ))}
  </div>
);
