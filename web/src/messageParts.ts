/** A piece of a message. Everything in it is text to be shown, never markup and never something to fetch. */
export type Part =
  | { type: 'text'; text: string }
  | { type: 'reasoning'; text: string }
  | { type: 'refusal'; text: string }
  | { type: 'tool_call'; id?: string; name: string; arguments: string }
  | { type: 'tool_result'; id?: string; name?: string; result: string }
  /** `kind`: image, audio, video, document or file. `detail`: its address or id, or its type and size when it came inline. */
  | { type: 'media'; kind: string; detail: string }
  /** What nobody told us about, as JSON. */
  | { type: 'other'; kind: string; json: string };

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

export const object = (value: Json | undefined): JsonObject | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;

export const text = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined);

/** Anything as text: strings as they are, lists of text parts joined, the rest as JSON. */
export function textOf(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) {
    const texts = value.map((item) => text(item) ?? text(object(item)?.text) ?? text(object(item)?.content));
    if (value.length > 0 && texts.every((item) => item !== undefined)) return texts.join('\n');
  }
  return JSON.stringify(value, null, 2);
}

type Reader = (fields: JsonObject) => Part;

const call: Reader = (fields) => {
  const inner = object(fields.function) ?? object(fields.functionCall) ?? object(fields.server_tool_call) ?? fields;
  const given = inner.arguments ?? inner.args ?? inner.input ?? inner.parameters;
  const id = text(fields.id) ?? text(fields.call_id) ?? text(fields.toolCallId) ?? text(fields.tool_call_id);
  return {
    type: 'tool_call',
    ...(id === undefined ? {} : { id }),
    name: (text(inner.name) ?? text(fields.name) ?? text(fields.toolName) ?? 'tool').slice(0, 200),
    arguments: textOf(given),
  };
};

const result: Reader = (fields) => {
  const inner = object(fields.functionResponse) ?? fields;
  const given =
    inner.response ?? inner.result ?? inner.output ?? inner.content ?? inner.server_tool_call_response ?? inner.text;
  const id = text(fields.id) ?? text(fields.tool_use_id) ?? text(fields.call_id) ?? text(fields.toolCallId);
  const name = text(inner.name) ?? text(fields.toolName);
  return {
    type: 'tool_result',
    ...(id === undefined ? {} : { id }),
    ...(name === undefined ? {} : { name }),
    // AI SDK wraps its results: {type: 'text' | 'json', value}.
    result: textOf(object(given)?.value ?? given),
  };
};

const said: Reader = (fields) => ({ type: 'text', text: textOf(fields.text ?? fields.content) });

const declined: Reader = (fields) => ({
  type: 'refusal',
  text: textOf(fields.refusal ?? fields.text ?? fields.content),
});

const thought: Reader = (fields) => {
  const given = fields.content ?? fields.thinking ?? fields.text ?? fields.reasoning ?? fields.summary ?? fields.data;
  return { type: 'reasoning', text: textOf(given) };
};

const media =
  (kind: string): Reader =>
  (fields) => {
    const source =
      object(fields.image_url) ??
      object(fields.input_audio) ??
      object(fields.source) ??
      object(fields.file) ??
      object(fields.inline_data) ??
      object(fields.inlineData) ??
      object(fields.image) ??
      fields;
    const type = mimeOf(source) ?? mimeOf(fields);
    const address =
      text(source.url) ?? text(source.uri) ?? text(source.file_id) ?? text(source.file_uri) ?? text(fields.image_url);
    const data = text(source.data) ?? text(source.content) ?? text(source.file_data) ?? text(fields.image);
    const inline = data ?? (address?.startsWith('data:') ? address : undefined);
    return {
      type: 'media',
      kind: text(fields.modality) ?? type?.split('/')[0] ?? kind,
      detail: inline === undefined ? (address ?? type ?? '').slice(0, 2000) : inlineDetail(inline, type),
    };
  };

const mimeOf = (fields: JsonObject): string | undefined =>
  text(fields.mime_type) ??
  text(fields.media_type) ??
  text(fields.mediaType) ??
  text(fields.mimeType) ??
  text(fields.format);

/** Type and size of content that travelled inside the message; base64 is 3 bytes in 4 characters. */
function inlineDetail(data: string, type: string | undefined): string {
  const declared = /^data:([\w./+-]{1,80})/.exec(data)?.[1] ?? type;
  const kilobytes = Math.max(1, Math.round((data.length * 3) / 4 / 1000));
  return `${declared === undefined ? '' : `${declared}, `}${kilobytes} kB inline`;
}

/** `type` of a part → how to read it, over all conventions. */
const READERS: Record<string, Reader> = {
  text: said,
  input_text: said,
  output_text: said,
  refusal: declined,
  reasoning: thought,
  thinking: thought,
  redacted_thinking: thought,
  summary_text: thought,
  tool_call: call,
  'tool-call': call,
  tool_use: call,
  server_tool_use: call,
  server_tool_call: call,
  function: call,
  function_call: call,
  tool_call_response: result,
  server_tool_call_response: result,
  tool_result: result,
  'tool-result': result,
  function_call_output: result,
  web_search_tool_result: result,
  image: media('image'),
  image_url: media('image'),
  input_image: media('image'),
  input_audio: media('audio'),
  audio: media('audio'),
  video: media('video'),
  document: media('document'),
  file: media('file'),
  input_file: media('file'),
  blob: media('file'),
  uri: media('file'),
};

/** A part of a message; undefined for nothing at all. */
export function partOf(item: Json): Part | undefined {
  if (typeof item === 'string') return item === '' ? undefined : { type: 'text', text: item };
  const fields = object(item);
  if (!fields) return item === null ? undefined : { type: 'other', kind: 'value', json: textOf(item) };
  const type = text(fields.type);
  const reader = type === undefined ? untyped(fields) : Object.hasOwn(READERS, type) ? READERS[type] : undefined;
  return reader?.(fields) ?? { type: 'other', kind: (type ?? 'part').slice(0, 80), json: textOf(fields) };
}

/** Gemini and the AI SDK name parts by their fields. */
function untyped(fields: JsonObject): Reader | undefined {
  if (typeof fields.text === 'string') return fields.thought === true ? thought : said;
  if ('functionCall' in fields || 'toolCallType' in fields || ('toolName' in fields && !('result' in fields)))
    return call;
  if ('functionResponse' in fields || 'toolName' in fields) return result;
  if ('inlineData' in fields || 'inline_data' in fields || 'fileData' in fields) return media('file');
  return undefined;
}
