import type { Part } from '../../model/part.ts';
import type { Redaction } from '../../model/project-settings.ts';
import type { Score } from '../../model/score.ts';
import type { Span } from '../../model/span.ts';
import { pseudonym } from './pseudonym.ts';
import { type Redacted, redact } from './redact.ts';

/** What a project wants taken out of its rows. */
export interface Privacy {
  redaction: Readonly<Record<string, Redaction>>;
  pseudonymise_users: boolean;
  /** Of the project; keeps hashes and pseudonyms from being turned back. */
  secret: string;
}

export type Found = Redacted['found'];

interface Rows {
  spans: readonly Span[];
  scores: readonly Score[];
  parts: readonly Part[];
}

/** Columns of a span that hold what somebody wrote. */
const SPAN_TEXTS = [
  'name',
  'prompt',
  'input',
  'output',
  'status_message',
  'error_type',
  'events',
  'endpoint',
  'user',
  'team',
  'customer',
  'feature',
  'service',
] as const;

/**
 * Takes personal data out of rows, in place, before anything of them is kept.
 * @returns per span what was found by type, and the sum over all rows
 */
export function redactRows({ spans, scores, parts }: Rows, privacy: Privacy): { spans: Map<Span, Found>; sum: Found } {
  const found = new Map<Span, Found>();
  const sum: Found = {};
  const types = Object.values(privacy.redaction).some((action) => action !== 'off');
  if (!types && !privacy.pseudonymise_users) return { spans: found, sum };
  const into = (of: Found) => {
    const policy = { types: privacy.redaction, secret: privacy.secret };
    return (text: string): string => {
      if (!types || text === '') return text;
      const redacted = redact(text, policy);
      add(of, redacted.found);
      return redacted.text;
    };
  };
  for (const span of spans) {
    const mine: Found = {};
    redactSpan(span, privacy, into(mine));
    if (Object.keys(mine).length === 0) continue;
    found.set(span, mine);
    add(sum, mine);
  }
  const clean = into(sum);
  for (const score of scores) {
    for (const column of ['label', 'reason', 'evidence', 'evaluator'] as const) score[column] = clean(score[column]);
    score.metadata = cleanMap(score.metadata, clean);
  }
  for (const part of parts)
    part.body = clean(privacy.pseudonymise_users ? withoutUsers(part.body, privacy) : part.body);
  return { spans: found, sum };
}

function redactSpan(span: Span, { pseudonymise_users, secret }: Privacy, clean: (text: string) => string): void {
  const { user } = span;
  if (pseudonymise_users && user !== '') span.user = pseudonym(user, secret);
  for (const column of SPAN_TEXTS) span[column] = clean(span[column]);
  span.tags = span.tags.map(clean);
  const named = (text: string): string =>
    pseudonymise_users && user !== '' && text === user ? span.user : clean(text);
  span.metadata = cleanMap(span.metadata, named);
}

/** Keys too: where values are unknown beforehand, people make keys of them. */
const cleanMap = (map: Map<string, string>, clean: (text: string) => string): Map<string, string> =>
  map.size === 0 ? map : new Map([...map].map(([key, value]) => [clean(key), clean(value)]));

const USER_KEY = /^(?:[a-z_]+\.)*(?:end)?user[._]?id$/i;

/** The JSON of a part with pseudonyms where users' ids stand; as it came when it is no JSON. */
function withoutUsers(body: string, { secret }: Privacy): string {
  if (!/user/i.test(body)) return body;
  const replace = (key: string, value: unknown): unknown =>
    USER_KEY.test(key) && (typeof value === 'number' || (typeof value === 'string' && value !== ''))
      ? pseudonym(String(value), secret)
      : value;
  try {
    return JSON.stringify(JSON.parse(body, replace));
  } catch {
    return body;
  }
}

/** What was taken out stays scored: the detectors read what is left. */
export function scoreRedacted(found: Map<Span, Found>): void {
  for (const [span, types] of found) {
    if (span.score_pii === null) continue;
    span.score_pii = 1;
    span.flags = [...new Set([...span.flags, 'pii', ...Object.keys(types).map((type) => `pii:${type}`)])];
  }
}

function add(to: Found, more: Found): void {
  for (const [type, n] of Object.entries(more) as [keyof Found, number][]) to[type] = (to[type] ?? 0) + n;
}
