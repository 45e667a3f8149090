import type { Part } from '../../model/part.ts';
import { SPAN_COLUMNS, type Span, type SpanColumn } from '../../model/span.ts';
import type { Attributes, AttributeValue, WireSpan } from '../../model/wire.ts';
import { exceptionOf } from './events.ts';
import { conversationOf, isMessage } from './messages.ts';
import { attributesOf, bySaid, eventOf } from './parts.ts';
import { fill } from './rows.ts';
import { leadingStatus, toSpan } from './span.ts';
import { isObject, type JsonObject } from './values.ts';

const DETAILS = 'gen_ai.client.inference.operation.details';
const EXCEPTION = 'gen_ai.client.operation.exception';

/** Columns a log record may tell of a span that does not say them itself. */
const OWN: readonly SpanColumn[] = [
  'project',
  'time',
  'trace_id',
  'span_id',
  'parent_id',
  'is_call',
  'name',
  'service',
  'endpoint',
  'duration_ms',
  'cost',
  'price',
  'metadata',
  'events',
  'scope',
  'derived',
  'received',
  'version',
  'deleted',
];
const FILLABLE = (Object.keys(SPAN_COLUMNS) as SpanColumn[]).filter((column) => !OWN.includes(column));

/** Folds log records into the span they belong to: messages, details, exceptions. What the span says itself stays. */
export function foldLogs(span: Span, parts: readonly Part[]): void {
  const said = [...parts]
    .map((part) => ({ ...part, event: eventOf(part) }))
    .sort((a, b) => a.time - b.time || Number(a.event.position ?? 0) - Number(b.event.position ?? 0) || bySaid(a, b));
  const details = said.filter(({ name }) => name === DETAILS);
  if (details.length) {
    const attributes: Attributes = new Map();
    for (const { event } of details) for (const [key, value] of fieldsOf(event)) attributes.set(key, value);
    fill(span, toSpan(wireSpan(span, attributes), span, []), FILLABLE);
  }
  const messages = said.filter(({ name }) => isMessage(name));
  if (messages.length) {
    const made = conversationOf(
      messages.map(({ name, event }) => ({ name, fields: Object.fromEntries(fieldsOf(event)) })),
    );
    fill(span, { ...span, ...made }, ['input', 'output', 'finish_reason']);
  }
  const failure = said.find(({ name }) => name === EXCEPTION);
  if (failure) {
    const { type, message } = exceptionOf(fieldsOf(failure.event));
    const failed = {
      status: 'error',
      error_type: type,
      status_message: message,
      http_status: leadingStatus(type, message),
    };
    fill(span, { ...span, ...failed }, ['status', 'error_type', 'status_message', 'http_status']);
  }
}

/** The contents of an event: attributes, and what stands in the body. */
function fieldsOf({ attributes, body }: JsonObject): Map<string, AttributeValue> {
  const fields = attributesOf(isObject(attributes) ? attributes : {});
  fields.delete('event.name');
  if (isObject(body)) for (const [key, value] of Object.entries(body)) fields.set(key, value as AttributeValue);
  else if (typeof body === 'string' && body !== '') fields.set('content', body);
  return fields;
}

/** A span that holds nothing but these attributes. */
export const wireSpan = (span: Pick<Span, 'trace_id' | 'span_id' | 'time'>, attributes: Attributes): WireSpan => ({
  trace_id: span.trace_id,
  span_id: span.span_id,
  parent_id: '',
  name: '',
  kind: 0,
  start: span.time,
  end: span.time,
  attributes,
  events: [],
  links: [],
  status: 0,
  status_message: '',
  resource: NOTHING,
  scope: { name: '', version: '' },
});
const NOTHING: Attributes = new Map();
