import { useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Check } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { plural, text } from '../../format.ts';
import type { Call, System } from '../../model.ts';
import { Marked } from '../../parts/Visible.tsx';
import { secondsTime } from '../../time.ts';
import { buttonClass } from '../../ui/Button.tsx';
import { useLive } from '../../useLive.ts';

/** Waits for a call and says so the moment one arrives. `known`: this project has had calls before. */
export function FirstCall({ known }: { known: boolean }) {
  const filter = useMemo(() => [], []);
  const [call, setCall] = useState<Call>();
  // What is waited for has come: the page need not hear of the rest.
  const { tail, state } = useLive({ filter, scope: 'spans', enabled: call === undefined });
  const found = tail.rows.findLast(({ is_call }) => is_call);
  if (call === undefined && found !== undefined) setCall(found);
  const client = useQueryClient();
  const arrived = call !== undefined;
  useEffect(() => {
    // The overview would send a project without calls back here until it asked again.
    if (arrived) client.setQueryData<System>(['system'], (system) => system && { ...system, calls: true });
  }, [arrived, client]);
  if (!call)
    return (
      <Frame>
        <span className="relative inline-flex size-2.5">
          <span className="absolute inset-0 rounded-full bg-lamp/40 motion-safe:animate-ping" aria-hidden="true" />
          <span className="size-2.5 rounded-full bg-lamp" aria-hidden="true" />
        </span>
        <p className="font-semibold">
          {state === 'lost'
            ? 'The connection broke; trying again …'
            : `Waiting for the ${known ? 'next' : 'first'} call …`}
        </p>
        <p className="text-muted">
          {tail.rows.length > 0
            ? `${plural(tail.rows.length, 'span')} arrived, but no call to a model among them yet.`
            : 'Send one from your application: it appears here within a second.'}
        </p>
        {known && (
          <Link to="/" className={`ml-auto ${buttonClass()}`}>
            Open the overview
          </Link>
        )}
      </Frame>
    );
  const model = call.model ?? call.name ?? 'a model';
  return (
    <Frame tone="ok">
      <Check size={18} className="text-ok" aria-hidden="true" />
      <p className="font-semibold">
        Received{' '}
        <bdi className="font-mono text-small">
          <Marked text={model} />
        </bdi>
        {call.duration_ms !== undefined && ` in ${text(call.duration_ms, 'ms')}`}
      </p>
      <p className="text-muted">
        {call.status === 'error' ? 'It failed, and that is recorded too. ' : ''}
        {secondsTime(call.time)}
        {call.service === undefined ? '' : `, from ${call.service}`}
      </p>
      <span className="ml-auto flex gap-2">
        <Link
          to="/traces/$traceId"
          params={{ traceId: call.trace_id }}
          search={{ span: call.span_id }}
          className={buttonClass('primary')}
        >
          Open the trace
        </Link>
        <Link to="/" search={{ live: '1' }} className={buttonClass()}>
          Open the overview
        </Link>
      </span>
    </Frame>
  );
}

const Frame = ({ tone, children }: { tone?: 'ok'; children: React.ReactNode }) => (
  <section
    role="status"
    aria-label="First call"
    className={`flex min-h-13 flex-wrap items-center gap-x-3 gap-y-1.5 rounded-panel border px-3.5 py-2.5 ${tone === 'ok' ? 'border-transparent bg-ok-wash' : 'border-line bg-panel'}`}
  >
    {children}
  </section>
);
