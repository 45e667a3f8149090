import type { WireLink, WireLog, WireScope, WireSpan } from '../../model/wire.ts';
import { countDropped } from './attributes.ts';
import { type Decoded, reject } from './decoded.ts';
import { isGenAiEvent, NOT_A_GENAI_EVENT } from './genai-event.ts';
import { DROPPED_LINKS } from './limits.ts';

/** What the items of one group share. Filled while the group is read, in whatever order its fields come. */
export interface Origin {
  resource: WireSpan['resource'];
  scope: WireScope;
}

/** A span with nothing in it yet. */
export const newSpan = ({ resource, scope }: Origin): WireSpan => ({
  trace_id: '',
  span_id: '',
  parent_id: '',
  name: '',
  kind: 0,
  start: 0,
  end: 0,
  attributes: new Map(),
  events: [],
  links: [],
  status: 0,
  status_message: '',
  resource,
  scope,
});

/** A log record with nothing in it yet. */
export const newLog = ({ resource, scope }: Origin): WireLog => ({
  time: 0,
  name: '',
  severity: 0,
  body: null,
  attributes: new Map(),
  trace_id: '',
  span_id: '',
  resource,
  scope,
});

/** Stands for an id of the wrong form; an absent or all-zero one is ''. */
export const INVALID = '!';
export const TRACE_ID_BYTES = 16;
export const SPAN_ID_BYTES = 8;

/** Enums of the wire: what is not known is 0, unspecified. */
export const spanKind = (kind: number): number => (kind >= 1 && kind <= 5 ? kind : 0);
export const statusCode = (code: number): number => (code === 1 || code === 2 ? code : 0);

/** Keeps a span that has its ids, else refuses it. */
export function keepSpan(decoded: Decoded<WireSpan>, span: WireSpan): void {
  if (span.trace_id === '' || span.trace_id === INVALID) reject(decoded, 'trace_id must be 16 bytes and not all zero');
  else if (span.span_id === '' || span.span_id === INVALID) reject(decoded, 'span_id must be 8 bytes and not all zero');
  else if (span.parent_id === INVALID) reject(decoded, 'parent_span_id must be 8 bytes or empty');
  else decoded.items.push(span);
}

/** Keeps a GenAI event; other records are refused. An event may lack ids, but not have wrong ones. */
export function keepLog(decoded: Decoded<WireLog>, log: WireLog): void {
  if (log.name === '') {
    const name = log.attributes.get('event.name');
    if (typeof name === 'string') log.name = name;
  }
  if (!isGenAiEvent(log)) reject(decoded, NOT_A_GENAI_EVENT);
  else if (log.trace_id === INVALID) reject(decoded, 'trace_id must be 16 bytes or empty');
  else if (log.span_id === INVALID) reject(decoded, 'span_id must be 8 bytes or empty');
  else decoded.items.push(log);
}

/** Keeps a link that leads somewhere; another is counted as dropped. */
export function keepLink(span: WireSpan, link: WireLink): void {
  const valid = ![link.trace_id, link.span_id].some((id) => id === '' || id === INVALID);
  if (valid) span.links.push(link);
  else countDropped(span.attributes, DROPPED_LINKS);
}
