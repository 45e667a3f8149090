import { closeJson } from './closeJson.ts';
import { type Json, type JsonObject, object, type Part, partOf, text, textOf } from './messageParts.ts';

/** One turn of a conversation. `role` as the client named it, in lower case. */
export interface Message {
  role: string;
  name?: string;
  parts: Part[];
}

/** Longer text is shown as text: nobody reads it as a conversation, and parsing it would stall the page. */
const MAX_CHARS = 4_000_000;
const MAX_MESSAGES = 2_000;
const MAX_PARTS = 500;

/**
 * What `input` or `output` says, as turns: OpenAI, Anthropic, Gemini and GenAI messages, AI SDK prompts, LangChain messages,
 * whole requests and responses. null when the text is none of these. `role` is whose turn it is when the text doesn't say.
 * Text that was cut is read as far as it goes. Never throws.
 */
export function messagesOf(source: string, role: 'user' | 'assistant'): Message[] | null {
  const value = parse(source);
  if (value === undefined) return null;
  try {
    const messages = conversation(value, role);
    return messages && messages.length > 0 ? messages : null;
  } catch {
    // Nested deeper than the stack: readable as text only.
    return null;
  }
}

/** The same JSON with line breaks and indents; undefined when the text is no JSON object or list. */
export function prettyJson(source: string): string | undefined {
  const value = parse(source, false);
  try {
    return value === undefined ? undefined : JSON.stringify(value, null, 2);
  } catch {
    return undefined;
  }
}

function parse(source: string, lenient = true): Json | undefined {
  if (source.length > MAX_CHARS || !/^\s*[[{]/.test(source)) return undefined;
  try {
    return JSON.parse(source) as Json;
  } catch {
    if (!lenient) return undefined;
  }
  try {
    return JSON.parse(closeJson(source)) as Json;
  } catch {
    return undefined;
  }
}

function conversation(value: Json, role: string): Message[] | null {
  if (Array.isArray(value)) return fromList(value, role);
  const whole = object(value);
  return whole ? fromObject(whole, role) : null;
}

/** A list: of messages, of parts of one message, or of tool calls. */
function fromList(list: Json[], role: string): Message[] | null {
  const items = list.length === 1 && Array.isArray(list[0]) ? list[0] : list;
  const found: Message[] = [];
  let loose: Part[] = [];
  const flush = (): void => {
    if (loose.length > 0) found.push({ role, parts: loose });
    loose = [];
  };
  for (const item of items.slice(0, MAX_MESSAGES)) {
    const message = toMessage(item, role);
    if (message) {
      flush();
      found.push(message);
      continue;
    }
    const part = partOf(item);
    if (!part || part.type === 'other') return null;
    loose.push(part);
  }
  flush();
  if (items.length > MAX_MESSAGES)
    found.push({ role: '…', parts: [{ type: 'text', text: `${items.length - MAX_MESSAGES} more messages` }] });
  return found;
}

/** Where requests and responses keep their messages. */
const LISTS = ['messages', 'contents', 'choices', 'candidates', 'output', 'input', 'generations'] as const;

function fromObject(whole: JsonObject, role: string): Message[] | null {
  const one = toMessage(whole, role);
  if (one) return [one];
  for (const key of LISTS) {
    const list = whole[key];
    if (!Array.isArray(list)) continue;
    const messages = fromList(key === 'choices' || key === 'candidates' ? list.map(answerOf) : list, role);
    if (messages && messages.length > 0) return [...systemOf(whole), ...messages];
  }
  const prompt = whole.prompt ?? whole.input;
  if (typeof prompt === 'string' && ('prompt' in whole || 'model' in whole || 'instructions' in whole))
    return [...systemOf(whole), { role: 'user', parts: [{ type: 'text', text: prompt }] }];
  const part = partOf(whole);
  return part && part.type !== 'other' ? [{ role, parts: [part] }] : null;
}

/** `{message}`, `{text}` of a choice; `{content}` of a candidate. */
function answerOf(choice: Json): Json {
  const fields = object(choice);
  return fields?.message ?? fields?.delta ?? object(fields?.content) ?? choice;
}

function systemOf(whole: JsonObject): Message[] {
  const system = whole.system ?? whole.instructions ?? whole.system_instruction ?? whole.systemInstruction;
  const parts = system === undefined ? [] : partsOf(object(system)?.parts ?? system);
  return parts.length > 0 ? [{ role: 'system', parts }] : [];
}

/** LangChain's names of roles, in `type` or at the end of a class path. */
const LANGCHAIN = new Map(
  Object.entries({
    human: 'user',
    ai: 'assistant',
    system: 'system',
    tool: 'tool',
    HumanMessage: 'user',
    AIMessage: 'assistant',
    AIMessageChunk: 'assistant',
    SystemMessage: 'system',
    ToolMessage: 'tool',
  }),
);

function toMessage(item: Json, fallback: string): Message | undefined {
  const given = object(item);
  if (!given) return undefined;
  const path = given.id;
  const known = LANGCHAIN.get(Array.isArray(path) ? String(path.at(-1)) : (text(given.type) ?? ''));
  const fields = object(given.kwargs) ?? object(given.message) ?? given;
  const role = text(fields.role) ?? (known !== undefined && 'content' in fields ? known : undefined);
  if (role === undefined) return undefined;
  const name = text(fields.name);
  return {
    role: role.toLowerCase().slice(0, 40) || fallback,
    ...(name === undefined ? {} : { name: name.slice(0, 80) }),
    parts: [...reasoningOf(fields), ...bodyOf(fields, role), ...refusalOf(fields), ...callsOf(fields)].slice(
      0,
      MAX_PARTS,
    ),
  };
}

/** The content of a message; a tool's is a result. */
function bodyOf(fields: JsonObject, role: string): Part[] {
  const content = fields.parts ?? fields.content ?? fields.contents;
  const id = text(fields.tool_call_id) ?? text(fields.toolCallId);
  if (role !== 'tool' && role !== 'function') return partsOf(content);
  const parts = partsOf(content);
  if (parts.some(({ type }) => type === 'tool_result')) return parts;
  return [{ type: 'tool_result', ...(id === undefined ? {} : { id }), result: textOf(content) }];
}

function reasoningOf(fields: JsonObject): Part[] {
  const reasoning = text(fields.reasoning_content) ?? text(fields.reasoning);
  return reasoning ? [{ type: 'reasoning', text: reasoning }] : [];
}

/** OpenAI says apart from the content that the model declined. */
function refusalOf({ refusal }: JsonObject): Part[] {
  return typeof refusal === 'string' && refusal !== '' ? [{ type: 'refusal', text: refusal }] : [];
}

function callsOf(fields: JsonObject): Part[] {
  const calls = fields.tool_calls ?? fields.toolCalls ?? (fields.function_call ? [fields.function_call] : undefined);
  const list = typeof calls === 'string' ? parse(calls) : calls;
  if (!Array.isArray(list)) return [];
  return list.flatMap((call) => {
    const fields = object(call);
    const part = fields ? partOf({ ...fields, type: 'tool_call' }) : undefined;
    return part ? [part] : [];
  });
}

function partsOf(content: Json | undefined): Part[] {
  if (content === undefined || content === null || content === '') return [];
  if (!Array.isArray(content)) {
    const part = partOf(content);
    return part ? [part] : [];
  }
  return content.slice(0, MAX_PARTS).flatMap((item) => partOf(item) ?? []);
}

/** One line that tells calls apart in a table: the last words of the user, or of the answer. */
export function previewOf(source: string, role: 'user' | 'assistant', length = 240): string {
  const messages = messagesOf(source, role);
  const turns = messages?.filter((message) => message.role === role && spoken(message) !== '');
  const message = turns?.at(-1) ?? messages?.findLast((other) => spoken(other) !== '');
  return (message ? spoken(message) : source)
    .slice(0, length * 4)
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, length);
}

/** All that an answer says, as plain text. */
export function outputText(source: string): string {
  const messages = messagesOf(source, 'assistant');
  return messages ? messages.map(spoken).filter(Boolean).join('\n\n') : source;
}

function spoken({ parts }: Message): string {
  return parts
    .map((part) => {
      if (part.type === 'text' || part.type === 'refusal') return part.text;
      if (part.type === 'tool_call') return `${part.name}(${part.arguments.slice(0, 200)})`;
      return part.type === 'tool_result' ? part.result : '';
    })
    .filter((words) => words !== '')
    .join(' ');
}
