import type { WireEvent, WireLink, WireLog, WireSpan } from '../../model/wire.ts';
import { anyValue, readAttributes } from './any-value-json.ts';
import { countDropped } from './attributes.ts';
import { type Decoded, newDecoded } from './decoded.ts';
import { MalformedBody, within } from './errors.ts';
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
  eachItem(parseRequest(body), ['resourceSpans', 'scopeSpans', 'spans'], (span, origin) =>
    keepSpan(decoded, readSpan(span, origin)),
  );
  return decoded;
}

/** `decodeLogs` for OTLP/JSON. */
export function decodeLogsJson(body: Buffer): Decoded<WireLog> {
  const decoded = newDecoded<WireLog>();
  eachItem(parseRequest(body), ['resourceLogs', 'scopeLogs', 'logRecords'], (log, origin) =>
    keepLog(decoded, readLog(log, origin)),
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
  visit: (item: JsonObject, origin: Origin) => void,
): void {
  eachObject(request, groups, (group) => {
    const resource: Origin['resource'] = new Map();
    within('resource', () => readAttributes(objectAt(group, 'resource') ?? {}, resource));
    eachObject(group, scopes, (scoped) => {
      const scope = objectAt(scoped, 'scope') ?? {};
      const origin = within('scope', () => {
        return { resource, scope: { name: nameAt(scope, 'name'), version: nameAt(scope, 'version') } };
      });
      eachObject(scoped, items, (item) => visit(item, origin));
    });
  });
}

const nameAt = (object: JsonObject, key: string): string => truncateText(textAt(object, key), MAX_NAME_BYTES);

/** Ids are hex of any case, not base64 as elsewhere in JSON. */
function idAt(object: JsonObject, key: string, size: number): string {
  const id = textAt(object, key);
  if (id === '') return '';
  if (id.length !== size * 2 || !/^[0-9a-fA-F]{16,32}$/.test(id)) return INVALID;
  return /^0+$/.test(id) ? '' : id.toLowerCase();
}

function readSpan(object: JsonObject, origin: Origin): WireSpan {
  const span = newSpan(origin);
  span.trace_id = idAt(object, 'traceId', TRACE_ID_BYTES);
  span.span_id = idAt(object, 'spanId', SPAN_ID_BYTES);
  span.parent_id = idAt(object, 'parentSpanId', SPAN_ID_BYTES);
  span.name = nameAt(object, 'name');
  span.kind = spanKind(enumAt(object, 'kind', KINDS));
  span.start = microsAt(object, 'startTimeUnixNano');
  span.end = microsAt(object, 'endTimeUnixNano');
  readAttributes(object, span.attributes);
  eachObject(object, 'events', (event) => readEvent(event, span));
  eachObject(object, 'links', (link) => readLink(link, span));
  const status = objectAt(object, 'status');
  if (status) {
    within('status', () => {
      span.status = statusCode(enumAt(status, 'code', STATUS_CODES));
      span.status_message = truncateText(textAt(status, 'message'), MAX_VALUE_BYTES);
    });
  }
  return span;
}

function readEvent(object: JsonObject, span: WireSpan): void {
  if (span.events.length >= MAX_EVENTS) {
    countDropped(span.attributes, DROPPED_EVENTS);
    return;
  }
  const name = nameAt(object, 'name');
  const event: WireEvent = { time: microsAt(object, 'timeUnixNano'), name, attributes: new Map() };
  readAttributes(object, event.attributes);
  span.events.push(event);
}

function readLink(object: JsonObject, span: WireSpan): void {
  if (span.links.length >= MAX_LINKS) {
    countDropped(span.attributes, DROPPED_LINKS);
    return;
  }
  const link: WireLink = {
    trace_id: idAt(object, 'traceId', TRACE_ID_BYTES),
    span_id: idAt(object, 'spanId', SPAN_ID_BYTES),
    attributes: new Map(),
  };
  readAttributes(object, link.attributes);
  keepLink(span, link);
}

function readLog(object: JsonObject, origin: Origin): WireLog {
  const log = newLog(origin);
  log.time = microsAt(object, 'timeUnixNano') || microsAt(object, 'observedTimeUnixNano');
  log.name = nameAt(object, 'eventName');
  log.severity = enumAt(object, 'severityNumber', []);
  log.body = within('body', () => anyValue(object.body, 0));
  log.trace_id = idAt(object, 'traceId', TRACE_ID_BYTES);
  log.span_id = idAt(object, 'spanId', SPAN_ID_BYTES);
  readAttributes(object, log.attributes);
  return log;
}

const METRIC_DATA = ['gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary'];

/** `countDataPoints` for OTLP/JSON. */
export function countDataPointsJson(body: Buffer): number {
  let points = 0;
  eachItem(parseRequest(body), ['resourceMetrics', 'scopeMetrics', 'metrics'], (metric) => {
    for (const kind of METRIC_DATA) {
      const data = objectAt(metric, kind);
      if (data) within(kind, () => eachObject(data, 'dataPoints', () => points++));
    }
  });
  return points;
}
