import type { Part } from '../../model/part.ts';
import type { Span } from '../../model/span.ts';
import type { Attributes, AttributeValue, WireSpan } from '../../model/wire.ts';
import { OBSERVATION_KINDS } from './dialects/langfuse.ts';
import { bySaid, eventOf, LANGFUSE } from './parts.ts';
import type { Stamp } from './scores.ts';
import { toSpan } from './span.ts';
import { isObject, type JsonObject, micros, short } from './values.ts';

/** Marks rows that were put together from Langfuse v3 events. */
export const LANGFUSE_SCOPE = 'langfuse-ingestion';
const TRACE = `${LANGFUSE}trace-create`;

export const isLangfuse = ({ name }: Part): boolean => name.startsWith(LANGFUSE);
export const isTrace = ({ name }: Part): boolean => name === TRACE;

/**
 * What all events about one trace or observation say it is. Events are upserts: absent fields keep, present ones replace,
 * metadata merges; of two that set a field the later said wins, and an update wins over a create of the same moment.
 */
export function langfuseRow(stamp: Stamp, parts: readonly Part[], traceKnown: boolean): Span {
  const said = [...parts].sort((a, b) => a.time - b.time || rank(a) - rank(b) || bySaid(a, b));
  const body = Object.create(null) as JsonObject;
  let earliest = Number.POSITIVE_INFINITY;
  for (const part of said) {
    const event = eventOf(part);
    for (const [key, value] of Object.entries(event)) {
      if (value === null || value === undefined) continue;
      body[key] = key === 'metadata' && isObject(value) && isObject(body[key]) ? { ...body[key], ...value } : value;
    }
    earliest = Math.min(earliest, micros(event.timestamp) ?? part.time);
  }
  const first = said[0] as Part;
  const trace = said.some(isTrace);
  const start = trace ? earliest : (micros(body.startTime) ?? first.time);
  const wire: WireSpan = {
    trace_id: first.trace_id,
    span_id: first.span_id,
    parent_id: trace ? '' : parentOf(body, first, traceKnown),
    name: typeof body.name === 'string' ? short(body.name) : '',
    kind: 0,
    start,
    end: trace || said.some(({ name }) => name === `${LANGFUSE}event-create`) ? start : (micros(body.endTime) ?? 0),
    attributes: attributesOf(body, trace ? 'span' : typeOf(said, body)),
    events: [],
    links: [],
    status: 0,
    status_message: '',
    resource: NOTHING,
    scope: { name: LANGFUSE_SCOPE, version: '' },
  };
  return toSpan(wire, stamp, []);
}

const NOTHING: Attributes = new Map();
const rank = ({ name }: Part): number => (name.endsWith('-update') ? 1 : 0);

/** Observations without a parent hang below their trace, when that is known as a row. */
function parentOf(
  { parentObservationId: parent }: JsonObject,
  { trace_id, span_id }: Part,
  traceKnown: boolean,
): string {
  if (typeof parent === 'string' && parent !== '') return parent;
  return traceKnown && span_id !== trace_id ? trace_id : '';
}

/** `generation-update` → generation; the older `observation-*` events name it in the body. */
function typeOf(said: readonly Part[], { type }: JsonObject): string {
  const named = said.map(({ name }) => name.slice(LANGFUSE.length).replace(/-(create|update)$/, ''));
  const own = typeof type === 'string' ? type.toLowerCase() : '';
  return (
    named.find((kind) => kind !== 'observation' && kind !== 'span') ??
    (Object.hasOwn(OBSERVATION_KINDS, own) ? own : 'span')
  );
}

const observation = (key: string): string => `langfuse.observation.${key}`;

/** Fields of a body → the attribute that says the same over OpenTelemetry. */
const ATTRIBUTES = new Map(
  Object.entries({
    userId: 'langfuse.user.id',
    sessionId: 'langfuse.session.id',
    tags: 'langfuse.trace.tags',
    environment: 'langfuse.environment',
    input: observation('input'),
    output: observation('output'),
    metadata: observation('metadata'),
    level: observation('level'),
    statusMessage: observation('status_message'),
    completionStartTime: observation('completion_start_time'),
    model: observation('model.name'),
    modelParameters: observation('model.parameters'),
    promptName: observation('prompt.name'),
    promptVersion: observation('prompt.version'),
    release: 'langfuse.release',
    version: 'langfuse.version',
    public: 'langfuse.trace.public',
  }),
);

const HANDLED = new Set([
  'id',
  'traceId',
  'parentObservationId',
  'name',
  'timestamp',
  'startTime',
  'endTime',
  'type',
  'usage',
  'usageDetails',
  'costDetails',
]);

function attributesOf(body: JsonObject, type: string): Attributes {
  const attributes: Attributes = new Map([[observation('type'), type as AttributeValue]]);
  for (const [key, value] of Object.entries(body)) {
    if (!HANDLED.has(key)) attributes.set(ATTRIBUTES.get(key) ?? key, value as AttributeValue);
  }
  const usage = isObject(body.usage) ? body.usage : undefined;
  const counted = isObject(body.usageDetails) ? body.usageDetails : usage && inTokens(usage) ? usage : undefined;
  if (counted) attributes.set(observation('usage_details'), counted as AttributeValue);
  const costs = isObject(body.costDetails) ? body.costDetails : costsIn(usage ?? {});
  if (costs) attributes.set(observation('cost_details'), costs as AttributeValue);
  return attributes;
}

/** Usage may count characters, images, …; only tokens are tokens. */
const inTokens = ({ unit }: JsonObject): boolean => unit === undefined || unit === null || unit === 'TOKENS';

function costsIn({ totalCost: total, inputCost: input, outputCost: output }: JsonObject): JsonObject | undefined {
  const costs = Object.fromEntries(
    Object.entries({ total, input, output }).filter(([, cost]) => typeof cost === 'number'),
  );
  return Object.keys(costs).length ? costs : undefined;
}
