import type { WireEvent, WireLink, WireLog, WireSpan } from '../../model/wire.ts';
import { readAnyValue, readAttribute } from './any-value-proto.ts';
import { countDropped } from './attributes.ts';
import { type Decoded, newDecoded } from './decoded.ts';
import {
  DROPPED_EVENTS,
  DROPPED_LINKS,
  MAX_EVENTS,
  MAX_LINKS,
  MAX_NAME_BYTES,
  MAX_VALUE_BYTES,
  NODES_PER_EVENT,
  NODES_PER_SPAN,
} from './limits.ts';
import {
  INVALID,
  keepLink,
  keepLog,
  keepSpan,
  newLog,
  newSpan,
  type Origin,
  SPAN_ID_BYTES,
  spanKind,
  statusCode,
  TRACE_ID_BYTES,
} from './otlp-item.ts';
import { ProtobufReader } from './protobuf.ts';

/** Decodes an `ExportTraceServiceRequest`. Spans without valid ids are refused, the rest is kept. Throws `MalformedBody`, `BodyTooLarge`. */
export function decodeTraces(body: Uint8Array): Decoded<WireSpan> {
  const decoded = newDecoded<WireSpan>();
  readRequest(new ProtobufReader(body), (r, limit, origin) => keepSpan(decoded, readSpan(r, limit, origin)));
  return decoded;
}

/** Decodes an `ExportLogsServiceRequest`. Records that are not GenAI events are refused. Throws `MalformedBody`, `BodyTooLarge`. */
export function decodeLogs(body: Uint8Array): Decoded<WireLog> {
  const decoded = newDecoded<WireLog>();
  readRequest(new ProtobufReader(body), (r, limit, origin) => keepLog(decoded, readLog(r, limit, origin)));
  return decoded;
}

type ReadItem = (r: ProtobufReader, limit: number, origin: Origin) => void;

/** Request → resource groups → scope groups → items: traces and logs have the same field numbers. */
function readRequest(r: ProtobufReader, readItem: ReadItem): void {
  const end = r.bytes.length;
  while (r.pos < end) {
    const tag = r.tag();
    if (tag === 10) readResourceGroup(r, end, readItem);
    else r.skip(tag, end);
  }
  r.leave(end);
}

function readResourceGroup(r: ProtobufReader, limit: number, readItem: ReadItem): void {
  const end = r.enter(limit);
  r.spend(NODES_PER_EVENT);
  const resource: Origin['resource'] = new Map();
  while (r.pos < end) {
    const tag = r.tag();
    if (tag === 10) readResource(r, end, resource);
    else if (tag === 18) readScopeGroup(r, end, resource, readItem);
    else r.skip(tag, end);
  }
  r.leave(end);
}

function readResource(r: ProtobufReader, limit: number, resource: Origin['resource']): void {
  const end = r.enter(limit);
  while (r.pos < end) {
    const tag = r.tag();
    if (tag === 10) readAttribute(r, end, resource);
    else r.skip(tag, end);
  }
  r.leave(end);
}

function readScopeGroup(r: ProtobufReader, limit: number, resource: Origin['resource'], readItem: ReadItem): void {
  const end = r.enter(limit);
  r.spend(NODES_PER_EVENT);
  const origin: Origin = { resource, scope: { name: '', version: '' } };
  while (r.pos < end) {
    const tag = r.tag();
    if (tag === 10) readScope(r, end, origin);
    else if (tag === 18) readItem(r, end, origin);
    else r.skip(tag, end);
  }
  r.leave(end);
}

function readScope(r: ProtobufReader, limit: number, { scope }: Origin): void {
  const end = r.enter(limit);
  while (r.pos < end) {
    const tag = r.tag();
    if (tag === 10) scope.name = r.text(end, MAX_NAME_BYTES);
    else if (tag === 18) scope.version = r.text(end, MAX_NAME_BYTES);
    else r.skip(tag, end);
  }
  r.leave(end);
}

function readSpan(r: ProtobufReader, limit: number, origin: Origin): WireSpan {
  const end = r.enter(limit);
  r.spend(NODES_PER_SPAN);
  const span = newSpan(origin);
  while (r.pos < end) {
    const tag = r.tag();
    switch (tag) {
      case 10:
        span.trace_id = readId(r, end, TRACE_ID_BYTES);
        break;
      case 18:
        span.span_id = readId(r, end, SPAN_ID_BYTES);
        break;
      case 34:
        span.parent_id = readId(r, end, SPAN_ID_BYTES);
        break;
      case 42:
        span.name = r.text(end, MAX_NAME_BYTES);
        break;
      case 48:
        span.kind = spanKind(r.int32());
        break;
      case 57:
        span.start = r.micros();
        break;
      case 65:
        span.end = r.micros();
        break;
      case 74:
        readAttribute(r, end, span.attributes);
        break;
      case 90:
        readEvent(r, end, span);
        break;
      case 106:
        readLink(r, end, span);
        break;
      case 122:
        readStatus(r, end, span);
        break;
      default:
        r.skip(tag, end);
    }
  }
  r.leave(end);
  return span;
}

function readId(r: ProtobufReader, limit: number, size: number): string {
  const end = r.enter(limit);
  const start = r.pos;
  r.pos = end;
  if (end === start) return '';
  if (end - start !== size) return INVALID;
  for (let i = start; i < end; i++) if (r.bytes[i] !== 0) return r.bytes.toString('hex', start, end);
  return '';
}

function readEvent(r: ProtobufReader, limit: number, span: WireSpan): void {
  if (span.events.length >= MAX_EVENTS) {
    countDropped(span.attributes, DROPPED_EVENTS);
    r.pos = r.enter(limit);
    return;
  }
  const end = r.enter(limit);
  r.spend(NODES_PER_EVENT);
  const event: WireEvent = { time: 0, name: '', attributes: new Map() };
  while (r.pos < end) {
    const tag = r.tag();
    if (tag === 9) event.time = r.micros();
    else if (tag === 18) event.name = r.text(end, MAX_NAME_BYTES);
    else if (tag === 26) readAttribute(r, end, event.attributes);
    else r.skip(tag, end);
  }
  r.leave(end);
  span.events.push(event);
}

function readLink(r: ProtobufReader, limit: number, span: WireSpan): void {
  if (span.links.length >= MAX_LINKS) {
    countDropped(span.attributes, DROPPED_LINKS);
    r.pos = r.enter(limit);
    return;
  }
  const end = r.enter(limit);
  r.spend(NODES_PER_EVENT);
  const link: WireLink = { trace_id: '', span_id: '', attributes: new Map() };
  while (r.pos < end) {
    const tag = r.tag();
    if (tag === 10) link.trace_id = readId(r, end, TRACE_ID_BYTES);
    else if (tag === 18) link.span_id = readId(r, end, SPAN_ID_BYTES);
    else if (tag === 34) readAttribute(r, end, link.attributes);
    else r.skip(tag, end);
  }
  r.leave(end);
  keepLink(span, link);
}

function readStatus(r: ProtobufReader, limit: number, span: WireSpan): void {
  const end = r.enter(limit);
  while (r.pos < end) {
    const tag = r.tag();
    if (tag === 18) span.status_message = r.text(end, MAX_VALUE_BYTES);
    else if (tag === 24) span.status = statusCode(r.int32());
    else r.skip(tag, end);
  }
  r.leave(end);
}

function readLog(r: ProtobufReader, limit: number, origin: Origin): WireLog {
  const end = r.enter(limit);
  r.spend(NODES_PER_SPAN);
  const log = newLog(origin);
  let observed = 0;
  while (r.pos < end) {
    const tag = r.tag();
    switch (tag) {
      case 9:
        log.time = r.micros();
        break;
      case 16:
        log.severity = r.int32();
        break;
      case 42:
        log.body = readAnyValue(r, end, 0);
        break;
      case 50:
        readAttribute(r, end, log.attributes);
        break;
      case 74:
        log.trace_id = readId(r, end, TRACE_ID_BYTES);
        break;
      case 82:
        log.span_id = readId(r, end, SPAN_ID_BYTES);
        break;
      case 89:
        observed = r.micros();
        break;
      case 98:
        log.name = r.text(end, MAX_NAME_BYTES);
        break;
      default:
        r.skip(tag, end);
    }
  }
  r.leave(end);
  if (log.time === 0) log.time = observed;
  return log;
}

/** Fields of a metric that hold its data points: gauge, sum, histogram, exponential histogram, summary. */
const METRIC_DATA = new Set([42, 58, 74, 82, 90]);

/** Counts the data points of an `ExportMetricsServiceRequest`. Throws `MalformedBody`. */
export function countDataPoints(body: Uint8Array): number {
  const r = new ProtobufReader(body);
  let points = 0;
  /** Levels: resource group, scope group, metric, data; at the last, field 1 is a data point. */
  const walk = (end: number, level: number): void => {
    while (r.pos < end) {
      const tag = r.tag();
      if (level === 4 && tag === 10) points++;
      const inner = level === 3 ? METRIC_DATA.has(tag) : level < 3 && tag === (level === 0 ? 10 : 18);
      if (inner) walk(r.enter(end), level + 1);
      else r.skip(tag, end);
    }
    r.leave(end);
  };
  walk(r.bytes.length, 0);
  return points;
}
