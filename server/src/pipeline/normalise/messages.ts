import type { Tree } from './draft.ts';
import { isObject, type JsonObject, toJson } from './values.ts';

/** Entries of a tree in the order of their indexes. */
const entries = (tree: unknown): unknown[] =>
  isObject(tree)
    ? Object.keys(tree)
        .sort((a, b) => Number(a) - Number(b))
        .map((key) => tree[key])
    : [];

/** `<prefix>N.…` of OpenInference or OpenLLMetry as JSON messages `[{role, content, tool_calls?}]`. */
export function messagesOf(tree: Tree): string | undefined {
  const messages = entries(tree).filter(isObject).map(toMessage);
  return messages.length ? toJson(messages) : undefined;
}

function toMessage(entry: JsonObject): JsonObject {
  // OpenInference wraps each message in `.message`; OpenLLMetry does not.
  const { contents, tool_calls, role, content, ...rest } = isObject(entry.message) ? entry.message : entry;
  const parts = entries(contents).map((part) => (isObject(part) ? (part.message_content ?? part) : part));
  const calls = entries(tool_calls).filter(isObject).map(toToolCall);
  return {
    ...(role === undefined ? {} : { role }),
    ...(parts.length ? { content: parts } : content === undefined ? {} : { content }),
    ...(calls.length ? { tool_calls: calls } : {}),
    ...rest,
  };
}

function toToolCall(entry: JsonObject): JsonObject {
  const call = isObject(entry.tool_call) ? entry.tool_call : entry;
  if (isObject(call.function) || !('name' in call || 'arguments' in call)) return call;
  const { name, arguments: args, ...rest } = call;
  return { ...rest, function: { name, arguments: args } };
}

/**
 * Input with system instructions before it. Both stay as they were sent: the JSON is spliced, not parsed. undefined when the
 * input is no list of messages.
 */
export function withSystem(system: string, input: string): string | undefined {
  if (input.charCodeAt(0) !== OPEN || input.charCodeAt(input.length - 1) !== CLOSE) return undefined;
  const parts =
    system.startsWith('[') && system.endsWith(']') ? system : `[{"type":"text","content":${JSON.stringify(system)}}]`;
  const empty = EMPTY.test(input.slice(0, 8));
  return `[{"role":"system","parts":${parts}}${empty ? '' : ','}${input.slice(1)}`;
}
const OPEN = 0x5b;
const CLOSE = 0x5d;
const EMPTY = /^\[\s*\]/;

/** A piece of a conversation that came as an event. `fields`: the event's body, or its attributes. */
export interface MessageEvent {
  name: string;
  fields: JsonObject;
}

const ROLES = new Map([
  ['gen_ai.system.message', 'system'],
  ['gen_ai.user.message', 'user'],
  ['gen_ai.assistant.message', 'assistant'],
  ['gen_ai.tool.message', 'tool'],
]);

export const isMessage = (name: string): boolean => name === 'gen_ai.choice' || ROLES.has(name);

/** Input, output and finish reason that events of one call make together, in their order. */
export function conversationOf(events: readonly MessageEvent[]): {
  input: string;
  output: string;
  finish_reason: string;
} {
  const input: JsonObject[] = [];
  const output: JsonObject[] = [];
  let finish = '';
  for (const { name, fields } of events) {
    const { 'gen_ai.system': _, ...own } = fields;
    if (name !== 'gen_ai.choice') input.push({ role: ROLES.get(name), ...parsed(own) });
    else {
      const { message, finish_reason, index: _index, ...rest } = parsed(own);
      if (!finish && typeof finish_reason === 'string') finish = finish_reason;
      output.push({
        role: 'assistant',
        ...(isObject(message) ? message : { ...rest, ...(message ? { content: message } : {}) }),
      });
    }
  }
  const text = (messages: JsonObject[]): string => (messages.length ? toJson(messages) : '');
  return { input: text(input), output: text(output), finish_reason: finish };
}

/** Structured fields that came as JSON text. */
function parsed(fields: JsonObject): JsonObject {
  const result: JsonObject = Object.create(null) as JsonObject;
  for (const [key, value] of Object.entries(fields)) {
    result[key] = (key === 'message' || key === 'tool_calls') && typeof value === 'string' ? tryParse(value) : value;
  }
  return result;
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
