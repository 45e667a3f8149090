import { getRouteApi, Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { ApiError } from '../../api.ts';
import { plural } from '../../format.ts';
import type { ScoredSpan } from '../../model.ts';
import { SpanPanel } from '../../parts/SpanPanel.tsx';
import { useFill } from '../../parts/useFill.ts';
import { useIsWide } from '../../parts/useIsWide.ts';
import { ancestorsOf, type TreeNode } from '../../traceTree.ts';
import { Button, buttonClass } from '../../ui/Button.tsx';
import { Drawer } from '../../ui/Dialog.tsx';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { useView } from '../../view.ts';
import { Comparison } from './Comparison.tsx';
import { Course, Waiting } from './Course.tsx';
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
  // A root that came; else, when every parent is missing, what began first.
  const first = tree.roots.find(({ span }) => span) ?? tree.nodes.get(spans[0]?.span_id ?? '');
  const root = first?.span;
  const picked = search.span === undefined ? undefined : tree.nodes.get(search.span);
  const shown = picked ?? (wide ? first : undefined);
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

  if (trace.error && spans.length === 0) return <Missing error={trace.error} retry={() => void trace.refetch()} />;
  return (
    <div ref={frame} className="flex flex-col gap-3.5 p-5 max-sm:px-3" style={{ height }}>
      {trace.isPending ? (
        <TraceHeadSkeleton />
      ) : (
        <TraceHead traceId={traceId} tree={tree} root={root} title={title} partial={trace.hasNextPage} />
      )}
      {search.against !== undefined && !trace.isPending && <Comparison tree={tree} against={search.against} />}
      {search.against === undefined && (
        <div className="flex min-h-0 flex-1 gap-3.5">
          <Course
            trace={trace}
            selected={shown?.id}
            onSelect={(id) => patch({ span: id }, { replace: search.span !== undefined })}
            collapsed={collapsed}
            onCollapse={setCollapsed}
          />
          {wide && (
            <section
              aria-label="Selected span"
              className="flex w-[44%] max-w-180 shrink-0 flex-col overflow-y-auto rounded-panel border border-line bg-panel"
            >
              {shown && <Selected node={shown} />}
              {trace.isPending && <Waiting />}
            </section>
          )}
        </div>
      )}
      {!wide && (
        <Drawer
          open={picked !== undefined}
          onOpenChange={(open) => !open && patch({ span: undefined, tab: undefined })}
          title="Span"
          className="w-160"
        >
          {picked && <Selected node={picked} />}
        </Drawer>
      )}
    </div>
  );
}

function Selected({ node }: { node: TreeNode<ScoredSpan> }) {
  if (node.span) return <SpanPanel span={node.span} />;
  return (
    <div className="flex flex-col gap-2 p-4">
      <h2 className="font-semibold">This span was not received</h2>
      <p className="text-muted">
        It is named as the parent of {plural(node.children.length, 'span')}. It may still be running, have been sent
        elsewhere, or have been left out by sampling.
      </p>
      <p className="font-mono text-small text-muted">{node.id}</p>
    </div>
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
