import { useEffect, useMemo, useState } from 'react';
import { plural, text } from '../../format.ts';
import type { ScoredSpan } from '../../model.ts';
import { Turns } from '../../parts/Messages.tsx';
import { Status } from '../../parts/Status.tsx';
import { TextBlock } from '../../parts/Visible.tsx';
import { secondsTime } from '../../time.ts';
import { conversationOf } from '../../traceConversation.ts';
import { Button } from '../../ui/Button.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';

/** Calls drawn at a time. */
const STEP = 50;

interface Props {
  spans: readonly ScoredSpan[];
  selected: string | undefined;
  onSelect: (id: string) => void;
  isPending: boolean;
}

/** What was said in the whole trace, each message once, call by call. */
export function Conversation({ spans, selected, onSelect, isPending }: Props) {
  const exchanges = useMemo(() => conversationOf(spans.filter(({ is_call }) => is_call)), [spans]);
  const [count, setCount] = useState(STEP);
  const cut = spans.some(({ truncated, is_call }) => is_call && truncated?.length);
  // biome-ignore lint/correctness/useExhaustiveDependencies: back to the beginning with another trace
  useEffect(() => setCount(STEP), [spans[0]?.trace_id]);
  if (isPending)
    return (
      <div className="flex flex-col gap-3 p-4">
        <Skeleton className="h-16 w-full" />
        <Skeleton className="h-16 w-full" />
      </div>
    );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section aria-label="Conversation" tabIndex={0} className="min-h-0 flex-1 overflow-y-auto outline-offset-[-2px]">
      {exchanges.length === 0 && (
        <p className="p-4 text-muted">No model was called in this trace, so nothing was said.</p>
      )}
      {cut && (
        <p className="border-b border-line px-4 py-2 text-small text-muted">
          Only the beginning of long texts is shown here; pick a call to read them whole.
        </p>
      )}
      {exchanges.slice(0, count).map(({ call, asked, answered, repeated }) => (
        <article
          key={call.span_id}
          className={`border-b border-line px-4 py-3 ${call.span_id === selected ? 'shadow-[inset_2px_0_0_var(--accent)]' : ''}`}
        >
          <button
            type="button"
            onClick={() => onSelect(call.span_id)}
            aria-current={call.span_id === selected}
            className="flex w-full flex-wrap items-center gap-x-3 pb-2.5 text-left text-small text-muted hover:text-ink"
          >
            <span className="font-mono text-ink">{call.model ?? call.name ?? 'call'}</span>
            <Status call={call} />
            {call.duration_ms !== undefined && <span>{text(call.duration_ms, 'ms')}</span>}
            {call.output_tokens !== undefined && <span>{text(call.output_tokens, 'tokens')} tokens out</span>}
            {call.cost !== undefined && <span>{text(call.cost, 'usd')}</span>}
            <time dateTime={call.time} className="ml-auto">
              {secondsTime(call.time)}
            </time>
          </button>
          <div className="flex flex-col gap-4">
            {repeated > 0 && <p className="text-small text-muted">{plural(repeated, 'message')} as above</p>}
            <Turns messages={[...asked, ...answered]} />
            {call.status_message !== undefined && (
              <div className="text-bad">
                <TextBlock text={call.status_message} />
              </div>
            )}
          </div>
        </article>
      ))}
      {exchanges.length > count && (
        <div className="p-4">
          <Button onClick={() => setCount(count + STEP)}>
            Show {plural(Math.min(STEP, exchanges.length - count), 'more call')}
          </Button>
        </div>
      )}
    </section>
  );
}
