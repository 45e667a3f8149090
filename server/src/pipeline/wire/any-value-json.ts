import type { Attributes, AttributeValue } from '../../model/wire.ts';
import { newRecord, setAttribute } from './attributes.ts';
import { MalformedBody } from './errors.ts';
import { eachObject, isObject, type JsonObject, textAt } from './json.ts';
import { MAX_DEPTH, MAX_KEY_BYTES, MAX_VALUE_BYTES, truncateText } from './limits.ts';

/** Reads the `key` list of key-value pairs of an object into the attributes. */
export function readAttributes(object: JsonObject, path: string, attributes: Attributes, key = 'attributes'): void {
  eachObject(object, key, path, (pair, at) => {
    setAttribute(attributes, keyOf(pair, at), anyValue(pair.value, `${at}.value`, 0));
  });
}

const keyOf = (pair: JsonObject, path: string): string => truncateText(textAt(pair, 'key', path), MAX_KEY_BYTES);

/** Reads the member of an AnyValue that is given. */
const MEMBERS: { [member: string]: (value: unknown, path: string, depth: number) => AttributeValue } = {
  stringValue: (value, path) => {
    if (typeof value !== 'string') throw new MalformedBody('expected a string', path);
    return truncateText(value, MAX_VALUE_BYTES);
  },
  boolValue: (value, path) => {
    if (typeof value !== 'boolean') throw new MalformedBody('expected true or false', path);
    return value;
  },
  intValue: integer,
  doubleValue: double,
  arrayValue: (value, path, depth) => list(value, path, depth + 1),
  kvlistValue: (value, path, depth) => record(value, path, depth + 1),
  bytesValue: bytes,
};
const MEMBER_NAMES = Object.keys(MEMBERS);

/**
 * An AnyValue. Plain JSON in its place, which some clients send, is taken as what it plainly is; `{}` is null. Of several
 * members the last counts.
 */
export function anyValue(value: unknown, path: string, depth: number): AttributeValue {
  if (!isObject(value)) return plain(value, path, depth);
  let found: AttributeValue | undefined;
  for (const key in value) {
    const read = Object.hasOwn(MEMBERS, key) ? MEMBERS[key] : undefined;
    const inner = value[key];
    if (read && inner !== null) found = read(inner, `${path}.${key}`, depth);
  }
  if (found !== undefined) return found;
  return MEMBER_NAMES.some((name) => Object.hasOwn(value, name)) ? null : plain(value, path, depth);
}

function plain(value: unknown, path: string, depth: number): AttributeValue {
  if (typeof value === 'string') return truncateText(value, MAX_VALUE_BYTES);
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) {
    checkDepth(depth + 1, path);
    return value.map((element, i) => anyValue(element, `${path}[${i}]`, depth + 1));
  }
  if (!isObject(value)) return null;
  const keys = Object.keys(value);
  if (keys.length === 0) return null;
  checkDepth(depth + 1, path);
  const result = newRecord();
  for (const key of keys)
    result[truncateText(key, MAX_KEY_BYTES)] = anyValue(value[key], `${path}.${key.slice(0, 64)}`, depth + 1);
  return result;
}

function checkDepth(depth: number, path: string): void {
  if (depth > MAX_DEPTH) throw new MalformedBody(`nested deeper than ${MAX_DEPTH}`, path);
}

function list(value: unknown, path: string, depth: number): AttributeValue[] {
  checkDepth(depth, path);
  if (!isObject(value)) throw new MalformedBody('expected an object with values', path);
  const values = value.values ?? [];
  if (!Array.isArray(values)) throw new MalformedBody('expected a list', `${path}.values`);
  return values.map((element, i) => anyValue(element, `${path}.values[${i}]`, depth));
}

function record(value: unknown, path: string, depth: number): AttributeValue {
  checkDepth(depth, path);
  if (!isObject(value)) throw new MalformedBody('expected an object with values', path);
  const result = newRecord();
  eachObject(value, 'values', path, (pair, at) => {
    result[keyOf(pair, at)] = anyValue(pair.value, `${at}.value`, depth);
  });
  return result;
}

/** A 64-bit integer, as number or digits; bigint beyond ±2^53, as the protobuf reader gives it. */
function integer(value: unknown, path: string): number | bigint {
  if (typeof value === 'number' && Number.isInteger(value)) {
    if (isExact(value)) return value;
    if (Math.abs(value) < 2 ** 64) return BigInt(value);
  }
  if (typeof value === 'string' && /^-?\d{1,20}$/.test(value)) {
    const number = Number(value);
    return isExact(number) && Math.abs(number) !== 2 ** 53 ? number + 0 : BigInt(value);
  }
  throw new MalformedBody('expected an integer', path);
}

const isExact = (n: number): boolean => n >= -(2 ** 53) && n < 2 ** 53;

function double(value: unknown, path: string): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string' && /^\s*[-+]?(NaN|Infinity|\d[\d.eE+-]{0,40}|\.\d[\d.eE+-]{0,40})\s*$/.test(value)) {
    const number = Number(value);
    if (!Number.isNaN(number) || value === 'NaN') return number;
  }
  throw new MalformedBody('expected a number', path);
}

function bytes(value: unknown, path: string): AttributeValue {
  if (typeof value !== 'string' || !/^[A-Za-z0-9+/_-]*={0,2}$/.test(value)) {
    throw new MalformedBody('expected base64', path);
  }
  const size = Buffer.byteLength(value, 'base64');
  if (size > MAX_VALUE_BYTES) return `…[truncated ${size} bytes]`;
  return new Uint8Array(Buffer.from(value, 'base64'));
}
