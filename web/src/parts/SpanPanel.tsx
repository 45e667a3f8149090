import type { ScoredSpan } from '../model.ts';
import { wholeTime } from '../time.ts';
import { Badge } from '../ui/Badge.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { useView } from '../view.ts';
import { CallDetail } from './CallDetail.tsx';
import { Status } from './Status.tsx';
import { useCall } from './useCall.ts';
import { Marked } from './Visible.tsx';

/** The span picked in a trace, first as the trace knows it, then whole. */
export function SpanPanel({ span }: { span: ScoredSpan }) {
  const { search, patch } = useView();
  const { data, error, refetch } = useCall(span);
  return (
    <div>
      <div className="sticky top-0 z-2 flex min-h-11 flex-wrap items-center gap-x-3 border-b border-line bg-panel px-4 py-1.5">
        <h2 className="min-w-0 truncate font-semibold">
          <bdi>
            <Marked text={span.name ?? span.model ?? 'Span'} />
          </bdi>
        </h2>
        {span.kind !== undefined && <Badge>{span.kind}</Badge>}
        <Status call={span} />
        <time dateTime={span.time} className="ml-auto text-small whitespace-nowrap text-muted">
          {wholeTime(span.time)}
        </time>
      </div>
      {error && (
        <div className="p-4 pb-0">
          <ErrorNote error={error} retry={() => void refetch()} />
        </div>
      )}
      <CallDetail
        key={span.span_id}
        span={data ?? span}
        whole={data !== undefined}
        tab={search.tab}
        onTab={(tab) => patch({ tab }, { replace: true })}
      />
    </div>
  );
}
