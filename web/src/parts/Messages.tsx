import {
  Bot,
  Brain,
  ChevronRight,
  Cog,
  CornerDownRight,
  FileText,
  Image,
  MessageSquare,
  Mic,
  ShieldX,
  User,
  Wrench,
} from 'lucide-react';
import { type ReactNode, useMemo } from 'react';
import { plural } from '../format.ts';
import type { Part } from '../messageParts.ts';
import { type Message, messagesOf, prettyJson } from '../messages.ts';
import { Marked, TextBlock } from './Visible.tsx';

const ROLES: Record<string, { label: string; icon: typeof User }> = {
  user: { label: 'User', icon: User },
  assistant: { label: 'Assistant', icon: Bot },
  model: { label: 'Assistant', icon: Bot },
  system: { label: 'System', icon: Cog },
  developer: { label: 'Developer', icon: Cog },
  tool: { label: 'Tool', icon: Wrench },
  function: { label: 'Tool', icon: Wrench },
};

/** Input or output: turns where it is a conversation, else indented JSON, else the text. */
export function Said({ source, by: role }: { source: string; by: 'user' | 'assistant' }) {
  const { messages, json } = useMemo(() => {
    const messages = messagesOf(source, role);
    return { messages, json: messages ? undefined : prettyJson(source) };
  }, [source, role]);
  if (!messages) return <TextBlock text={json ?? source} mono={json !== undefined} />;
  return <Turns messages={messages} />;
}

export function Turns({ messages }: { messages: readonly Message[] }) {
  return (
    <ol className="flex flex-col gap-4">
      {messages.map((message, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: turns of one text never change places
        <li key={at}>
          <Turn message={message} />
        </li>
      ))}
    </ol>
  );
}

function Turn({ message: { role, name, parts } }: { message: Message }) {
  return (
    <div className="grid grid-cols-[20px_minmax(0,1fr)] gap-x-2">
      <RoleMark of={role} />
      <div className="flex min-w-0 flex-col gap-1.5">
        <p className="truncate text-small/5 font-medium text-muted">
          <bdi>
            <Marked text={roleWords(role)} />
            {name !== undefined && <Marked text={` · ${name}`} />}
          </bdi>
        </p>
        <Parts parts={parts} />
      </div>
    </div>
  );
}

/** A role by its usual name; as the client named it when there is none. */
export const roleWords = (role: string): string => (Object.hasOwn(ROLES, role) && ROLES[role]?.label) || role;

/** Whose turn it is, as a picture. */
export function RoleMark({ of: role }: { of: string }) {
  const Icon = (Object.hasOwn(ROLES, role) && ROLES[role]?.icon) || MessageSquare;
  return (
    <span
      className={`mt-px inline-flex size-5 items-center justify-center rounded-full ${role === 'assistant' || role === 'model' ? 'bg-accent-wash text-accent' : 'bg-hover text-muted'}`}
    >
      <Icon size={12} aria-hidden="true" />
    </span>
  );
}

export const Parts = ({ parts }: { parts: readonly Part[] }) =>
  parts.length === 0 ? (
    <p className="text-muted">said nothing</p>
  ) : (
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of one turn never change places
    parts.map((part, at) => <PartView key={at} part={part} />)
  );

/** Not a part of a message but all that went in or came out. */
const isWhole = (kind: string): boolean => kind === 'input' || kind === 'output';

function PartView({ part }: { part: Part }) {
  switch (part.type) {
    case 'text':
      return <TextBlock text={part.text} />;
    case 'refusal':
      return (
        <div className="flex gap-2 rounded-control bg-warn-wash px-2.5 py-1.5">
          <ShieldX size={13} className="mt-1 shrink-0 text-warn" aria-hidden="true" />
          <div className="min-w-0">
            <p className="text-small font-semibold text-warn">Refused</p>
            <TextBlock text={part.text} />
          </div>
        </div>
      );
    case 'reasoning':
      return (
        <Fold
          icon={<Brain size={13} aria-hidden="true" />}
          title="Reasoning"
          note={part.text === '' ? 'not disclosed' : plural(part.text.length, 'character')}
        >
          <TextBlock text={part.text} />
        </Fold>
      );
    case 'tool_call':
      return (
        <Fold icon={<Wrench size={13} aria-hidden="true" />} title={part.name} note="tool call" mono open>
          <TextBlock text={prettyJson(part.arguments) ?? part.arguments} mono />
        </Fold>
      );
    case 'tool_result':
      return (
        <Fold
          icon={<CornerDownRight size={13} aria-hidden="true" />}
          title={part.name ?? 'Result'}
          note="tool result"
          mono={part.name !== undefined}
          open
        >
          <TextBlock text={prettyJson(part.result) ?? part.result} mono />
        </Fold>
      );
    case 'media':
      return <Media kind={part.kind} detail={part.detail} />;
    default:
      return (
        <Fold
          icon={<FileText size={13} aria-hidden="true" />}
          title={part.kind}
          note={isWhole(part.kind) ? '' : 'part of another kind'}
          mono
          open={isWhole(part.kind)}
        >
          <TextBlock text={part.json} mono />
        </Fold>
      );
  }
}

/** Named, never loaded: an address in a prompt may be a trap that tells who looks. */
function Media({ kind, detail }: { kind: string; detail: string }) {
  const Icon = kind === 'image' ? Image : kind === 'audio' ? Mic : FileText;
  return (
    <p className="flex items-start gap-2 rounded-control border border-line bg-bg px-2.5 py-1.5 text-small">
      <Icon size={13} className="mt-0.5 shrink-0 text-muted" aria-hidden="true" />
      <span className="min-w-0 [overflow-wrap:anywhere]">
        <span className="font-medium">
          <Marked text={kind} />
        </span>{' '}
        <span className="font-mono">
          <Marked text={detail} />
        </span>{' '}
        <span className="text-muted">not loaded</span>
      </span>
    </p>
  );
}

/** A piece that can be opened, with what it is in its head. */
export function Fold({
  icon,
  title,
  note,
  mono = false,
  open = false,
  children,
}: {
  icon: ReactNode;
  title: string;
  note: string;
  mono?: boolean;
  open?: boolean;
  children: ReactNode;
}) {
  return (
    <details open={open} className="group rounded-control border border-line bg-bg">
      <summary className="flex cursor-pointer list-none items-center gap-2 px-2.5 py-1.5 text-small [&::-webkit-details-marker]:hidden">
        <span className="text-muted">{icon}</span>
        <span className={`min-w-0 truncate font-medium ${mono ? 'font-mono' : ''}`}>
          <bdi>
            <Marked text={title} />
          </bdi>
        </span>
        <span className="shrink-0 text-muted">{note}</span>
        <ChevronRight size={13} className="ml-auto shrink-0 text-muted group-open:rotate-90" aria-hidden="true" />
      </summary>
      <div className="border-t border-line px-2.5 py-2">{children}</div>
    </details>
  );
}
