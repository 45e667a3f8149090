import { Link } from '@tanstack/react-router';
import { ChevronDown, ChevronUp, ListTree } from 'lucide-react';
import type { Call } from '../model.ts';
import { wholeTime } from '../time.ts';
import { buttonClass, IconButton } from '../ui/Button.tsx';
import { Drawer } from '../ui/Dialog.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { useView } from '../view.ts';
import { CallDetail } from './CallDetail.tsx';
import { Status } from './Status.tsx';
import { type SpanRef, useCall } from './useCall.ts';
import { Marked } from './Visible.tsx';

interface Props {
  /** The span shown; undefined = closed. */
  span: SpanRef | undefined;
  /** What the list already knows of it, shown until the whole is there. */
  known: Call | undefined;
  onClose: () => void;
  /** To the row above (-1) or below (+1). */
  onStep: (by: 1 | -1) => void;
}

/** One call beside the list it was picked from. */
export function CallDrawer({ span, known, onClose, onStep }: Props) {
  const { search, patch } = useView();
  const { data, error, refetch } = useCall(span);
  const shown = data ?? (known && { ...known, scores: [] });
  return (
    <Drawer
      open={span !== undefined}
      onOpenChange={(open) => !open && onClose()}
      className="w-170"
      title={
        <bdi>
          <Marked text={shown ? titleOf(shown) : 'Call'} />
        </bdi>
      }
      note={shown && wholeTime(shown.time)}
    >
      <div className="flex items-center gap-2 border-b border-line px-4 py-2">
        {shown && <Status call={shown} />}
        <div className="ml-auto flex items-center gap-1">
          <IconButton label="Row above" hint="k" onClick={() => onStep(-1)}>
            <ChevronUp size={15} aria-hidden="true" />
          </IconButton>
          <IconButton label="Row below" hint="j" onClick={() => onStep(1)}>
            <ChevronDown size={15} aria-hidden="true" />
          </IconButton>
          {span && (
            <Link
              to="/traces/$traceId"
              params={{ traceId: span.trace_id }}
              search={{ span: span.span_id }}
              className={buttonClass()}
            >
              <ListTree size={14} aria-hidden="true" />
              Open the trace
            </Link>
          )}
        </div>
      </div>
      {error && (
        <div className="p-4 pb-0">
          <ErrorNote error={error} retry={() => void refetch()} />
        </div>
      )}
      {shown ? (
        <CallDetail
          key={`${shown.trace_id}/${shown.span_id}`}
          span={shown}
          whole={data !== undefined}
          tab={search.tab}
          onTab={(tab) => patch({ tab }, { replace: true })}
        />
      ) : (
        !error && (
          <div className="flex flex-col gap-4 p-4">
            <Skeleton className="h-16 w-full" />
            <Skeleton className="h-9 w-full" />
            <Skeleton className="h-60 w-full" />
          </div>
        )
      )}
    </Drawer>
  );
}

const titleOf = ({ prompt, prompt_version, name, model }: Call): string =>
  prompt === undefined ? (name ?? model ?? 'Call') : `${prompt}${prompt_version ? `@${prompt_version}` : ''}`;
