/** What any client sent, decoded once: OTLP protobuf, OTLP JSON, gRPC and Langfuse all end here. */

/** An OTLP AnyValue. 64-bit integers beyond ±2^53 stay bigint. An empty AnyValue is null. */
export type AttributeValue =
  | string
  | number
  | bigint
  | boolean
  | null
  | Uint8Array
  | AttributeValue[]
  | { [key: string]: AttributeValue };
/** A Map, because keys are hostile (`__proto__`). Objects inside values have a null prototype. */
export type Attributes = Map<string, AttributeValue>;

export interface WireEvent {
  /** Microseconds since the epoch; 0 when absent. */
  time: number;
  name: string;
  attributes: Attributes;
}

export interface WireLink {
  trace_id: string;
  span_id: string;
  attributes: Attributes;
}

export interface WireScope {
  name: string;
  version: string;
}

export interface WireSpan {
  /** Lower-case hex (OTLP) or any non-empty text (Langfuse v3). */
  trace_id: string;
  span_id: string;
  /** '' for a root. */
  parent_id: string;
  name: string;
  /** OTLP SpanKind: 0 unspecified, 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  kind: number;
  /** Microseconds since the epoch as a double (¼ µs resolution); 0 when absent. */
  start: number;
  end: number;
  attributes: Attributes;
  events: WireEvent[];
  links: WireLink[];
  /** 0 unset, 1 ok, 2 error. */
  status: number;
  status_message: string;
  /** Shared by all spans of one ResourceSpans; do not mutate. */
  resource: Attributes;
  scope: WireScope;
}

export interface WireLog {
  time: number;
  /** `event_name`, else attribute `event.name`, else ''. */
  name: string;
  severity: number;
  body: AttributeValue;
  attributes: Attributes;
  trace_id: string;
  span_id: string;
  resource: Attributes;
  scope: WireScope;
}

/** One event of Langfuse's v3 ingestion API, validated. `time` = envelope timestamp in microseconds. */
export interface LangfuseEvent {
  id: string;
  type: string;
  time: number;
  body: { [key: string]: unknown };
}

/** A score as the API takes it. One of `trace_id`, `span_id`, `session` is given. `time` in microseconds. */
export interface WireScore {
  id?: string | undefined;
  time?: number | undefined;
  trace_id?: string | undefined;
  span_id?: string | undefined;
  session?: string | undefined;
  name: string;
  value: number | boolean | string;
  source?: 'detector' | 'judge' | 'user' | 'reviewer' | 'api' | undefined;
  evaluator?: string | undefined;
  comment?: string | undefined;
  metadata?: { [key: string]: unknown } | undefined;
}

/** One request's worth of telemetry. */
export interface WireBatch {
  spans: WireSpan[];
  logs: WireLog[];
  langfuse: LangfuseEvent[];
  scores: WireScore[];
}

/** An empty batch to fill. */
export const emptyBatch = (): WireBatch => ({ spans: [], logs: [], langfuse: [], scores: [] });
