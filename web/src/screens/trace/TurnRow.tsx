import { Braces, ChevronRight, CornerDownRight, FileSearch } from 'lucide-react';
import { memo, type ReactNode, useMemo, useState } from 'react';
import { documentsOf } from '../../documents.ts';
import { plural, text } from '../../format.ts';
import { prettyJson } from '../../messages.ts';
import type { ScoredSpan } from '../../model.ts';
import { Fold, Parts, RoleMark, roleWords, Said } from '../../parts/Messages.tsx';
import { valueWords } from '../../parts/ScoreList.tsx';
import { Status } from '../../parts/Status.tsx';
import { KINDS, OTHER } from '../../parts/TraceWaterfall.tsx';
import { useCall } from '../../parts/useCall.ts';
import { Marked, TextBlock } from '../../parts/Visible.tsx';
import { secondsTime } from '../../time.ts';
import { opens, type Turn } from '../../traceConversation.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';

const INDENT = 14;
/** Deeper dialogues are drawn as this one, so that there is room for words. */
const DEEPEST = 5;

interface Props {
  turn: Turn<ScoredSpan>;
  at: number;
  selected: boolean;
  folded: boolean;
  onSelect: (id: string) => void;
  onFold: (id: string) => void;
}

/** One turn: who, a quiet line of what it took, and what was said. Everything in it is text, never markup. */
export const TurnRow = memo(function TurnRow({ turn, at, selected, folded, onSelect, onFold }: Props) {
  const depth = Math.min(turn.depth, DEEPEST);
  const inside = opens(turn);
  return (
    <article
      aria-label={labelOf(turn)}
      className={`flex px-4 py-2 max-sm:px-3 ${selected ? 'bg-accent-wash/60 shadow-[inset_2px_0_0_var(--accent)]' : ''}`}
    >
      {Array.from({ length: depth }, (_, level) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: a line for each level, and nothing else
          key={level}
          className="-my-2 ml-2.5 shrink-0 border-l border-strong/60"
          style={{ width: INDENT }}
          aria-hidden="true"
        />
      ))}
      <div className="grid min-w-0 flex-1 grid-cols-[20px_minmax(0,1fr)] gap-x-2">
        {inside ? <FoldButton folded={folded} onFold={() => onFold(turn.node.id)} /> : <Sign turn={turn} />}
        <div className="flex min-w-0 flex-col gap-1.5">
          <button
            type="button"
            data-turn={at}
            aria-current={selected}
            onClick={() => onSelect(turn.span.span_id)}
            className="flex min-h-6 w-full min-w-0 flex-wrap items-center gap-x-2.5 rounded-tag text-left text-small/5 text-muted hover:text-ink"
          >
            <Who turn={turn} />
            <Took turn={turn} folded={folded} />
          </button>
          <Body turn={turn} />
        </div>
      </div>
    </article>
  );
});

function labelOf(turn: Turn<ScoredSpan>): string {
  if (turn.type === 'said') return roleWords(turn.message.role);
  return turn.type === 'answer' ? 'Assistant' : (turn.span.name ?? turn.span.kind ?? 'Step');
}

const FoldButton = ({ folded, onFold }: { folded: boolean; onFold: () => void }) => (
  <button
    type="button"
    aria-expanded={!folded}
    aria-label={folded ? 'Open this part' : 'Fold this part'}
    onClick={onFold}
    className="mt-px inline-flex size-6 items-center justify-center rounded-tag text-muted hover:bg-line hover:text-ink"
  >
    <ChevronRight size={13} className={folded ? '' : 'rotate-90'} aria-hidden="true" />
  </button>
);

function Sign({ turn }: { turn: Turn<ScoredSpan> }) {
  if (turn.type === 'said') return <RoleMark of={turn.message.role} />;
  if (turn.type === 'answer') return <RoleMark of="assistant" />;
  const { icon: Icon, ink } = KINDS[turn.span.kind ?? ''] ?? OTHER;
  return (
    <span className="mt-px inline-flex size-5 items-center justify-center rounded-full bg-hover">
      <Icon size={12} style={{ color: ink }} aria-hidden="true" />
    </span>
  );
}

function Who({ turn }: { turn: Turn<ScoredSpan> }) {
  const { span } = turn;
  if (turn.type === 'said') {
    const { role, name } = turn.message;
    return (
      <bdi className="min-w-0 truncate font-medium">
        <Marked text={roleWords(role)} />
        {name !== undefined && <Marked text={` · ${name}`} />}
      </bdi>
    );
  }
  if (turn.type !== 'answer') return <Name text={span.name ?? span.kind ?? 'step'} />;
  return (
    <>
      <span className="font-medium">Assistant</span>
      <Name text={span.model ?? span.name ?? 'call'} />
      {span.prompt !== undefined && (
        <bdi className="min-w-0 truncate">
          <Marked text={span.prompt_version === undefined ? span.prompt : `${span.prompt} ${span.prompt_version}`} />
        </bdi>
      )}
    </>
  );
}

const Name = ({ text }: { text: string }) => (
  <bdi className="min-w-0 truncate font-mono text-ink">
    <Marked text={text} />
  </bdi>
);

/** Endings that need no word. */
const USUAL = new Set(['stop', 'end_turn', 'tool_calls', 'tool_use', 'tool-calls', 'STOP', 'function_call']);

/** What it took, how it ended, what was thought of it: beside what was said, not in its way. */
function Took({ turn, folded }: { turn: Turn<ScoredSpan>; folded: boolean }) {
  if (turn.type === 'said') return null;
  const { span, node } = turn;
  return (
    <>
      {span.status === 'error' && <Status call={span} />}
      {span.duration_ms !== undefined && <span>{text(span.duration_ms, 'ms')}</span>}
      {span.output_tokens !== undefined && <span>{text(span.output_tokens, 'tokens')} tokens out</span>}
      {span.cost !== undefined && <span>{text(span.cost, 'usd')}</span>}
      {opens(turn) && folded && <span>{plural(node.below, 'span')} inside</span>}
      {opens(turn) && folded && node.failedBelow > 0 && (
        <span className="text-bad">{plural(node.failedBelow, 'failure')}</span>
      )}
      {span.finish_reason !== undefined && !USUAL.has(span.finish_reason) && (
        <Badge tone="warn">
          <Marked text={`ended with ${span.finish_reason.slice(0, 60)}`} />
        </Badge>
      )}
      {span.scores
        .filter(({ of }) => of === undefined)
        .map(({ id, name, value, label }, at) => (
          <Badge key={id ?? at}>
            <Marked text={`${name} ${label ?? valueWords(value)}`.slice(0, 80)} />
          </Badge>
        ))}
      <time dateTime={span.time} className="ml-auto max-sm:hidden">
        {secondsTime(span.time)}
      </time>
    </>
  );
}

function Body({ turn }: { turn: Turn<ScoredSpan> }) {
  const { span } = turn;
  switch (turn.type) {
    case 'said':
      return <Parts parts={turn.message.parts} />;
    case 'answer':
      return (
        <>
          {turn.repeated > 0 && <Whole span={span} repeated={turn.repeated} />}
          {turn.messages.length === 0 && span.status === 'ok' && <p className="text-muted">No output was sent.</p>}
          {turn.messages.map(({ parts }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: messages of one answer never change places
            <Parts key={at} parts={parts} />
          ))}
          <Failure span={span} />
        </>
      );
    case 'step':
      return (
        <>
          {turn.asked !== undefined && <Asked source={turn.asked} kind={span.kind} />}
          {turn.told !== undefined && <Told source={turn.told} kind={span.kind} />}
          <Failure span={span} />
        </>
      );
    default:
      return <Failure span={span} />;
  }
}

const Failure = ({ span }: { span: ScoredSpan }) =>
  span.status === 'error' && span.status_message !== undefined ? (
    <div className="rounded-control bg-bad-wash px-2.5 py-1.5 text-bad">
      <TextBlock text={span.status_message} />
    </div>
  ) : null;

function Asked({ source, kind }: { source: string; kind: string | undefined }) {
  if (kind === 'retriever' || kind === 'embedding') return <TextBlock text={prettyJson(source) ?? source} />;
  return (
    <Fold icon={<Braces size={13} aria-hidden="true" />} title={kind === 'tool' ? 'Arguments' : 'Input'} note="" open>
      <TextBlock text={prettyJson(source) ?? source} mono />
    </Fold>
  );
}

function Told({ source, kind }: { source: string; kind: string | undefined }) {
  const found = useMemo(() => (kind === 'retriever' ? documentsOf(source) : undefined), [source, kind]);
  if (found) return <Documents found={found} />;
  const json = prettyJson(source);
  return (
    <Fold
      icon={<CornerDownRight size={13} aria-hidden="true" />}
      title={kind === 'tool' ? 'Result' : 'Output'}
      note=""
      open
    >
      <TextBlock text={json ?? source} mono={json !== undefined} />
    </Fold>
  );
}

const Documents = ({ found }: { found: NonNullable<ReturnType<typeof documentsOf>> }) => (
  <Fold icon={<FileSearch size={13} aria-hidden="true" />} title={plural(found.length, 'document')} note="found">
    <ol className="flex flex-col gap-3">
      {found.map(({ id, score, text: body }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: documents keep the rank they were found with
        <li key={at}>
          <p className="flex gap-2 text-small text-muted">
            <span>{at + 1}.</span>
            {id !== undefined && <Name text={id} />}
            {score !== undefined && <span>score {valueWords(score)}</span>}
          </p>
          <TextBlock text={body} />
        </li>
      ))}
    </ol>
  </Fold>
);

/** The input as the model got it, with all that stands further up. */
function Whole({ span, repeated }: { span: ScoredSpan; repeated: number }) {
  const [shown, setShown] = useState(false);
  return (
    <>
      <p className="flex flex-wrap items-center gap-x-2 text-small text-muted">
        {plural(repeated, 'message')} as above
        <Button size="small" look="quiet" aria-expanded={shown} onClick={() => setShown(!shown)}>
          {shown ? 'Hide the whole input' : 'Show the whole input'}
        </Button>
      </p>
      {shown && <Input span={span} />}
    </>
  );
}

/** A trace has the beginning of long texts only. */
function Input({ span }: { span: ScoredSpan }) {
  const cut = span.truncated?.includes('input') ?? false;
  const { data, error, refetch } = useCall(cut ? span : undefined);
  if (error) return <ErrorNote error={error} retry={() => void refetch()} compact />;
  const source = cut ? data?.input : span.input;
  return (
    <Framed>{source === undefined ? <Skeleton className="h-12 w-full" /> : <Said source={source} by="user" />}</Framed>
  );
}

const Framed = ({ children }: { children: ReactNode }) => (
  <div className="rounded-control border border-line bg-bg p-3">{children}</div>
);
