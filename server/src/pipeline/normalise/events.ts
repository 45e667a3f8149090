import type { Score } from '../../model/score.ts';
import type { Attributes, WireEvent, WireSpan } from '../../model/wire.ts';
import { EVENT_RANKS, readAttribute } from './dialects/rules.ts';
import { type Draft, S } from './draft.ts';
import { conversationOf, isMessage, type MessageEvent } from './messages.ts';
import { evaluationScore, type Stamp } from './scores.ts';
import { text, textOf, toJson } from './values.ts';

/** What a span's events say beyond its attributes. */
export interface EventsRead {
  scores: Score[];
  /** JSON of those events and links that became nothing else; '' = none. */
  rest: string;
  exception: { type: string; message: string } | undefined;
  /** Time of the first token, microseconds since the epoch; 0 = unknown. */
  firstToken: number;
}

const DETAILS = 'gen_ai.client.inference.operation.details';
const FIRST_TOKEN = new Set(['ai.stream.firstChunk', 'gen_ai.content.completion.chunk']);

/** Reads events into the draft: messages, details, evaluations, exceptions; the rest is kept as JSON. */
export function readEvents(draft: Draft, span: WireSpan, stamp: Stamp): EventsRead {
  const read: EventsRead = { scores: [], rest: '', exception: undefined, firstToken: 0 };
  const kept: WireEvent[] = [];
  const messages: MessageEvent[] = [];
  for (const event of span.events) {
    if (FIRST_TOKEN.has(event.name) && (read.firstToken === 0 || event.time < read.firstToken))
      read.firstToken = event.time;
    if (event.name === 'gen_ai.evaluation.result') {
      const time = Math.round(event.time) || Math.round(span.start);
      const score = evaluationScore(stamp, { trace_id: span.trace_id, span_id: span.span_id, time }, event.attributes);
      if (score) read.scores.push(score);
      else kept.push(event);
    } else if (isMessage(event.name)) messages.push({ name: event.name, fields: Object.fromEntries(event.attributes) });
    else if (event.name === DETAILS) for (const [key, value] of event.attributes) readAttribute(draft, key, value);
    else if (!contentEvent(draft, event)) kept.push(event);
    if (event.name === 'exception') read.exception ??= exceptionOf(event.attributes);
  }
  if (messages.length) offerConversation(draft, messages);
  if (kept.length || span.links.length) read.rest = restOf(kept, span);
  return read;
}

export const exceptionOf = (attributes: Attributes): { type: string; message: string } => ({
  type: textOf(attributes.get('exception.type') ?? null),
  message: textOf(attributes.get('exception.message') ?? null),
});

function offerConversation(draft: Draft, messages: MessageEvent[]): void {
  const { input, output, finish_reason } = conversationOf(messages);
  draft.offer('input', EVENT_RANKS.input, input || undefined);
  draft.offer('output', EVENT_RANKS.output, output || undefined);
  if (finish_reason && !draft.has(S.finish_reason)) draft.offer('finish_reason', 0, finish_reason);
}

/** Before 1.27 contents came as `gen_ai.content.{prompt,completion}` with the text in an attribute. */
function contentEvent(draft: Draft, { name, attributes }: WireEvent): boolean {
  const prompt = name === 'gen_ai.content.prompt' ? text(attributes.get('gen_ai.prompt') ?? null) : undefined;
  const completion =
    name === 'gen_ai.content.completion' ? text(attributes.get('gen_ai.completion') ?? null) : undefined;
  draft.offer('input', EVENT_RANKS.input, prompt);
  draft.offer('output', EVENT_RANKS.output, completion);
  return prompt !== undefined || completion !== undefined;
}

function restOf(events: readonly WireEvent[], { links }: WireSpan): string {
  const texts = (attributes: Attributes) =>
    Object.fromEntries([...attributes].map(([key, value]) => [key, textOf(value)]));
  return toJson([
    ...events.map(({ time, name, attributes }) => ({ time: Math.round(time), name, attributes: texts(attributes) })),
    ...links.map(({ trace_id, span_id, attributes }) => ({
      name: 'link',
      trace_id,
      span_id,
      attributes: texts(attributes),
    })),
  ]);
}
