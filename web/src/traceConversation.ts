import { type Message, messagesOf } from './messages.ts';
import type { Call } from './model.ts';

/** What one call added to the conversation of its trace. */
export interface Exchange<C extends Call> {
  call: C;
  /** Input that no earlier call of the trace had said or heard. */
  asked: Message[];
  answered: Message[];
  /** Messages of the input that stand further up already. */
  repeated: number;
}

/**
 * The calls of a trace as one conversation, in order of time. Each call carries all that went before it; here everything
 * stands once.
 */
export function conversationOf<C extends Call>(calls: readonly C[]): Exchange<C>[] {
  const heard = new Set<string>();
  return calls.toSorted(byTime).map((call) => {
    const input = saidIn(call.input, 'user');
    const asked = input.filter((message) => !heard.has(keyOf(message)));
    const answered = saidIn(call.output, 'assistant');
    for (const message of [...asked, ...answered]) heard.add(keyOf(message));
    return { call, asked, answered, repeated: input.length - asked.length };
  });
}

const byTime = (a: Call, b: Call): number => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0);

function saidIn(source: string | undefined, role: 'user' | 'assistant'): Message[] {
  if (source === undefined) return [];
  return messagesOf(source, role) ?? [{ role, parts: [{ type: 'text', text: source }] }];
}

/** What makes two messages the same: clients send ids and names along or don't. */
const keyOf = ({ role, parts }: Message): string =>
  JSON.stringify([
    role === 'model' ? 'assistant' : role,
    parts.map((part) => {
      if (part.type === 'tool_call') return [part.type, part.name, part.arguments.replace(/\s+/g, '')];
      return part.type === 'tool_result' ? [part.type, part.result] : Object.values(part);
    }),
  ]);
