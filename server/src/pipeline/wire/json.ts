import { BodyTooLarge, MalformedBody } from './errors.ts';

/** Brackets open at once. OTLP wraps attribute values about a dozen deep, and each level of a value takes five. */
const MAX_OPEN = 192;
/** Objects, lists and members of one body: what parses into memory many times its size. */
const MAX_TOKENS = 5_000_000;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Parses a JSON body. Depth and number of tokens are checked on the bytes first, because `JSON.parse` takes any depth.
 * Invalid UTF-8 becomes U+FFFD. Throws `MalformedBody`, `BodyTooLarge`.
 */
export function parseJson(body: Buffer): unknown {
  checkStructure(body);
  const text = body.toString('utf8');
  try {
    return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch {
    throw new MalformedBody('not valid JSON');
  }
}

function checkStructure(body: Buffer): void {
  let open = 0;
  let tokens = 0;
  for (let i = 0; i < body.length; i++) {
    const byte = body[i] as number;
    if (byte === QUOTE) i = endOfString(body, i);
    else if (byte === 0x7b || byte === 0x5b) {
      tokens++;
      if (++open > MAX_OPEN) throw new MalformedBody('nested too deeply');
    } else if (byte === 0x7d || byte === 0x5d) open--;
    else if (byte === 0x2c) tokens++;
  }
  if (tokens > MAX_TOKENS) throw new BodyTooLarge('the request holds too many values');
}

/** From here on a native search is cheaper than a loop. */
const LONG = 64;

/** Index of the quote that closes the string opened at `start`, or the end of the body. */
function endOfString(body: Buffer, start: number): number {
  const near = Math.min(start + LONG, body.length);
  let i = start + 1;
  for (; i < near; i++) {
    const byte = body[i] as number;
    if (byte === QUOTE) return i;
    if (byte === BACKSLASH) i++;
  }
  for (;;) {
    const quote = body.indexOf(QUOTE, i);
    if (quote < 0) return body.length;
    let slashes = 0;
    while (quote - slashes > i && body[quote - 1 - slashes] === BACKSLASH) slashes++;
    if (slashes % 2 === 0) return quote;
    i = quote + 1;
  }
}

/** An object as JSON.parse makes it. */
export type JsonObject = { [key: string]: unknown };

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Own property, absent and null alike as undefined. */
const member = (object: JsonObject, key: string): unknown =>
  Object.hasOwn(object, key) ? (object[key] ?? undefined) : undefined;

/** Typed access to members; each throws `MalformedBody` naming the member when the type is wrong. Absent and null are the default. */
export function objectAt(object: JsonObject, key: string): JsonObject | undefined {
  const value = member(object, key);
  if (value === undefined || isObject(value)) return value;
  throw new MalformedBody('expected an object', key);
}

export function listAt(object: JsonObject, key: string): unknown[] {
  const value = member(object, key) ?? [];
  if (Array.isArray(value)) return value;
  throw new MalformedBody('expected a list', key);
}

/** Calls back with each object of a list; null elements are skipped. */
export function eachObject(object: JsonObject, key: string, visit: (element: JsonObject) => void): void {
  const list = listAt(object, key);
  let i = 0;
  try {
    for (; i < list.length; i++) {
      const element = list[i];
      if (isObject(element)) visit(element);
      else if (element !== null) throw new MalformedBody('expected an object');
    }
  } catch (error) {
    throw error instanceof MalformedBody ? error.under(`${key}[${i}]`) : error;
  }
}

export function textAt(object: JsonObject, key: string): string {
  const value = member(object, key);
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  throw new MalformedBody('expected a string', key);
}

/** Nanoseconds, as digits or a number → microseconds. */
export function microsAt(object: JsonObject, key: string): number {
  const value = member(object, key);
  if (value === undefined || value === '') return 0;
  const nanos = typeof value === 'string' && /^\d{1,20}$/.test(value) ? Number(value) : value;
  if (typeof nanos === 'number' && nanos >= 0 && nanos <= 2 ** 64) return nanos / 1000;
  throw new MalformedBody('expected nanoseconds since the epoch', key);
}

/** An enum: its number, digits, or one of the names (index = number). */
export function enumAt(object: JsonObject, key: string, names: readonly string[]): number {
  const value = member(object, key);
  if (value === undefined) return 0;
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  if (typeof value === 'string') {
    if (/^-?\d{1,10}$/.test(value)) return Number(value);
    const number = names.indexOf(value);
    if (number >= 0) return number;
  }
  throw new MalformedBody('expected the number of an enum', key);
}
