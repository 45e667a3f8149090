import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { get, post } from '../../api.ts';
import { exact } from '../../format.ts';
import type { DemoProgress, Me } from '../../model.ts';
import { Button, buttonClass } from '../../ui/Button.tsx';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Panel } from '../../ui/Panel.tsx';

const EVERY_MS = 500;

/** Two weeks of public traffic, for those who want to look before they connect. */
export function Demo({ me }: { me: Me | undefined }) {
  const client = useQueryClient();
  const { data: progress } = useQuery({
    queryKey: ['demo'],
    queryFn: ({ signal }) => get<DemoProgress>('/demo', signal),
    refetchInterval: ({ state }) => (state.data?.state === 'loading' ? EVERY_MS : false),
  });
  const start = useMutation({
    mutationFn: () => post<DemoProgress>('/demo', {}),
    onSuccess: (answer) => client.setQueryData(['demo'], answer),
  });
  const state = progress?.state ?? 'idle';
  useEffect(() => {
    // The page may know now that the project has calls.
    if (state === 'done') void client.invalidateQueries({ queryKey: ['system'] });
  }, [state, client]);
  if (!me?.principal.scopes.includes('admin')) return null;
  return (
    <Panel title="Or look around first" note="two weeks of real public traffic that end now">
      <div className="flex flex-col gap-3">
        {state !== 'loading' && (
          <p className="max-w-160 text-muted">
            Recorded arrival times, token counts, prompts and answers, several models, a release that went wrong and
            errors that came in clusters. All of it goes into{' '}
            <span className="font-medium text-ink">{me.project.name}</span>. Make another project first if you want to
            keep this one clean.
          </p>
        )}
        {state === 'loading' && progress && <Bar progress={progress} />}
        {state === 'failed' && progress?.error !== undefined && (
          <p className="text-bad">Loading stopped: {progress.error}</p>
        )}
        {start.error && <ErrorNote error={start.error} compact />}
        <div className="flex flex-wrap items-center gap-2">
          {state === 'done' ? (
            <>
              <Link to="/" search={{ from: 'now-14d', to: 'now' }} className={buttonClass('primary')}>
                Open the overview of two weeks
              </Link>
              <span className="text-muted">
                {exact(progress?.sent ?? 0)} calls loaded
                {progress?.seconds === undefined ? '' : ` in ${progress.seconds.toFixed(0)} s`}
              </span>
            </>
          ) : (
            state !== 'loading' && (
              <>
                <Button onClick={() => start.mutate()} disabled={start.isPending}>
                  {state === 'failed' ? 'Try again' : 'Load demo data'}
                </Button>
                <Link to="/settings/projects" className={buttonClass('quiet')}>
                  Make another project
                </Link>
              </>
            )
          )}
        </div>
      </div>
    </Panel>
  );
}

function Bar({ progress: { sent, total } }: { progress: DemoProgress }) {
  const share = total > 0 ? sent / total : 0;
  return (
    <div className="flex flex-col gap-1.5">
      <div
        role="progressbar"
        aria-label="Loading demo data"
        aria-valuemin={0}
        aria-valuemax={100}
        {...(total > 0 ? { 'aria-valuenow': Math.round(share * 100) } : {})}
        className="h-1.5 overflow-hidden rounded-full bg-line"
      >
        <div className="h-full rounded-full bg-accent" style={{ width: `${share * 100}%` }} />
      </div>
      <p className="text-muted" role="status">
        {total > 0 ? `${exact(sent)} of ${exact(total)} calls` : 'Getting ready …'}
      </p>
    </div>
  );
}
