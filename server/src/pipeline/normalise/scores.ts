import { createHash, randomUUID } from 'node:crypto';
import type { Score, ScoreSource } from '../../model/score.ts';
import type { AttributeValue, LangfuseEvent, WireScore } from '../../model/wire.ts';
import { isObject, micros, number, parseJson, short, textOf, wellFormed } from './values.ts';

/** Who and when, the same for all rows of one request. */
export interface Stamp {
  project: string;
  /** Microseconds since the epoch. */
  received: number;
  version: number;
}

/** A stable id of what is named by these texts. */
export const stableId = (...parts: readonly (string | number)[]): string =>
  createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 32);

const newScore = ({ project, received, version }: Stamp): Score => ({
  project,
  id: '',
  time: received,
  trace_id: '',
  span_id: '',
  session: '',
  name: '',
  value: null,
  label: '',
  source: 'api',
  evaluator: '',
  evaluator_version: '',
  reason: '',
  evidence: '',
  metadata: new Map(),
  received,
  version,
  deleted: false,
});

type Fields = ReadonlyMap<string, AttributeValue>;
interface About {
  trace_id: string;
  span_id: string;
  time: number;
}

const EVALUATION = 'gen_ai.evaluation.';
const FIELDS = new Set(['name', 'score.value', 'score.label', 'explanation'].map((key) => EVALUATION + key));

/** A `gen_ai.evaluation.result`, from a span event or a log record. undefined when it names nothing. */
export function evaluationScore(stamp: Stamp, about: About, fields: Fields): Score | undefined {
  const text = (key: string): string => textOf(fields.get(EVALUATION + key) ?? null);
  const name = short(text('name'));
  if (name === '') return undefined;
  const rest = [...fields].filter(([key]) => !FIELDS.has(key)).map(([key, value]) => [key, textOf(value)] as const);
  return {
    ...newScore(stamp),
    ...about,
    id: stableId(about.trace_id, about.span_id, name, about.time),
    name,
    value: number(fields.get(`${EVALUATION}score.value`) ?? null) ?? null,
    label: text('score.label'),
    reason: text('explanation'),
    metadata: new Map(rest),
  };
}

const ANNOTATION =
  /^(trace\.|session\.)?(?:annotations|evaluations)\.(\d{1,3})\.(?:annotation|evaluation)\.(.{1,200})$/;
const KINDS = new Map<string, ScoreSource>([
  ['HUMAN', 'reviewer'],
  ['LLM', 'judge'],
]);

/** Could this attribute be a part of an OpenInference score? */
export const isAnnotation = (key: string): boolean => ANNOTATION.test(key);

/** OpenInference's scores on a span: `annotations.N.annotation.{name,score,label,explanation,annotator_kind,…}`. */
export function annotationScores(stamp: Stamp, about: About & { session: string }, attributes: Fields): Score[] {
  const groups = new Map<string, Map<string, string>>();
  for (const [key, value] of attributes) {
    const [, scope = '', n, field] = ANNOTATION.exec(key) ?? [];
    if (n === undefined || field === undefined) continue;
    const group = groups.get(`${scope}${n}`) ?? new Map<string, string>([['', scope]]);
    groups.set(`${scope}${n}`, group.set(field, textOf(value)));
  }
  return [...groups.values()].filter((group) => group.get('name')).map((group) => annotationScore(stamp, about, group));
}

function annotationScore(stamp: Stamp, about: About & { session: string }, group: Map<string, string>): Score {
  const field = (key: string): string => group.get(key) ?? '';
  const scope = field('');
  return {
    ...newScore(stamp),
    time: about.time,
    trace_id: scope === 'session.' && about.session ? '' : about.trace_id,
    span_id: scope === '' ? about.span_id : '',
    session: scope === 'session.' ? about.session : '',
    id: stableId(about.trace_id, about.span_id, scope, field('name'), field('identifier'), about.time),
    name: short(field('name')),
    value: number(field('score')) ?? null,
    label: field('label'),
    source: KINDS.get(field('annotator_kind').toUpperCase()) ?? 'api',
    evaluator: field('identifier'),
    reason: field('explanation'),
    metadata: new Map(group.get('metadata') ? [['metadata', field('metadata')]] : []),
  };
}

/** A score as the API takes it. */
export function apiScore(stamp: Stamp, sent: WireScore): Score {
  const time = sent.time ?? stamp.received;
  return {
    ...newScore(stamp),
    ...scoredValue(sent.value),
    id: wellFormed(sent.id ?? randomUUID()),
    time,
    trace_id: wellFormed(sent.trace_id ?? ''),
    span_id: wellFormed(sent.span_id ?? ''),
    session: sent.session ?? '',
    name: short(sent.name),
    source: sent.source ?? 'api',
    evaluator: sent.evaluator ?? '',
    reason: sent.comment ?? '',
    metadata: metadataOf(sent.metadata),
  };
}

const LANGFUSE_SOURCES = new Map<string, ScoreSource>([
  ['ANNOTATION', 'reviewer'],
  ['EVAL', 'judge'],
]);

/** Langfuse's `score-create`. */
export function langfuseScore(stamp: Stamp, { id, time, body }: LangfuseEvent): Score {
  const text = (key: string): string => (typeof body[key] === 'string' ? wellFormed(body[key]) : '');
  const extra = ['environment', 'configId', 'queueId', 'dataType', 'datasetRunId'].filter((key) => text(key));
  return {
    ...newScore(stamp),
    ...scoredValue(body.value),
    id: text('id') || wellFormed(id),
    time: micros(body.timestamp) ?? time,
    trace_id: text('traceId'),
    span_id: text('observationId'),
    session: text('sessionId'),
    name: short(text('name')),
    source: LANGFUSE_SOURCES.get(text('source')) ?? 'api',
    reason: text('comment'),
    metadata: new Map([...metadataOf(body.metadata), ...extra.map((key) => [key, text(key)] as const)]),
  };
}

function scoredValue(value: unknown): Pick<Score, 'value' | 'label'> {
  if (typeof value === 'boolean') return { value: value ? 1 : 0, label: '' };
  if (typeof value === 'number') return { value: Number.isFinite(value) ? value : null, label: '' };
  return { value: null, label: String(value) };
}

/** An object's fields as texts; other things under the key `metadata`. */
function metadataOf(metadata: unknown): Map<string, string> {
  const sent = typeof metadata === 'string' ? (parseJson(metadata) ?? metadata) : metadata;
  if (sent === undefined || sent === null || sent === '') return new Map();
  const entries = isObject(sent) ? Object.entries(sent) : [['metadata', sent] as const];
  return new Map(entries.map(([key, value]) => [wellFormed(key), wellFormed(textOf(value as AttributeValue))]));
}
