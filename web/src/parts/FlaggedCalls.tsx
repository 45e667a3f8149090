import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { post } from '../api.ts';
import { textsOf } from '../evidence.ts';
import type { CallPage, Filter, ScoredSpan } from '../model.ts';
import { useOpenCalls } from '../screens/reliability/useOpenCalls.ts';
import { useInSight } from '../sight.ts';
import { ago, wholeTime } from '../time.ts';
import { Button } from '../ui/Button.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Panel } from '../ui/Panel.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { useView } from '../view.ts';
import { ExportMenu } from './ExportMenu.tsx';
import { Marked } from './Visible.tsx';

const SHOWN = 5;
const MOST = 220;

interface Props {
  title: string;
  filter: Filter;
  /** Whose words are shown. */
  side: 'input' | 'output';
  none: string;
  className?: string;
}

/** The newest calls that carry a flag, with what was said; each opens its trace. */
export function FlaggedCalls({ title, filter, side, none, className = '' }: Props) {
  const view = useView();
  const open = useOpenCalls();
  const body = { range: view.range, filter: [...view.filter, filter], limit: SHOWN };
  const { data, error, refetch } = useQuery({
    queryKey: ['calls', 'flagged', body],
    queryFn: ({ signal }) => post<CallPage>('/calls/search', body, signal),
    placeholderData: keepPreviousData,
    enabled: useInSight(),
  });
  const calls = (data?.calls ?? []).map((call) => ({ ...call, said: saidOf(call as ScoredSpan, side) }));
  return (
    <Panel
      className={className}
      title={title}
      actions={
        <>
          <Button size="small" onClick={() => open([filter])}>
            Open all
          </Button>
          <ExportMenu
            what={title}
            sheet={() => ({
              columns: ['time', 'trace_id', 'span_id', 'model', 'said'],
              rows: calls.map(({ time, trace_id, span_id, model, said }) => [time, trace_id, span_id, model, said]),
            })}
          />
        </>
      }
    >
      {error && <ErrorNote error={error} retry={() => void refetch()} compact />}
      {calls.length > 0 ? (
        <ul aria-label={title} className="flex flex-col">
          {calls.map(({ time, trace_id, span_id, model, said }) => (
            <li key={`${trace_id} ${span_id}`} className="border-t border-line first:border-0">
              <Link
                to="/traces/$traceId"
                params={{ traceId: trace_id }}
                search={(state) => ({ ...state, span: span_id, sel: undefined, sort: undefined })}
                className="flex items-baseline gap-3 rounded-control px-1 py-1.5 hover:bg-hover"
              >
                <span className="line-clamp-2 min-w-0 flex-1 [overflow-wrap:anywhere]">
                  <bdi>
                    <Marked text={said || 'no text'} />
                  </bdi>
                </span>
                <span className="max-w-40 shrink-0 truncate font-mono text-small text-muted max-sm:hidden">
                  <Marked text={model ?? ''} />
                </span>
                <time dateTime={time} title={wholeTime(time)} className="shrink-0 text-small text-muted">
                  {ago(time)}
                </time>
              </Link>
            </li>
          ))}
        </ul>
      ) : data === undefined ? (
        !error && <Skeleton className="h-28 w-full opacity-50" />
      ) : (
        <p className="py-3 text-muted">{none}</p>
      )}
    </Panel>
  );
}

/** The end of what was said: the last turn. */
const saidOf = (call: ScoredSpan, side: 'input' | 'output'): string =>
  (textsOf(call, side).at(-1) ?? '').slice(0, MOST);
