import type { Attributes, AttributeValue } from '../../model/wire.ts';
import { newRecord, setAttribute } from './attributes.ts';
import { MalformedBody, within } from './errors.ts';
import { eachObject, isObject, type JsonObject, listAt, textAt } from './json.ts';
import { MAX_DEPTH, MAX_KEY_BYTES, MAX_VALUE_BYTES, truncateText } from './limits.ts';

/** Reads the key-value pairs of an object's `attributes` into the map. */
export function readAttributes(object: JsonObject, attributes: Attributes): void {
  eachObject(object, 'attributes', (pair) => setAttribute(attributes, keyOf(pair), pairValue(pair, 0)));
}

const keyOf = (pair: JsonObject): string => truncateText(textAt(pair, 'key'), MAX_KEY_BYTES);

function pairValue(pair: JsonObject, depth: number): AttributeValue {
  try {
    return anyValue(pair.value, depth);
  } catch (error) {
    throw error instanceof MalformedBody ? error.under('value') : error;
  }
}

/**
 * An AnyValue. Plain JSON in its place, which some clients send, is taken as what it plainly is; `{}` is null. Of several
 * members the last counts.
 */
export function anyValue(value: unknown, depth: number): AttributeValue {
  if (!isObject(value)) return plain(value, depth);
  let found: AttributeValue | undefined;
  let known = false;
  for (const key in value) {
    if (!MEMBERS.has(key)) continue;
    known = true;
    const inner = value[key];
    if (inner !== null) found = readMember(key, inner, depth);
  }
  if (found !== undefined) return found;
  return known ? null : plain(value, depth);
}

const MEMBERS = new Set([
  'stringValue',
  'boolValue',
  'intValue',
  'doubleValue',
  'arrayValue',
  'kvlistValue',
  'bytesValue',
]);

function readMember(key: string, value: unknown, depth: number): AttributeValue {
  switch (key) {
    case 'stringValue':
      if (typeof value === 'string') return truncateText(value, MAX_VALUE_BYTES);
      throw new MalformedBody('expected a string', key);
    case 'boolValue':
      if (typeof value === 'boolean') return value;
      throw new MalformedBody('expected true or false', key);
    case 'intValue':
      return integer(value, key);
    case 'doubleValue':
      return double(value, key);
    case 'bytesValue':
      return bytes(value, key);
    default:
      return within(key, () => (key === 'arrayValue' ? list(value, depth + 1) : record(value, depth + 1)));
  }
}

function plain(value: unknown, depth: number): AttributeValue {
  if (typeof value === 'string') return truncateText(value, MAX_VALUE_BYTES);
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return elements(value, '', depth + 1);
  if (!isObject(value)) return null;
  const keys = Object.keys(value);
  if (keys.length === 0) return null;
  checkDepth(depth + 1);
  const result = newRecord();
  for (const key of keys) {
    result[truncateText(key, MAX_KEY_BYTES)] = within(key.slice(0, 64), () => anyValue(value[key], depth + 1));
  }
  return result;
}

function checkDepth(depth: number): void {
  if (depth > MAX_DEPTH) throw new MalformedBody(`nested deeper than ${MAX_DEPTH}`);
}

function list(value: unknown, depth: number): AttributeValue[] {
  if (!isObject(value)) throw new MalformedBody('expected an object with values');
  return elements(listAt(value, 'values'), 'values', depth);
}

function elements(values: unknown[], name: string, depth: number): AttributeValue[] {
  checkDepth(depth);
  return values.map((element, i) => within(`${name}[${i}]`, () => anyValue(element, depth)));
}

function record(value: unknown, depth: number): AttributeValue {
  checkDepth(depth);
  if (!isObject(value)) throw new MalformedBody('expected an object with values');
  const result = newRecord();
  eachObject(value, 'values', (pair) => {
    result[keyOf(pair)] = pairValue(pair, depth);
  });
  return result;
}

/** A 64-bit integer, as number or digits; bigint beyond ±2^53, as the protobuf reader gives it. */
function integer(value: unknown, key: string): number | bigint {
  if (typeof value === 'number' && Number.isInteger(value)) {
    if (isExact(value)) return value;
    if (Math.abs(value) < 2 ** 64) return BigInt(value);
  }
  if (typeof value === 'string' && /^-?\d{1,20}$/.test(value)) {
    const number = Number(value);
    return isExact(number) && number !== -(2 ** 53) ? number + 0 : exact(BigInt(value));
  }
  throw new MalformedBody('expected an integer', key);
}

const isExact = (n: number): boolean => n >= -(2 ** 53) && n < 2 ** 53;

/** -2^53 itself is exact, but so reads -2^53 - 1 as a double. */
const exact = (n: bigint): number | bigint => (n === -(2n ** 53n) ? Number(n) : n);

function double(value: unknown, key: string): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string' && /^[-+]?(NaN|Infinity|\d[\d.eE+-]{0,40}|\.\d[\d.eE+-]{0,40})$/.test(value)) {
    const number = Number(value);
    if (!Number.isNaN(number) || value === 'NaN') return number;
  }
  throw new MalformedBody('expected a number', key);
}

function bytes(value: unknown, key: string): AttributeValue {
  if (typeof value !== 'string' || !/^[A-Za-z0-9+/_-]*={0,2}$/.test(value)) {
    throw new MalformedBody('expected base64', key);
  }
  const size = Buffer.byteLength(value, 'base64');
  if (size > MAX_VALUE_BYTES) return `…[truncated ${size} bytes]`;
  return new Uint8Array(Buffer.from(value, 'base64'));
}
