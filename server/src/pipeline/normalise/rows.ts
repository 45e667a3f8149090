import { INHERITED, NOT_SCORED, SPAN_COLUMNS, type Span, type SpanColumn } from '../../model/span.ts';

/** What a column holds when nothing is known. */
const UNKNOWN: Partial<Record<SpanColumn, string>> = { status: 'ok', environment: 'default', kind: 'span' };

function isUnknown(span: Span, column: SpanColumn): boolean {
  const value = span[column];
  return value === null || value === (UNKNOWN[column] ?? '') || (Array.isArray(value) && value.length === 0);
}

function forget(span: Span, column: SpanColumn): void {
  const { type } = SPAN_COLUMNS[column];
  const nothing = type === 'tags' ? [] : type.endsWith('?') ? null : (UNKNOWN[column] ?? '');
  Object.assign(span, { [column]: nothing });
}

/** A copy with what came from other rows taken out again: what the span said itself. */
export function ownRow(span: Span): Span {
  const own = { ...span };
  if (span.derived === '') return own;
  for (const column of span.derived.split(',')) if (column in SPAN_COLUMNS) forget(own, column as SpanColumn);
  own.derived = '';
  return own;
}

/** Takes columns it does not know itself from another row, and notes which. */
export function fill(span: Span, from: Span, columns: readonly SpanColumn[]): void {
  for (const column of columns) {
    if (!isUnknown(span, column) || isUnknown(from, column)) continue;
    Object.assign(span, { [column]: from[column] });
    span.derived = span.derived === '' ? column : `${span.derived},${column}`;
  }
}

const PAIRED = new Set<SpanColumn>(['prompt_version', 'arm']);
const ALONE = INHERITED.filter((column) => !PAIRED.has(column) && column !== 'prompt' && column !== 'rollout');

/** A version belongs to its prompt, an arm to its rollout: they are inherited together or not at all. */
export function inherit(span: Span, from: Span): void {
  const prompt = span.prompt === '' && from.prompt !== '';
  const rollout = span.rollout === '' && from.rollout !== '';
  fill(span, from, ALONE);
  if (prompt) fill(span, from, ['prompt', 'prompt_version']);
  if (rollout) fill(span, from, ['rollout', 'arm']);
}

/** What detectors fill. */
const SCORED = ['language', ...Object.keys(NOT_SCORED)] as (keyof Span)[];

/** Scores hold as long as the texts they rest on: those of an earlier row of the span are kept, else it is to be scored anew. */
export function keepScores(row: Span, before: Span | undefined): void {
  const kept = before && sameTexts(row, before) ? before : { ...NOT_SCORED, language: '' };
  Object.assign(row, Object.fromEntries(SCORED.map((column) => [column, kept[column as keyof typeof kept]])));
}

const RESTED_ON = ['telltale.context', 'telltale.constraints'];
const sameTexts = (a: Span, b: Span): boolean =>
  a.input === b.input && a.output === b.output && RESTED_ON.every((key) => a.metadata.get(key) === b.metadata.get(key));

/** Stamps of a row and what detectors say of it, not what it says itself. */
const APART = new Set<SpanColumn>(['received', 'version', ...SCORED]);
const COMPARED = (Object.keys(SPAN_COLUMNS) as SpanColumn[]).filter((column) => !APART.has(column));

/** Do two rows say the same? */
export const sameRow = (a: Span, b: Span): boolean => COMPARED.every((column) => same(a[column], b[column]));

/** What settling may change in a row besides its derived columns. */
const SETTLED: readonly SpanColumn[] = ['is_call', 'cost', 'price', ...INHERITED];
const settled = new Set<string>(SETTLED);

/** The same for rows of which one is the other after settling. */
export function sameSettled(a: Span, b: Span): boolean {
  if (a.derived !== b.derived || !SETTLED.every((column) => same(a[column], b[column]))) return false;
  if (a.derived === '') return true;
  return a.derived
    .split(',')
    .every((column) => settled.has(column) || same(a[column as SpanColumn], b[column as SpanColumn]));
}

function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((element, i) => element === b[i]);
  if (!(a instanceof Map && b instanceof Map) || a.size !== b.size) return false;
  for (const [key, value] of a) if (b.get(key) !== value) return false;
  return true;
}
