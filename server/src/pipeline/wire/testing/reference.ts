import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import protobuf from 'protobufjs';
import type { Attributes, AttributeValue, WireLog, WireSpan } from '../../../model/wire.ts';

/** A second, independent reader of OTLP for tests: protobufjs over the published field numbers. */
const PROTO = `syntax = "proto3"; package otlp;
message AnyValue { oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4;
  ArrayValue array_value = 5; KeyValueList kvlist_value = 6; bytes bytes_value = 7; } }
message ArrayValue { repeated AnyValue values = 1; }
message KeyValueList { repeated KeyValue values = 1; }
message KeyValue { string key = 1; AnyValue value = 2; }
message Scope { string name = 1; string version = 2; repeated KeyValue attributes = 3; uint32 dropped_attributes_count = 4; }
message Resource { repeated KeyValue attributes = 1; uint32 dropped_attributes_count = 2; }
message Event { fixed64 time_unix_nano = 1; string name = 2; repeated KeyValue attributes = 3; uint32 dropped_attributes_count = 4; }
message Link { bytes trace_id = 1; bytes span_id = 2; string trace_state = 3; repeated KeyValue attributes = 4; uint32 dropped_attributes_count = 5; fixed32 flags = 6; }
message Status { string message = 2; int32 code = 3; }
message Span { bytes trace_id = 1; bytes span_id = 2; string trace_state = 3; bytes parent_span_id = 4; fixed32 flags = 16; string name = 5;
  int32 kind = 6; fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8; repeated KeyValue attributes = 9; uint32 dropped_attributes_count = 10;
  repeated Event events = 11; uint32 dropped_events_count = 12; repeated Link links = 13; uint32 dropped_links_count = 14; Status status = 15; }
message ScopeSpans { Scope scope = 1; repeated Span spans = 2; string schema_url = 3; }
message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; string schema_url = 3; }
message Traces { repeated ResourceSpans resource_spans = 1; }
message LogRecord { fixed64 time_unix_nano = 1; fixed64 observed_time_unix_nano = 11; int32 severity_number = 2; string severity_text = 3;
  AnyValue body = 5; repeated KeyValue attributes = 6; uint32 dropped_attributes_count = 7; fixed32 flags = 8; bytes trace_id = 9; bytes span_id = 10; string event_name = 12; }
message ScopeLogs { Scope scope = 1; repeated LogRecord log_records = 2; string schema_url = 3; }
message ResourceLogs { Resource resource = 1; repeated ScopeLogs scope_logs = 2; string schema_url = 3; }
message Logs { repeated ResourceLogs resource_logs = 1; }
message Point { }
message Data { repeated Point data_points = 1; }
message Metric { string name = 1; string unit = 3; oneof data { Data gauge = 5; Data sum = 7; Data histogram = 9; Data exponential_histogram = 10; Data summary = 11; } }
message ScopeMetrics { Scope scope = 1; repeated Metric metrics = 2; }
message ResourceMetrics { Resource resource = 1; repeated ScopeMetrics scope_metrics = 2; }
message Metrics { repeated ResourceMetrics resource_metrics = 1; }
message PartialSuccess { int64 rejected = 1; string error_message = 2; }
message Response { PartialSuccess partial_success = 1; }
message Any { string type_url = 1; bytes value = 2; }
message RpcStatus { int32 code = 1; string message = 2; repeated Any details = 3; }`;

const root = protobuf.parse(PROTO).root;
/** The reference message types, to encode and decode with. */
export const reference = (name: string): protobuf.Type => root.lookupType(`otlp.${name}`);

/** The body of a recorded request, unpacked where its client packed it. */
export function fixture(file: string): Buffer {
  const bytes = readFileSync(new URL(`../../../../fixtures/wire/${file}`, import.meta.url));
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes;
}

// biome-ignore lint/suspicious/noExplicitAny: the reference decoder gives untyped objects.
type Loose = any;

const hex = (id: Uint8Array | undefined): string => Buffer.from(id ?? []).toString('hex');
const micros = (nanos: unknown): number => Number(BigInt(String(nanos ?? 0))) / 1000;

function value(any: Loose): AttributeValue {
  if (any == null) return null;
  if (any.stringValue !== undefined) return any.stringValue;
  if (any.boolValue !== undefined) return any.boolValue;
  if (any.doubleValue !== undefined) return any.doubleValue;
  if (any.bytesValue !== undefined) return Uint8Array.from(any.bytesValue);
  if (any.arrayValue) return (any.arrayValue.values ?? []).map(value);
  if (any.kvlistValue)
    return Object.assign(Object.create(null), Object.fromEntries(attributes(any.kvlistValue.values)));
  if (any.intValue === undefined) return null;
  const int = BigInt(any.intValue);
  return int >= -(2n ** 53n) && int < 2n ** 53n ? Number(int) : int;
}

const attributes = (list: Loose): Attributes =>
  new Map((list ?? []).map((kv: Loose) => [kv.key ?? '', value(kv.value)]));

function toObjects(type: string, body: Uint8Array): Loose {
  const message = reference(type);
  return message.toObject(message.decode(body), { longs: String });
}

const origin = (group: Loose, scoped: Loose) => ({
  resource: attributes(group.resource?.attributes),
  scope: { name: scoped.scope?.name ?? '', version: scoped.scope?.version ?? '' },
});

/** The spans of a body as protobufjs reads them. */
export function referenceTraces(body: Uint8Array): WireSpan[] {
  return (toObjects('Traces', body).resourceSpans ?? []).flatMap((group: Loose) =>
    (group.scopeSpans ?? []).flatMap((scoped: Loose) =>
      (scoped.spans ?? []).map(
        (s: Loose): WireSpan => ({
          ...origin(group, scoped),
          trace_id: hex(s.traceId),
          span_id: hex(s.spanId),
          parent_id: hex(s.parentSpanId),
          name: s.name ?? '',
          kind: s.kind ?? 0,
          start: micros(s.startTimeUnixNano),
          end: micros(s.endTimeUnixNano),
          attributes: attributes(s.attributes),
          events: (s.events ?? []).map((e: Loose) => ({
            time: micros(e.timeUnixNano),
            name: e.name ?? '',
            attributes: attributes(e.attributes),
          })),
          links: (s.links ?? []).map((l: Loose) => ({
            trace_id: hex(l.traceId),
            span_id: hex(l.spanId),
            attributes: attributes(l.attributes),
          })),
          status: s.status?.code ?? 0,
          status_message: s.status?.message ?? '',
        }),
      ),
    ),
  );
}

/** The log records of a body as protobufjs reads them. */
export function referenceLogs(body: Uint8Array): WireLog[] {
  return (toObjects('Logs', body).resourceLogs ?? []).flatMap((group: Loose) =>
    (group.scopeLogs ?? []).flatMap((scoped: Loose) =>
      (scoped.logRecords ?? []).map((l: Loose): WireLog => {
        const kept = attributes(l.attributes);
        return {
          ...origin(group, scoped),
          time: micros(l.timeUnixNano) || micros(l.observedTimeUnixNano),
          name: l.eventName || String(kept.get('event.name') ?? ''),
          severity: l.severityNumber ?? 0,
          body: value(l.body),
          attributes: kept,
          trace_id: hex(l.traceId),
          span_id: hex(l.spanId),
        };
      }),
    ),
  );
}

/** OTLP/JSON of a request given in protobufjs' object form: hex ids, decimal strings, base64. */
export function toOtlpJson(request: unknown): Buffer {
  const ids = new Set(['traceId', 'spanId', 'parentSpanId']);
  return Buffer.from(
    JSON.stringify(request, function (this: Loose, key: string, given: unknown) {
      const own: unknown = this[key];
      if (own instanceof Uint8Array) return Buffer.from(own).toString(ids.has(key) ? 'hex' : 'base64');
      if (key === 'doubleValue' && typeof own === 'number' && !Number.isFinite(own)) return String(own);
      return given;
    }),
  );
}
