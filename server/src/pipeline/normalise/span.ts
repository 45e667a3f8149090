import type { Score } from '../../model/score.ts';
import { type INHERITED, NOT_SCORED, SPAN_KINDS, type Span } from '../../model/span.ts';
import type { Attributes, AttributeValue, WireSpan } from '../../model/wire.ts';
import { buildTrees, readAttribute } from './dialects/rules.ts';
import { Draft, S } from './draft.ts';
import { type EventsRead, readEvents } from './events.ts';
import { finishReasonOf } from './finish-reason.ts';
import { withSystem } from './messages.ts';
import { canonicalProvider, guessProvider } from './providers.ts';
import { annotationScores, type Stamp } from './scores.ts';
import { includeParts } from './tokens.ts';
import { metadataText, short, textOf } from './values.ts';

const SERVER = 2;
const ERROR = 2;
/** A sender's clock that is ahead by more than this (µs) is marked in the metadata. */
const SKEW = 60_000_000;
const KINDS: ReadonlySet<string> = new Set(SPAN_KINDS);
const draft = new Draft();

/** A span as one row, and the scores that came with it. `is_call` and `cost` are left to `settleRows`. */
export function toSpan(wire: WireSpan, stamp: Stamp, scores: Score[]): Span {
  draft.reset();
  readResource(wire.resource);
  wire.attributes.forEach(read);
  const events = wire.events.length || wire.links.length ? readEvents(draft, wire, stamp) : NO_EVENTS;
  if (draft.trees) buildTrees(draft);
  const span = build(wire, stamp, events);
  scores.push(...events.scores);
  if (draft.scored) scores.push(...annotationScores(stamp, span, wire.attributes));
  return span;
}

const NO_EVENTS: EventsRead = { scores: [], rest: '', exception: undefined, firstToken: 0 };

const read = (value: AttributeValue, key: string): void => readAttribute(draft, key, value);

function readResource(resource: Attributes): void {
  for (const [key, value] of resource) {
    if (key === 'service.name') continue;
    if (key === 'deployment.environment.name' || key === 'deployment.environment') continue;
    draft.metadata.set(key, metadataText(value));
  }
}

function build(wire: WireSpan, { project, received, version }: Stamp, events: EventsRead): Span {
  const requested = modelName(draft.text(S.requested_model));
  const model = modelName(draft.text(S.model)) || requested;
  const status = statusOf(wire, events);
  const level = draft.text(S.level);
  if (level !== '' && level !== 'DEFAULT' && level !== 'ERROR') draft.keep('langfuse.observation.level', level);
  const span: Span = {
    project,
    ...timesOf(wire, received),
    trace_id: wire.trace_id,
    span_id: wire.span_id,
    parent_id: wire.parent_id === wire.span_id ? '' : wire.parent_id,
    kind: kindOf(wire, model),
    is_call: false,
    name: draft.text(S.name) || wire.name,
    operation: draft.text(S.operation),
    provider: providerOf(wire, model),
    model,
    requested_model: requested || model,
    ...contextOf(wire),
    ...status,
    finish_reason: finishReasonOf(draft.text(S.finish_reason), draft.text(S.output)),
    language: '',
    ttft_ms: ttftOf(wire, events),
    input_tokens: draft.number(S.input_tokens),
    output_tokens: draft.number(S.output_tokens),
    cached_tokens: draft.number(S.cached_tokens),
    cache_write_tokens: draft.number(S.cache_write_tokens),
    reasoning_tokens: draft.number(S.reasoning_tokens),
    cost: null,
    cost_sent: draft.number(S.cost_sent),
    price: '',
    input: inputOf(),
    output: draft.text(S.output),
    metadata: draft.metadata,
    events: events.rest,
    ...NOT_SCORED,
    scope: short(wire.scope.name),
    derived: '',
    received,
    version,
    deleted: false,
  };
  if (span.cached_tokens || span.cache_write_tokens || span.reasoning_tokens) includeParts(span, draft.exclusive);
  return span;
}

/** Google's paths: `models/gemini-…`, `projects/…/publishers/google/models/gemini-…`. */
const modelName = (model: string): string =>
  /^(projects|publishers|models)\//.test(model) ? model.slice(model.lastIndexOf('/') + 1) : model;

type Context = Pick<Span, (typeof INHERITED)[number] | 'service'>;

/** For whom, by what and where it ran. */
function contextOf(wire: WireSpan): Context {
  const { resource } = wire;
  const deployed = resource.get('deployment.environment.name') ?? resource.get('deployment.environment') ?? null;
  return {
    prompt: draft.text(S.prompt),
    prompt_version: draft.text(S.prompt_version),
    environment: draft.text(S.environment) || short(textOf(deployed)) || 'default',
    rollout: draft.text(S.rollout),
    arm: draft.text(S.arm),
    user: draft.text(S.user),
    session: draft.text(S.session),
    service: short(textOf(resource.get('service.name') ?? null)),
    endpoint: wire.kind === SERVER ? endpointOf(wire) : '',
    team: draft.text(S.team),
    customer: draft.text(S.customer),
    feature: draft.text(S.feature),
    tags: draft.list(S.tags),
  };
}

/** A missing start is the end; an end before the start is no duration. What was sent instead stays in the metadata. */
function timesOf({ start, end }: WireSpan, received: number): Pick<Span, 'time' | 'duration_ms'> {
  const time = Math.round(start || end);
  const until = Math.round(end || start);
  if (start === 0) draft.keep('telltale.start', 'missing');
  if (end === 0) draft.keep('telltale.end', 'missing');
  else if (until < time) draft.keep('telltale.end', `before start by ${time - until} µs`);
  if (time > received + SKEW) draft.keep('telltale.clock', 'ahead');
  return { time, duration_ms: Math.max(0, until - time) / 1000 };
}

function kindOf(wire: WireSpan, model: string): string {
  const kind = draft.text(S.kind);
  // Langfuse's wrapper of OpenAI's client calls embeddings generations.
  if (kind === 'llm' && model.includes('embedding')) return 'embedding';
  if (KINDS.has(kind)) return kind;
  const speaks = draft.has(S.input) || draft.has(S.output) || draft.has(S.input_tokens) || draft.has(S.output_tokens);
  if (model !== '' && speaks) return 'llm';
  if (wire.attributes.has('gen_ai.tool.name')) return 'tool';
  return /^step \d+$/.test(wire.name) && wire.scope.name === 'gen_ai' ? 'chain' : 'span';
}

function providerOf({ attributes }: WireSpan, model: string): string {
  const sent = draft.text(S.provider);
  if (sent !== '') return canonicalProvider(sent);
  return model === '' ? '' : guessProvider(textOf(attributes.get('server.address') ?? null), model);
}

/** The route only: a path would be another endpoint for every id in it. */
const endpointOf = ({ attributes }: WireSpan): string =>
  short(textOf(attributes.get('http.route') ?? attributes.get('next.route') ?? null));

function statusOf(
  wire: WireSpan,
  { exception }: EventsRead,
): Pick<Span, 'status' | 'status_message' | 'http_status' | 'error_type'> {
  const message = wire.status_message || draft.text(S.status_message);
  const sent = draft.text(S.error_type);
  const failed = wire.status === ERROR || draft.text(S.level) === 'ERROR' || sent !== '';
  if (!failed)
    return { status: 'ok', status_message: message, http_status: draft.number(S.http_status), error_type: '' };
  const error_type = sent || short(exception?.type ?? '') || (wire.status === ERROR ? '' : prefixOf(message));
  const status_message = message || exception?.message || '';
  return {
    status: 'error',
    status_message,
    http_status: draft.number(S.http_status) ?? leadingStatus(error_type, status_message),
    error_type,
  };
}

/** `429`, `429 Too many requests`, `Error: 429 …` or `Error code: 429 …` (OpenAI's client in Python) as an HTTP status. */
export function leadingStatus(...texts: readonly string[]): number | null {
  for (const text of texts) {
    const status = Number(/^(?:\w{0,80}Error: )?(?:Error code: )?([45]\d\d)(?!\w)/.exec(text)?.[1]);
    if (status) return status;
  }
  return null;
}

/** `RateLimitError: …` → `RateLimitError`; `429 …`, `Error: 429 …` and `Error code: 429 …` → `429`. */
const prefixOf = (message: string): string =>
  /^(?:Error(?: code)?: )?([45]\d\d(?!\w)|[A-Za-z_][\w.]{0,80}(?=:))/.exec(message)?.[1] ?? '';

function ttftOf({ start }: WireSpan, { firstToken }: EventsRead): number | null {
  const sent = draft.number(S.ttft_ms);
  if (sent !== null) return sent;
  const at = draft.number(S.first_token) ?? firstToken;
  return at > 0 && start > 0 && at >= start ? Math.round(at - start) / 1000 : null;
}

function inputOf(): string {
  const input = draft.text(S.input);
  const system = draft.text(S.system);
  if (system === '') return input;
  const whole = withSystem(system, input);
  if (whole === undefined) draft.keep('gen_ai.system_instructions', system);
  return whole ?? input;
}
