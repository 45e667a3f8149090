import type { WireEvent, WireLink, WireLog, WireSpan } from '../../model/wire.ts';
import { anyValue, readAttributes } from './any-value-json.ts';
import { countDropped } from './attributes.ts';
import { type Decoded, newDecoded } from './decoded.ts';
import { MalformedBody } from './errors.ts';
import { eachObject, enumAt, isObject, type JsonObject, microsAt, objectAt, parseJson, textAt } from './json.ts';
import {
  DROPPED_EVENTS,
  DROPPED_LINKS,
  MAX_EVENTS,
  MAX_LINKS,
  MAX_NAME_BYTES,
  MAX_VALUE_BYTES,
  truncateText,
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

const KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'].map((k) => `SPAN_KIND_${k}`);
const STATUS_CODES = ['UNSET', 'OK', 'ERROR'].map((code) => `STATUS_CODE_${code}`);

/** `decodeTraces` for OTLP/JSON. A wrong type anywhere throws `MalformedBody` naming the path. */
export function decodeTracesJson(body: Buffer): Decoded<WireSpan> {
  const decoded = newDecoded<WireSpan>();
  eachItem(parseRequest(body), ['resourceSpans', 'scopeSpans', 'spans'], (span, path, origin) =>
    keepSpan(decoded, readSpan(span, path, origin)),
  );
  return decoded;
}

/** `decodeLogs` for OTLP/JSON. */
export function decodeLogsJson(body: Buffer): Decoded<WireLog> {
  const decoded = newDecoded<WireLog>();
  eachItem(parseRequest(body), ['resourceLogs', 'scopeLogs', 'logRecords'], (log, path, origin) =>
    keepLog(decoded, readLog(log, path, origin)),
  );
  return decoded;
}

function parseRequest(body: Buffer): JsonObject {
  const request = parseJson(body);
  if (isObject(request)) return request;
  throw new MalformedBody('expected an object');
}

function eachItem(
  request: JsonObject,
  [groups, scopes, items]: [string, string, string],
  visit: (item: JsonObject, path: string, origin: Origin) => void,
): void {
  eachObject(request, groups, '', (group, groupPath) => {
    const resource: Origin['resource'] = new Map();
    readAttributes(objectAt(group, 'resource', groupPath) ?? {}, `${groupPath}.resource`, resource);
    eachObject(group, scopes, groupPath, (scoped, path) => {
      const scope = objectAt(scoped, 'scope', path) ?? {};
      const name = nameAt(scope, 'name', `${path}.scope`);
      const version = nameAt(scope, 'version', `${path}.scope`);
      const origin: Origin = { resource, scope: { name, version } };
      eachObject(scoped, items, path, (item, at) => visit(item, at, origin));
    });
  });
}

const nameAt = (object: JsonObject, key: string, path: string): string =>
  truncateText(textAt(object, key, path), MAX_NAME_BYTES);

/** Ids are hex of any case, not base64 as elsewhere in JSON. */
function idAt(object: JsonObject, key: string, path: string, size: number): string {
  const id = textAt(object, key, path);
  if (id === '') return '';
  if (id.length !== size * 2 || !/^[0-9a-fA-F]{16,32}$/.test(id)) return INVALID;
  return /^0+$/.test(id) ? '' : id.toLowerCase();
}

function readSpan(object: JsonObject, path: string, origin: Origin): WireSpan {
  const span = newSpan(origin);
  span.trace_id = idAt(object, 'traceId', path, TRACE_ID_BYTES);
  span.span_id = idAt(object, 'spanId', path, SPAN_ID_BYTES);
  span.parent_id = idAt(object, 'parentSpanId', path, SPAN_ID_BYTES);
  span.name = nameAt(object, 'name', path);
  span.kind = spanKind(enumAt(object, 'kind', path, KINDS));
  span.start = microsAt(object, 'startTimeUnixNano', path);
  span.end = microsAt(object, 'endTimeUnixNano', path);
  readAttributes(object, path, span.attributes);
  eachObject(object, 'events', path, (event, at) => readEvent(event, at, span));
  eachObject(object, 'links', path, (link, at) => readLink(link, at, span));
  const status = objectAt(object, 'status', path);
  if (status) {
    span.status = statusCode(enumAt(status, 'code', `${path}.status`, STATUS_CODES));
    span.status_message = truncateText(textAt(status, 'message', `${path}.status`), MAX_VALUE_BYTES);
  }
  return span;
}

function readEvent(object: JsonObject, path: string, span: WireSpan): void {
  if (span.events.length >= MAX_EVENTS) {
    countDropped(span.attributes, DROPPED_EVENTS);
    return;
  }
  const name = nameAt(object, 'name', path);
  const event: WireEvent = { time: microsAt(object, 'timeUnixNano', path), name, attributes: new Map() };
  readAttributes(object, path, event.attributes);
  span.events.push(event);
}

function readLink(object: JsonObject, path: string, span: WireSpan): void {
  if (span.links.length >= MAX_LINKS) {
    countDropped(span.attributes, DROPPED_LINKS);
    return;
  }
  const link: WireLink = {
    trace_id: idAt(object, 'traceId', path, TRACE_ID_BYTES),
    span_id: idAt(object, 'spanId', path, SPAN_ID_BYTES),
    attributes: new Map(),
  };
  readAttributes(object, path, link.attributes);
  keepLink(span, link);
}

function readLog(object: JsonObject, path: string, origin: Origin): WireLog {
  const log = newLog(origin);
  log.time = microsAt(object, 'timeUnixNano', path) || microsAt(object, 'observedTimeUnixNano', path);
  log.name = nameAt(object, 'eventName', path);
  log.severity = enumAt(object, 'severityNumber', path, []);
  log.body = anyValue(object.body, `${path}.body`, 0);
  log.trace_id = idAt(object, 'traceId', path, TRACE_ID_BYTES);
  log.span_id = idAt(object, 'spanId', path, SPAN_ID_BYTES);
  readAttributes(object, path, log.attributes);
  return log;
}

const METRIC_DATA = ['gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary'];

/** `countDataPoints` for OTLP/JSON. */
export function countDataPointsJson(body: Buffer): number {
  let points = 0;
  eachItem(parseRequest(body), ['resourceMetrics', 'scopeMetrics', 'metrics'], (metric, path) => {
    for (const kind of METRIC_DATA) {
      const data = objectAt(metric, kind, path);
      if (data) eachObject(data, 'dataPoints', `${path}.${kind}`, () => points++);
    }
  });
  return points;
}
