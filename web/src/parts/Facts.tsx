import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { encodeFilter } from '../filter.ts';
import { exact, figure, text } from '../format.ts';
import type { Call, Unit } from '../model.ts';
import { Marked } from './Visible.tsx';

/** The numbers of a call, and whose it was. */
export function Facts({ span }: { span: Call }) {
  const { cached_tokens: cached, cache_write_tokens: written, reasoning_tokens: reasoning } = span;
  // An embedding answers with numbers.
  const says = span.is_call && span.kind !== 'embedding';
  const cachedNote = [cached && `${exact(cached)} cached`, written && `${exact(written)} written to cache`];
  return (
    <div className="flex flex-col gap-3">
      <dl
        className={`${span.is_call ? '' : 'w-fit min-w-40'} grid grid-cols-[repeat(auto-fit,minmax(96px,1fr))] gap-px overflow-hidden rounded-control border border-line`}
      >
        <Fact title="Duration" value={span.duration_ms} unit="ms" />
        {says && <Fact title="First token" value={span.ttft_ms} unit="ms" />}
        {(span.is_call || span.input_tokens !== undefined) && (
          <Fact
            title="Tokens in"
            value={span.input_tokens}
            unit="tokens"
            note={cachedNote.filter(Boolean).join(', ')}
          />
        )}
        {(says || span.output_tokens !== undefined) && (
          <Fact
            title="Tokens out"
            value={span.output_tokens}
            unit="tokens"
            note={reasoning ? `${exact(reasoning)} reasoning` : ''}
          />
        )}
        {span.is_call && (
          <Fact
            title="Cost"
            value={span.cost}
            unit="usd"
            note={span.cost_sent === undefined ? '' : `client said ${text(span.cost_sent, 'usd')}`}
          />
        )}
      </dl>
      <ul className="flex flex-wrap gap-x-4 gap-y-1 text-small text-muted">
        <Whose field="model" value={span.model} mono />
        <Whose field="prompt" value={span.prompt} after={span.prompt_version && `@${span.prompt_version}`} />
        <Whose field="user" value={span.user} />
        <Whose field="session" value={span.session} mono />
        <Whose field="service" value={span.service} />
        <Whose field="environment" value={span.environment} />
      </ul>
    </div>
  );
}

function Fact({
  title,
  value,
  unit,
  note = '',
}: {
  title: string;
  value: number | undefined;
  unit: Unit;
  note?: string;
}) {
  const shown = value === undefined ? undefined : figure(value, unit);
  return (
    <div className="px-2.5 py-2 shadow-[0_0_0_1px_var(--line)]">
      <dt className="text-small text-muted">{title}</dt>
      <dd>
        {shown ? (
          <span className="text-[16px]/6 font-semibold tracking-[-0.01em]">
            {shown.prefix}
            {shown.value}
            {shown.unit && <span className="text-small font-medium text-muted"> {shown.unit}</span>}
          </span>
        ) : (
          <span className="text-muted">unknown</span>
        )}
        {note !== '' && <span className="block text-note text-muted">{note}</span>}
      </dd>
    </div>
  );
}

/** A fact that leads to all calls that share it. */
function Whose({
  field,
  value,
  after,
  mono = false,
}: {
  field: string;
  value: string | undefined;
  after?: ReactNode;
  mono?: boolean;
}) {
  if (value === undefined) return null;
  return (
    <li className="min-w-0 max-w-full">
      {field}{' '}
      <Link
        to="/traces"
        search={{ f: [encodeFilter({ field, op: 'eq', value })] }}
        className={`text-ink [overflow-wrap:anywhere] hover:underline ${mono ? 'font-mono' : 'font-medium'}`}
      >
        <bdi>
          <Marked text={value} />
        </bdi>
        {after}
      </Link>
    </li>
  );
}
