/** What was said in a call, by who said it, in its order. `tool`: what came from outside. */
export interface Turns {
  system: string[];
  user: string[];
  assistant: string[];
  tool: string[];
}

type Role = keyof Turns;
type Said = [who: Role, text: string];
type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
type Fields = { [key: string]: Json };

/** Longer JSON is read as text: parsing it would take longer than all detectors. */
const MAX_CHARS = 4_000_000;
const MAX_ITEMS = 2000;
const MAX_DEPTH = 6;

/**
 * The turns of an input or output as it was sent: messages of OpenAI, Anthropic, Gemini, GenAI, the AI SDK or LangChain, whole requests and
 * responses, or plain text, which is the turn of `role`. Never throws.
 */
export function turnsOf(source: string, role: 'user' | 'assistant'): Turns {
  const turns: Turns = { system: [], user: [], assistant: [], tool: [] };
  const value = parsed(source);
  if (value !== undefined)
    for (const [who, text] of readValue(value, role, 0))
      if (text !== '' && turns[who].length < MAX_ITEMS) turns[who].push(text);
  const any = Object.values(turns).some((texts) => texts.length > 0);
  if (!any && source !== '') turns[role].push(source);
  return turns;
}

function parsed(source: string): Json | undefined {
  if (source.length > MAX_CHARS || !/^\s*[[{]/.test(source)) return undefined;
  try {
    return JSON.parse(source) as Json;
  } catch {
    return undefined;
  }
}

const fieldsOf = (value: Json | undefined): Fields | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;

/** Where requests and responses keep their messages. */
const LISTS = ['messages', 'contents', 'choices', 'candidates', 'output', 'input', 'generations'] as const;
const SYSTEM = ['system', 'instructions', 'system_instruction', 'systemInstruction'] as const;

function* readValue(value: Json, role: Role, depth: number): Iterable<Said> {
  if (depth > MAX_DEPTH) return;
  if (Array.isArray(value)) {
    for (const item of value.slice(0, MAX_ITEMS)) yield* readValue(item, role, depth + 1);
    return;
  }
  if (typeof value === 'string') yield [role, value];
  const fields = fieldsOf(value);
  if (!fields) return;
  const own = roleOf(fields);
  if (own !== undefined) {
    yield* readMessage(fields, own, depth);
    return;
  }
  for (const key of SYSTEM) yield* readContent(fields[key], 'system', depth + 1);
  const lists = LISTS.filter((key) => Array.isArray(fields[key]));
  for (const key of lists) yield* readValue(fields[key]!, key === 'input' ? 'user' : role, depth + 1);
  if (lists.length > 0) return;
  const inner = fields.message ?? fields.delta ?? fields.prompt ?? fields.input;
  if (inner !== undefined) yield* readValue(inner, role, depth + 1);
  else yield* readContent(fields, role, depth + 1);
}

const ROLES: Readonly<Record<string, Role>> = {
  system: 'system',
  developer: 'system',
  user: 'user',
  human: 'user',
  assistant: 'assistant',
  model: 'assistant',
  ai: 'assistant',
  tool: 'tool',
  function: 'tool',
  HumanMessage: 'user',
  AIMessage: 'assistant',
  AIMessageChunk: 'assistant',
  SystemMessage: 'system',
  ToolMessage: 'tool',
};
const known = (name: Json | undefined): Role | undefined =>
  typeof name === 'string' && Object.hasOwn(ROLES, name) ? ROLES[name] : undefined;

/** Whose turn a message is; undefined when the object is none. LangChain names the role by type or class. */
function roleOf(fields: Fields): Role | undefined {
  if (typeof fields.role === 'string') return known(fields.role.toLowerCase()) ?? 'user';
  const { id, type, kwargs } = fields;
  if (fieldsOf(kwargs) && Array.isArray(id)) return known(id.at(-1));
  return 'content' in fields ? known(type) : undefined;
}

function* readMessage(fields: Fields, role: Role, depth: number): Iterable<Said> {
  const message = fieldsOf(fields.kwargs) ?? fields;
  yield* readContent(message.parts ?? message.content ?? message.contents, role, depth + 1);
  // OpenAI says apart from the content that the model declined.
  if (typeof message.refusal === 'string') yield [role, message.refusal];
}

/** Kinds of parts that hold what came from outside. */
const RESULTS = new Set([
  ...['tool_call_response', 'server_tool_call_response', 'tool_result', 'tool-result', 'function_call_output'],
  'web_search_tool_result',
]);
/** Kinds of parts that nobody said to anybody. */
const SILENT = new Set([
  ...['tool_call', 'tool-call', 'tool_use', 'server_tool_use', 'server_tool_call', 'function', 'function_call'],
  ...['reasoning', 'thinking', 'redacted_thinking', 'summary_text', 'image', 'image_url', 'input_image', 'input_audio'],
  ...['audio', 'video', 'file', 'input_file', 'blob', 'uri'],
]);

function* readContent(content: Json | undefined, role: Role, depth: number): Iterable<Said> {
  if (content === undefined || content === null || depth > MAX_DEPTH + 2) return;
  if (typeof content === 'string') yield [role, content];
  if (Array.isArray(content)) {
    for (const item of content.slice(0, MAX_ITEMS)) yield* readContent(item, role, depth + 1);
    return;
  }
  const fields = fieldsOf(content);
  if (!fields) return;
  const type = typeof fields.type === 'string' ? fields.type : '';
  if (SILENT.has(type) || fields.thought === true || 'functionCall' in fields) return;
  if (RESULTS.has(type) || 'functionResponse' in fields) {
    const inner = fieldsOf(fields.functionResponse) ?? fields;
    yield* readResult(inner.response ?? inner.result ?? inner.output ?? inner.content ?? inner.text);
    return;
  }
  const text = fields.text ?? fields.content ?? fields.parts ?? fields.refusal ?? fields.value;
  yield* readContent(text, role, depth + 1);
}

/** A result is what it says, or the JSON it is. */
function* readResult(result: Json | undefined): Iterable<Said> {
  if (result === undefined || result === null) return;
  const wrapped = fieldsOf(result)?.value;
  const texts = Array.isArray(result) ? result.map((item) => fieldsOf(item)?.text) : [wrapped ?? result];
  if (texts.every((text) => typeof text === 'string')) for (const text of texts) yield ['tool', text as string];
  else yield ['tool', JSON.stringify(result)];
}
