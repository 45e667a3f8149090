import { randomUUID } from 'node:crypto';
import type { LangfuseEvent } from '../../model/wire.ts';
import { MalformedBody } from './errors.ts';
import { isObject, type JsonObject, parseJson } from './json.ts';
import { MAX_VALUE_BYTES, truncateText } from './limits.ts';

/** Largest ingestion request, as Langfuse has it; its clients stay below. */
export const MAX_INGESTION_BYTES = 4_500_000;
const MAX_ID_BYTES = 1024;

const OBSERVATIONS = [
  'span',
  'generation',
  'event',
  'observation',
  'agent',
  'tool',
  'chain',
  'retriever',
  'evaluator',
  'embedding',
  'guardrail',
];
const TYPES = new Set([
  'trace-create',
  'score-create',
  ...OBSERVATIONS.flatMap((kind) => [`${kind}-create`, `${kind}-update`]),
]);
/** The client's own log lines: taken, but nothing we keep. */
const IGNORED = 'sdk-log';

interface IngestionAnswer {
  successes: { id: string; status: 201 }[];
  errors: { id: string; status: 400; message: string; error: string }[];
}

/** A batch as sent, in its order: each event is to be taken, to be ignored, or refused with a reason. */
interface LangfuseBatch {
  events: LangfuseEvent[];
  outcomes: { id: string; error?: string }[];
}

/** Decodes the body of `POST /api/public/ingestion`. Throws `MalformedBody` when it is no batch, `BodyTooLarge`. */
export function decodeIngestion(body: Buffer): LangfuseBatch {
  const request = parseJson(body);
  if (body.length > MAX_VALUE_BYTES) cutLongText(request);
  const list = isObject(request) ? request.batch : undefined;
  if (!Array.isArray(list)) throw new MalformedBody('expected a list', 'batch');
  const batch: LangfuseBatch = { events: [], outcomes: [] };
  for (const element of list) {
    const id = isObject(element) && typeof element.id === 'string' ? truncateText(element.id, MAX_ID_BYTES) : '';
    const event = toEvent(element, id);
    if (typeof event === 'string') batch.outcomes.push({ id, error: event });
    else {
      batch.outcomes.push({ id });
      if (event) batch.events.push(event);
    }
  }
  return batch;
}

/** Cuts and marks strings beyond the limit that holds on every path, wherever they are. */
function cutLongText(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  const holder = value as { [key: string]: unknown };
  for (const key of Object.keys(holder)) {
    const inner = holder[key];
    if (typeof inner === 'string') holder[key] = truncateText(inner, MAX_VALUE_BYTES);
    else cutLongText(inner);
  }
}

/** The answer to a batch, once its events are durable. `refused`: event id → reason. */
export function ingestionAnswer({ outcomes }: LangfuseBatch, refused: ReadonlyMap<string, string>): IngestionAnswer {
  const answer: IngestionAnswer = { successes: [], errors: [] };
  for (const { id, error = refused.get(id) } of outcomes) {
    if (error === undefined) answer.successes.push({ id, status: 201 });
    else answer.errors.push({ id, status: 400, message: 'Invalid request data', error });
  }
  return answer;
}

/** The event, the reason why it is none, or undefined when there is nothing to keep. */
function toEvent(element: unknown, id: string): LangfuseEvent | string | undefined {
  if (!isObject(element)) return 'event: expected an object';
  const { type, timestamp, body } = element;
  if (id === '') return 'id: expected a non-empty string';
  if (type === IGNORED) return undefined;
  if (typeof type !== 'string' || !TYPES.has(type)) return `type: unknown event type ${quoted(type)}`;
  const time = typeof timestamp === 'string' ? parseMicros(timestamp) : undefined;
  if (time === undefined) return 'timestamp: expected a time in ISO 8601';
  if (!isObject(body)) return 'body: expected an object';
  const fault = type === 'score-create' ? scoreFault(body) : idFault(body, type);
  // Without an id of its own the object gets the event's, so that a retry means the same object.
  return fault ?? { id, type, time, body: typeof body.id === 'string' ? body : { ...body, id } };
}

/** `POST /scores` means one event of a batch; its id is the score's. Returns the reason when it is no score. */
export function scoreEvent(body: unknown, time: number): LangfuseEvent | string {
  if (!isObject(body)) return 'body: expected an object';
  const fault = scoreFault(body);
  if (fault !== undefined) return fault;
  const id = typeof body.id === 'string' ? body.id : randomUUID();
  return { id, type: 'score-create', time, body: { ...body, id } };
}

function idFault(body: JsonObject, type: string): string | undefined {
  const { id, traceId } = body;
  if (!isId(id)) return 'body.id: expected a non-empty string';
  if (type.endsWith('-update') && (id === undefined || id === null)) return 'body.id: required';
  if (!isId(traceId)) return 'body.traceId: expected a non-empty string';
  return undefined;
}

const SCORED = ['traceId', 'observationId', 'sessionId'] as const;

function scoreFault(body: JsonObject): string | undefined {
  const { id, name, value } = body;
  if (!isId(id)) return 'body.id: expected a non-empty string';
  if (typeof name !== 'string' || name === '') return 'body.name: expected a non-empty string';
  if (!['number', 'string', 'boolean'].includes(typeof value)) return 'body.value: expected a number or a string';
  const wrong = SCORED.find((about) => !isId(body[about]));
  if (wrong) return `body.${wrong}: expected a non-empty string`;
  return SCORED.some((about) => typeof body[about] === 'string')
    ? undefined
    : `body: expected one of ${SCORED.join(', ')}`;
}

/** Ids may be left out; one that is given has some length, but not any. */
const isId = (id: unknown): boolean =>
  id === undefined || id === null || (typeof id === 'string' && id !== '' && id.length <= MAX_ID_BYTES);

const quoted = (value: unknown): string => (typeof value === 'string' ? `\`${value.slice(0, 60)}\`` : 'of no name');

const TIME = /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?(Z|[+-]\d\d:?\d\d)?$/i;

/** ISO 8601 → microseconds since the epoch; UTC when no zone is given. undefined when it is no time. */
function parseMicros(text: string): number | undefined {
  const match = TIME.exec(text);
  if (!match) return undefined;
  const seconds = Date.parse(`${match[1]?.replace(' ', 'T')}${match[3] ?? 'Z'}`);
  return Number.isNaN(seconds) ? undefined : seconds * 1000 + Number((match[2] ?? '').padEnd(6, '0').slice(0, 6));
}
