import type { Part } from '../../model/part.ts';
import type { AttributeValue, LangfuseEvent, WireLog } from '../../model/wire.ts';
import { type Stamp, stableId } from './scores.ts';
import { isObject, type JsonObject, parseJson, wellFormed } from './values.ts';

export const LANGFUSE = 'langfuse:';

/** A log record as a part of its span. The same record sent again is the same part. */
export function logPart(stamp: Stamp, log: WireLog, position: number): Part {
  const time = Math.round(log.time);
  const said = { body: log.body, attributes: Object.fromEntries(log.attributes) };
  const id = stableId(log.name, time, json(said));
  return {
    ...stamp,
    trace_id: log.trace_id,
    span_id: log.span_id,
    time: time || stamp.received,
    id,
    name: log.name,
    // Records of one moment keep the order they were sent in.
    body: json({ ...said, position }),
  };
}

/** A Langfuse event as a part of its trace or observation. */
export function langfusePart(stamp: Stamp, { id, type, time, body }: LangfuseEvent): Part {
  const own = String(body.id);
  const trace = type === 'trace-create' || typeof body.traceId !== 'string' ? own : body.traceId;
  return {
    ...stamp,
    trace_id: wellFormed(trace),
    span_id: wellFormed(own),
    time,
    id: wellFormed(id),
    name: LANGFUSE + type,
    body: json(body),
  };
}

/** The event a part was made of; an empty one when its body can't be read. */
export function eventOf({ body }: Part): JsonObject {
  const event = parseJson(body);
  return isObject(event) ? event : {};
}

function json(value: unknown): string {
  try {
    return JSON.stringify(value, storable);
  } catch {
    return '{}';
  }
}

/** As text that comes back from the store unchanged. */
function storable(_: string, value: unknown): unknown {
  if (typeof value === 'string') return wellFormed(value);
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  return isObject(value) && Object.keys(value).some((key) => wellFormed(key) !== key) ? renamed(value) : value;
}

const renamed = (object: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [wellFormed(key), value]));

/** Fields of an event as attributes. */
export const attributesOf = (fields: JsonObject): Map<string, AttributeValue> =>
  new Map(Object.entries(fields) as [string, AttributeValue][]);

/** The order in which things were said, whatever order they came in. */
export const bySaid = (a: Part, b: Part): number => a.time - b.time || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
