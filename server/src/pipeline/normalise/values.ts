import type { AttributeValue } from '../../model/wire.ts';

/** More than this many tokens in one request are a mistake of the sender; sums of such values would overflow. */
const MAX_TOKENS = 1_000_000_000;
/** Dollars whose pico-dollars are still exact integers. */
const MAX_USD = 9000;
const MAX_TAGS = 64;
/** Numbers of a list worth keeping as metadata; a longer one is an embedding. */
const MAX_NUMBERS = 64;

/** Any value as text: strings as they are, structures as JSON. */
export function textOf(value: AttributeValue): string {
  if (typeof value === 'string') return value;
  if (value === null) return '';
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return typeof value === 'object' ? toJson(value) : String(value);
}

/** JSON of any value. What is nested too deeply to be written is only marked: text may hold JSON of any depth. */
export function toJson(value: unknown): string {
  try {
    return JSON.stringify(value, plain) ?? '';
  } catch {
    return '"…[nested too deeply]"';
  }
}

const plain = (_: string, value: unknown): unknown =>
  typeof value === 'bigint'
    ? String(value)
    : value instanceof Uint8Array
      ? Buffer.from(value).toString('base64')
      : value;

/** As `textOf`, but a vector is only named by its size. */
export function metadataText(value: AttributeValue): string {
  if (Array.isArray(value) && value.length > MAX_NUMBERS && value.every((element) => typeof element === 'number'))
    return `…[${value.length} numbers]`;
  return textOf(value);
}

/** Text that says something: JSON's `null` does not. */
export function text(value: AttributeValue): string | undefined {
  const said = textOf(value);
  return said === '' || said === 'null' ? undefined : said;
}

/** Names are in dictionaries of the store; longer ones are no names. */
const MAX_NAME = 512;

/** A name, cut and marked when it is too long for one. */
export const short = (text: string): string => (text.length > MAX_NAME ? `${text.slice(0, MAX_NAME)}…` : text);

/** A name: text without surrounding space. */
export function name(value: AttributeValue): string | undefined {
  if (value !== null && typeof value === 'object') return undefined;
  return short(textOf(value).trim()) || undefined;
}

export const lower = (value: AttributeValue): string | undefined => name(value)?.toLowerCase();

/** A finite number, also from decimal text. */
export function number(value: AttributeValue): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'string' && /^-?\d{1,20}(\.\d{1,20})?(e-?\d{1,3})?$/i.test(value)) return Number(value);
  return undefined;
}

/** A believable count of tokens. Negative, fractional, NaN and 2^64-1 are none. */
export function tokens(value: AttributeValue): number | undefined {
  const count = number(value);
  return count !== undefined && Number.isInteger(count) && count >= 0 && count <= MAX_TOKENS ? count : undefined;
}

/** Milliseconds with microsecond precision. */
export function milliseconds(value: AttributeValue): number | undefined {
  const ms = number(value);
  return ms !== undefined && ms >= 0 && ms < 1e12 ? Math.round(ms * 1000) / 1000 : undefined;
}

export const seconds = (value: AttributeValue): number | undefined => {
  const s = number(value);
  return s === undefined ? undefined : milliseconds(s * 1000);
};

/** US dollars → integer pico-dollars. */
export function dollars(value: AttributeValue): number | undefined {
  const usd = number(value);
  return usd !== undefined && usd >= 0 && usd <= MAX_USD ? Math.round(usd * 1e12) : undefined;
}

export function httpStatus(value: AttributeValue): number | undefined {
  const status = number(value);
  return status !== undefined && Number.isInteger(status) && status >= 100 && status <= 599 ? status : undefined;
}

/** Tags: a list, a JSON list in text, or one tag. Sorted, each once. */
export function tags(value: AttributeValue): string[] | undefined {
  const list = typeof value === 'string' && value.startsWith('[') ? parseJson(value) : value;
  const texts = (Array.isArray(list) ? list : [list]).map((tag) => name(tag as AttributeValue) ?? '').filter(Boolean);
  return texts.length ? [...new Set(texts)].sort().slice(0, MAX_TAGS) : undefined;
}

/** The first of a list (one per choice), or the value itself. */
export function first(value: AttributeValue): string | undefined {
  if (typeof value === 'string' && value.startsWith('[')) return first((parseJson(value) as AttributeValue) ?? null);
  return Array.isArray(value) ? name(value[0] ?? null) : name(value);
}

export type JsonObject = { [key: string]: unknown };

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);

/** undefined when it is no JSON. */
export function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** An object, sent as such or as JSON text. */
export function objectOf(value: unknown): JsonObject | undefined {
  const object = typeof value === 'string' && value.startsWith('{') ? parseJson(value) : value;
  return isObject(object) ? object : undefined;
}

const TIME = /^"?(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?(Z|[+-]\d\d:?\d\d)?"?$/i;

/** ISO 8601, also JSON-quoted → microseconds since the epoch. */
export function micros(value: unknown): number | undefined {
  const match = typeof value === 'string' ? TIME.exec(value) : null;
  if (!match) return undefined;
  const whole = Date.parse(`${match[1]}T${match[2]}${match[4] ?? 'Z'}`);
  return Number.isNaN(whole) ? undefined : whole * 1000 + Number((match[3] ?? '').padEnd(6, '0').slice(0, 6));
}

/** Text the store gives back unchanged: a lone surrogate becomes U+FFFD here as it would there. */
export const wellFormed = (value: string): string =>
  /[\ud800-\udfff]/.test(value) ? Buffer.from(value).toString() : value;
