import { useQuery } from '@tanstack/react-query';
import { GitCompareArrows } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { post } from '../../api.ts';
import { text } from '../../format.ts';
import type { CallPage, ScoredSpan } from '../../model.ts';
import { Status } from '../../parts/Status.tsx';
import { dayTime, secondsTime } from '../../time.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Field } from '../../ui/Input.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { useView } from '../../view.ts';

const OTHERS = 12;
const WEEK_MS = 6048e5;

/** Chooses the trace that this one is laid beside. */
export function CompareWith({ traceId, root }: { traceId: string; root: ScoredSpan | undefined }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <GitCompareArrows size={14} aria-hidden="true" />
        Compare with …
      </Button>
      {open && <Choose traceId={traceId} root={root} onClose={() => setOpen(false)} />}
    </>
  );
}

function Choose({ traceId, root, onClose }: { traceId: string; root: ScoredSpan | undefined; onClose: () => void }) {
  const { patch } = useView();
  const [id, setId] = useState('');
  const { data, error, isPending } = useAlike(traceId, root);
  const choose = (against: string) => {
    onClose();
    patch({ against, span: undefined, tab: undefined, as: undefined });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (id.trim() !== '') choose(id.trim());
  };
  return (
    <Dialog
      open
      onOpenChange={(is) => !is && onClose()}
      title="Compare with another trace"
      note="Steps of the same name are laid side by side: how long they took, what they cost, what they said."
      className="w-130"
    >
      <form onSubmit={submit} className="flex items-end gap-2">
        <div className="min-w-0 flex-1">
          <Field label="Trace id" maxLength={256} value={id} onChange={({ target }) => setId(target.value)} />
        </div>
        <Button type="submit" className="h-8" disabled={id.trim() === ''}>
          Compare
        </Button>
      </form>
      <h3 className="pt-4 pb-1 text-small font-medium text-muted">Traces that begin alike, around the same time</h3>
      {error && <ErrorNote error={error} compact />}
      {isPending && <Skeleton className="h-20 w-full" />}
      {data?.length === 0 && <p className="text-muted">There is none. Any other can be named by its id.</p>}
      <ul>
        {data?.map((call) => (
          <li key={call.trace_id}>
            <button
              type="button"
              onClick={() => choose(call.trace_id)}
              className="flex h-8 w-full items-center gap-3 rounded-control px-2 text-left transition-colors hover:bg-hover"
            >
              <span className="w-32 shrink-0">
                {dayTime(call.time)} {secondsTime(call.time)}
              </span>
              <span className="min-w-0 flex-1">
                <Status call={call} />
              </span>
              {call.duration_ms !== undefined && <span>{text(call.duration_ms, 'ms')}</span>}
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

/** Other traces whose root has the same name. */
function useAlike(traceId: string, root: ScoredSpan | undefined) {
  return useQuery({
    queryKey: ['alike', traceId],
    queryFn: async ({ signal }) => {
      if (root?.name === undefined) return [];
      const at = Date.parse(root.time);
      const body = {
        scope: 'traces',
        filter: [{ field: 'name', op: 'eq', value: root.name }],
        range: { from: new Date(at - WEEK_MS).toISOString(), to: new Date(at + WEEK_MS).toISOString() },
        limit: OTHERS + 1,
      };
      const { calls } = await post<CallPage>('/calls/search', body, signal);
      return calls.filter((call) => call.trace_id !== traceId).slice(0, OTHERS);
    },
  });
}
