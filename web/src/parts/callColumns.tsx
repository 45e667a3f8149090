import { type ReactNode, useContext, useMemo } from 'react';
import { Bar } from '../charts/Bar.tsx';
import { text } from '../format.ts';
import { around } from '../highlight.ts';
import { previewOf } from '../messages.ts';
import type { Call, Unit } from '../model.ts';
import { clockTime, dayTime, secondsTime, wholeTime } from '../time.ts';
import { Status } from './Status.tsx';
import { Marked, SearchWords } from './Visible.tsx';

/** A column of the table of calls. */
export interface CallColumn {
  id: string;
  title: string;
  /** Pixels; the last text column takes what is left. */
  width: number;
  /** Pixels it may have on wide screens, where that shows more of a name. */
  most?: number;
  number?: boolean;
  /** Field the API can order by. */
  sort?: string;
  /** `max`: what a full bar stands for. */
  cell: (call: Call, max: number) => ReactNode;
  /** What bars are drawn of. */
  value?: (call: Call) => number | undefined;
}

const none = <span className="text-muted">–</span>;

const word = (id: keyof Call, title: string, width: number, mono = false): CallColumn => ({
  id,
  title,
  width,
  most: 2 * width,
  cell: (call) => {
    const value = call[id];
    if (value === undefined) return none;
    const words = Array.isArray(value) ? value.join(', ') : String(value);
    return (
      <span className={`block truncate ${mono ? 'font-mono text-small' : ''}`} title={words}>
        <bdi>
          <Marked text={words} />
        </bdi>
      </span>
    );
  },
});

const number = (id: keyof Call & string, title: string, width: number, unit: Unit, bar = false): CallColumn => ({
  id,
  title,
  width,
  number: true,
  sort: id,
  ...(bar ? { value: (call: Call) => call[id] as number | undefined } : {}),
  cell: (call, max) => {
    const value = call[id] as number | undefined;
    if (value === undefined) return none;
    return bar ? (
      <span className="inline-flex items-center gap-1.5">
        {text(value, unit)}
        <Bar value={value} max={max} width={24} />
      </span>
    ) : (
      text(value, unit)
    );
  },
});

const preview = (id: 'input' | 'output', title: string): CallColumn => ({
  id,
  title,
  width: 180,
  cell: (call) => {
    const source = call[id];
    return source === undefined ? none : <Preview source={source} role={id === 'input' ? 'user' : 'assistant'} />;
  },
});

/** The words that tell a call apart; while one searches, the place that was found. */
function Preview({ source, role }: { source: string; role: 'user' | 'assistant' }) {
  const words = useContext(SearchWords);
  const line = useMemo(
    () => (words.size === 0 ? previewOf(source, role) : around(previewOf(source, role, 2000), words).slice(0, 240)),
    [source, role, words],
  );
  return (
    <span className="block truncate text-muted">
      <bdi>
        <Marked text={line} search />
      </bdi>
    </span>
  );
}

const today = (time: string): boolean => new Date(time).toDateString() === new Date().toDateString();

const prompt: CallColumn = {
  id: 'prompt',
  title: 'Prompt',
  width: 124,
  most: 248,
  cell: ({ prompt: name, prompt_version: version }) =>
    name === undefined ? (
      none
    ) : (
      <span className="block truncate" title={`${name}${version ? `@${version}` : ''}`}>
        <bdi>
          <Marked text={name} />
        </bdi>
        {version !== undefined && (
          <span className="text-muted">
            @<Marked text={version} />
          </span>
        )}
      </span>
    ),
};

/** Both ways in one column; each has its own for those who sort by it. */
const tokens: CallColumn = {
  id: 'tokens',
  title: 'Tokens in → out',
  width: 124,
  number: true,
  cell: ({ input_tokens: input, output_tokens: output }) =>
    input === undefined && output === undefined ? (
      none
    ) : (
      <>
        {input === undefined ? none : text(input, 'tokens')}
        <span className="text-muted"> → </span>
        {output === undefined ? none : text(output, 'tokens')}
      </>
    ),
};

/** Every column there is, in the order they stand. Time is first and always shown: it holds the link. */
export const COLUMNS: readonly CallColumn[] = [
  {
    id: 'time',
    title: 'Time',
    width: 116,
    sort: 'time',
    cell: ({ time }) => (
      <time dateTime={time} title={wholeTime(time)} className="whitespace-nowrap">
        {today(time) ? secondsTime(time) : `${dayTime(time)} ${clockTime(time)}`}
      </time>
    ),
  },
  { id: 'status', title: 'Status', width: 96, cell: (call) => <Status call={call} /> },
  word('name', 'Name', 180),
  word('kind', 'Kind', 96),
  prompt,
  word('model', 'Model', 120, true),
  word('provider', 'Provider', 110),
  word('user', 'User', 84),
  word('session', 'Session', 130, true),
  word('environment', 'Environment', 110),
  word('service', 'Service', 130),
  word('endpoint', 'Endpoint', 150, true),
  word('team', 'Team', 110),
  word('customer', 'Customer', 120),
  word('feature', 'Feature', 120),
  word('tags', 'Tags', 130),
  number('duration_ms', 'Duration', 96, 'ms', true),
  number('ttft_ms', 'First token', 80, 'ms'),
  tokens,
  number('input_tokens', 'Tokens in', 80, 'tokens'),
  number('cached_tokens', 'Cached', 76, 'tokens'),
  number('output_tokens', 'Tokens out', 88, 'tokens'),
  number('reasoning_tokens', 'Reasoning', 88, 'tokens'),
  number('cost', 'Cost', 80, 'usd'),
  word('finish_reason', 'Ended with', 110),
  word('error_type', 'Error', 140),
  word('trace_id', 'Trace', 150, true),
  preview('input', 'Input'),
  preview('output', 'Output'),
];

export type Scope = 'calls' | 'spans' | 'traces';

const DEFAULTS: Record<Scope, readonly string[]> = {
  calls: ['time', 'status', 'prompt', 'model', 'duration_ms', 'tokens', 'cost', 'input'],
  spans: ['time', 'status', 'name', 'kind', 'model', 'service', 'duration_ms', 'cost', 'input'],
  traces: ['time', 'status', 'name', 'kind', 'user', 'service', 'environment', 'duration_ms', 'input'],
};

/** The columns of a `cols` parameter; those of the scope when it names none. */
export function columnsOf(cols: string | undefined, scope: Scope): CallColumn[] {
  const wanted = new Set(cols === undefined ? DEFAULTS[scope] : ['time', ...cols.split(',')]);
  return COLUMNS.filter(({ id }) => wanted.has(id));
}

/** The `cols` parameter after one column is shown or hidden; undefined when it is the default again. */
export function toggleColumn(cols: string | undefined, scope: Scope, id: string): string | undefined {
  const shown = columnsOf(cols, scope).map((column) => column.id);
  const next = shown.includes(id) ? shown.filter((other) => other !== id) : [...shown, id];
  const ordered = COLUMNS.map((column) => column.id).filter((other) => next.includes(other));
  return ordered.join() ===
    COLUMNS.map(({ id: own }) => own)
      .filter((own) => DEFAULTS[scope].includes(own))
      .join()
    ? undefined
    : ordered.join();
}
