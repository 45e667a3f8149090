import type { DemoSpan, Value } from './span.ts';

type AnyValue = Record<string, unknown>;

function anyValue(value: Exclude<Value, undefined>): AnyValue {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') return { intValue: value };
  if ('double' in value) return { doubleValue: value.double };
  return { arrayValue: { values: value.map((text) => ({ stringValue: text })) } };
}

const attributes = (values: Record<string, Value>): { key: string; value: AnyValue }[] =>
  Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value: anyValue(value) }]));

/** Milliseconds with fractions → nanoseconds as text, to the microsecond. */
const nanos = (ms: number): string => `${Math.round(ms * 1000)}000`;

const SPAN_ERROR = 2;

const span = (s: DemoSpan) => ({
  traceId: s.trace,
  spanId: s.id,
  parentSpanId: s.parent,
  name: s.name,
  kind: s.kind,
  startTimeUnixNano: nanos(s.start),
  endTimeUnixNano: nanos(s.end),
  attributes: attributes(s.attributes),
  ...(s.error === undefined ? {} : { status: { code: SPAN_ERROR, message: s.error } }),
});

/** An ExportTraceServiceRequest in OTLP/JSON: one resource for each service and environment. */
export function traceRequest(spans: readonly DemoSpan[]): Buffer {
  const groups = new Map<string, DemoSpan[]>();
  for (const one of spans) {
    const key = `${one.service}\0${one.environment}`;
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  const resourceSpans = [...groups.values()].map((group) => {
    const { service, environment } = group[0]!;
    return {
      resource: { attributes: attributes({ 'service.name': service, 'deployment.environment.name': environment }) },
      scopeSpans: [{ scope: { name: 'telltale-demo' }, spans: group.map(span) }],
    };
  });
  return Buffer.from(JSON.stringify({ resourceSpans }));
}
