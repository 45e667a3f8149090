import { getRouteApi, Link } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import { ApiError } from '../../api.ts';
import { SpanPanel } from '../../parts/SpanPanel.tsx';
import { TraceWaterfall } from '../../parts/TraceWaterfall.tsx';
import { useFill } from '../../parts/useFill.ts';
import { useIsWide } from '../../parts/useIsWide.ts';
import { ancestorsOf } from '../../traceTree.ts';
import { Button, buttonClass } from '../../ui/Button.tsx';
import { Drawer } from '../../ui/Dialog.tsx';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { Segmented } from '../../ui/Tabs.tsx';
import { useView } from '../../view.ts';
import { Conversation } from './Conversation.tsx';
import { TraceHead, TraceHeadSkeleton } from './TraceHead.tsx';
import { useTrace } from './useTrace.ts';

const route = getRouteApi('/shell/traces/$traceId');
const NONE: ReadonlySet<string> = new Set();

/** One trace: what happened, in time and in words, and everything about the span one picks. */
export function Screen() {
  const { traceId } = route.useParams();
  const { search, patch } = useView();
  const trace = useTrace(traceId);
  const { tree, spans } = trace;
  const [collapsed, setCollapsed] = useState(NONE);
  const [frame, height] = useFill<HTMLDivElement>(520);
  const wide = useIsWide();
  const root = tree.roots.find(({ span }) => span)?.span ?? spans[0];
  const picked = search.span === undefined ? undefined : tree.nodes.get(search.span)?.span;
  const shown = picked ?? (wide ? root : undefined);
  const title = root?.name ?? root?.model ?? 'Trace';

  useEffect(() => {
    document.title = `${title} · Telltale`;
  }, [title]);
  useEffect(() => {
    // A link to a span shows it, whatever was folded.
    if (search.span === undefined) return;
    const above = ancestorsOf(tree, search.span);
    setCollapsed((now) =>
      above.some((id) => now.has(id)) ? new Set([...now].filter((id) => !above.includes(id))) : now,
    );
  }, [search.span, tree]);
  const select = (id: string) => patch({ span: id }, { replace: search.span !== undefined });

  if (trace.error && spans.length === 0) return <Missing error={trace.error} retry={() => void trace.refetch()} />;
  return (
    <div ref={frame} className="flex flex-col gap-3.5 p-5 max-sm:px-3" style={{ height }}>
      {trace.isPending ? (
        <TraceHeadSkeleton />
      ) : (
        <TraceHead traceId={traceId} tree={tree} root={root} title={title} partial={trace.hasNextPage} />
      )}
      <div className="flex min-h-0 flex-1 gap-3.5">
        <section
          aria-label="Course of the trace"
          className="flex min-w-0 flex-1 flex-col rounded-panel border border-line bg-panel"
        >
          <header className="flex min-h-11 items-center gap-2 border-b border-line px-3">
            <Segmented
              label="Layout"
              value={search.as ?? 'waterfall'}
              onChange={(as) => patch({ as: as === 'waterfall' ? undefined : as }, { replace: true })}
              options={[
                { value: 'waterfall', label: 'Waterfall' },
                { value: 'conversation', label: 'Conversation' },
              ]}
            />
            {search.as === undefined && <Fold tree={tree} collapsed={collapsed} onCollapse={setCollapsed} />}
            <More trace={trace} />
          </header>
          {search.as === 'conversation' ? (
            <Conversation spans={spans} selected={shown?.span_id} onSelect={select} isPending={trace.isPending} />
          ) : trace.isPending ? (
            <Waiting />
          ) : (
            <TraceWaterfall
              tree={tree}
              selected={shown?.span_id}
              onSelect={select}
              collapsed={collapsed}
              onCollapse={setCollapsed}
            />
          )}
        </section>
        {wide && (
          <section
            aria-label="Selected span"
            className="flex w-[44%] max-w-180 shrink-0 flex-col overflow-y-auto rounded-panel border border-line bg-panel"
          >
            {shown && <SpanPanel span={shown} />}
            {trace.isPending && <Waiting />}
          </section>
        )}
      </div>
      {!wide && (
        <Drawer
          open={picked !== undefined}
          onOpenChange={(open) => !open && patch({ span: undefined, tab: undefined })}
          title={picked?.name ?? picked?.model ?? 'Span'}
          className="w-160"
        >
          {picked && <SpanPanel span={picked} />}
        </Drawer>
      )}
    </div>
  );
}

const Waiting = () => (
  <div className="flex flex-col gap-4 p-4">
    {['w-1/2', 'w-3/4', 'w-2/3', 'w-3/5', 'w-1/3'].map((width) => (
      <Skeleton key={width} className={`h-3.5 ${width}`} />
    ))}
  </div>
);

function Fold({
  tree,
  collapsed,
  onCollapse,
}: {
  tree: ReturnType<typeof useTrace>['tree'];
  collapsed: ReadonlySet<string>;
  onCollapse: (ids: ReadonlySet<string>) => void;
}) {
  const parents = useMemo(
    () => [...tree.nodes.values()].filter(({ children, depth }) => children.length > 0 && depth > 0),
    [tree],
  );
  if (parents.length === 0) return null;
  return (
    <Button
      size="small"
      look="quiet"
      onClick={() => onCollapse(collapsed.size > 0 ? NONE : new Set(parents.map(({ id }) => id)))}
    >
      {collapsed.size > 0 ? 'Open all' : 'Fold all'}
    </Button>
  );
}

function More({ trace }: { trace: ReturnType<typeof useTrace> }) {
  if (trace.error && trace.spans.length > 0)
    return <ErrorNote error={trace.error} retry={() => void trace.fetchNextPage()} compact />;
  if (trace.isFetchingNextPage) return <span className="ml-auto text-small text-muted">Loading more spans …</span>;
  if (!trace.hasNextPage) return null;
  return (
    <Button size="small" className="ml-auto" onClick={() => void trace.fetchNextPage()}>
      Load 5,000 more spans
    </Button>
  );
}

function Missing({ error, retry }: { error: Error; retry: () => void }) {
  const gone = error instanceof ApiError && error.status === 404;
  if (!gone)
    return (
      <div className="p-5">
        <ErrorNote error={error} retry={retry} />
      </div>
    );
  return (
    <div className="mx-auto flex max-w-120 flex-col items-start gap-3 p-5 pt-[16vh]">
      <h1 className="text-title font-semibold">This trace is not here</h1>
      <p className="text-muted">
        It may belong to another project, have passed the time that texts are kept, or not have arrived yet: spans
        become visible a second or two after they were sent.
      </p>
      <div className="flex gap-2">
        <Button onClick={retry}>Look again</Button>
        <Link to="/traces" className={buttonClass()}>
          Open all traces
        </Link>
      </div>
    </div>
  );
}
