import type { Attributes, AttributeValue } from '../../model/wire.ts';
import { newRecord, setAttribute } from './attributes.ts';
import { MalformedBody } from './errors.ts';
import { MAX_DEPTH, MAX_KEY_BYTES, MAX_VALUE_BYTES } from './limits.ts';
import type { ProtobufReader } from './protobuf.ts';

/** Reads one `KeyValue` field into the attributes. */
export function readAttribute(r: ProtobufReader, limit: number, attributes: Attributes): void {
  const end = r.enter(limit);
  let key = '';
  let value: AttributeValue = null;
  while (r.pos < end) {
    const tag = r.tag();
    if (tag === 10) key = r.text(end, MAX_KEY_BYTES);
    else if (tag === 18) value = readAnyValue(r, end, 0);
    else r.skip(tag, end);
  }
  r.leave(end);
  setAttribute(attributes, key, value);
}

/** Reads an `AnyValue` field; of several members the last counts. */
export function readAnyValue(r: ProtobufReader, limit: number, depth: number): AttributeValue {
  const end = r.enter(limit);
  r.spend(1);
  let value: AttributeValue = null;
  while (r.pos < end) {
    const tag = r.tag();
    switch (tag) {
      case 10:
        value = r.text(end, MAX_VALUE_BYTES);
        break;
      case 16:
        r.varint();
        value = r.lo !== 0 || r.hi !== 0;
        break;
      case 24:
        value = r.int64();
        break;
      case 33:
        value = r.double();
        break;
      case 42:
        value = readList(r, end, depth + 1);
        break;
      case 50:
        value = readRecord(r, end, depth + 1);
        break;
      case 58:
        value = readBytes(r, end);
        break;
      default:
        r.skip(tag, end);
    }
  }
  r.leave(end);
  return value;
}

function checkDepth(depth: number): void {
  if (depth > MAX_DEPTH) throw new MalformedBody(`attribute values nested deeper than ${MAX_DEPTH}`);
}

function readList(r: ProtobufReader, limit: number, depth: number): AttributeValue[] {
  checkDepth(depth);
  const end = r.enter(limit);
  const list: AttributeValue[] = [];
  while (r.pos < end) {
    const tag = r.tag();
    if (tag === 10) list.push(readAnyValue(r, end, depth));
    else r.skip(tag, end);
  }
  r.leave(end);
  return list;
}

function readRecord(r: ProtobufReader, limit: number, depth: number): AttributeValue {
  checkDepth(depth);
  const end = r.enter(limit);
  const record = newRecord();
  while (r.pos < end) {
    const tag = r.tag();
    if (tag === 10) readEntry(r, end, depth, record);
    else r.skip(tag, end);
  }
  r.leave(end);
  return record;
}

function readEntry(r: ProtobufReader, limit: number, depth: number, record: { [key: string]: AttributeValue }): void {
  const end = r.enter(limit);
  let key = '';
  let value: AttributeValue = null;
  while (r.pos < end) {
    const tag = r.tag();
    if (tag === 10) key = r.text(end, MAX_KEY_BYTES);
    else if (tag === 18) value = readAnyValue(r, end, depth);
    else r.skip(tag, end);
  }
  r.leave(end);
  record[key] = value;
}

/** A copy, so that the value doesn't keep the whole body alive. */
function readBytes(r: ProtobufReader, limit: number): AttributeValue {
  const end = r.enter(limit);
  const start = r.pos;
  r.pos = end;
  if (end - start > MAX_VALUE_BYTES) return `…[truncated ${end - start} bytes]`;
  return new Uint8Array(r.bytes.subarray(start, end));
}
