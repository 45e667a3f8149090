import { SCORE_NAMES, scoreColumn } from '../../model/scoring.ts';
import { SPAN_COLUMNS, type Span, type SpanColumn } from '../../model/span.ts';
import { formatTime } from './time.ts';

/** A span as the API shows it: fields by name, `time` in RFC 3339, costs in US dollars; what is unknown is absent. */
export type CallJson = Record<string, unknown> & {
  time: string;
  trace_id: string;
  span_id: string;
  status: string;
  is_call: boolean;
  /** Names of texts that are shorter here than stored. */
  truncated?: string[];
};

/** Keeps every text whole. */
export const UNCUT = 4_294_967_295;

const SCORED = SCORE_NAMES.map(scoreColumn);
const SHOWN: SpanColumn[] = [
  ...(Object.keys(SPAN_COLUMNS) as SpanColumn[]).filter((name) => SPAN_COLUMNS[name].use !== 'internal'),
  ...SCORED,
];
/** The field of a column. */
const FIELD_OF: ReadonlyMap<string, string> = new Map(SCORE_NAMES.map((name) => [scoreColumn(name), `score.${name}`]));
const fieldOf = (name: SpanColumn): string => FIELD_OF.get(name) ?? name;
/** Every field a row may have, in the order of the model. */
export const EXPORTED: readonly string[] = SHOWN.map(fieldOf);
/** What may be long. */
const CUT = ['status_message', 'metadata', 'input', 'output'] as const;
const isCut = (name: SpanColumn): boolean => (CUT as readonly string[]).includes(name);

function select(name: SpanColumn): string {
  if (name === 'time') return 'toUnixTimestamp64Micro(t.time) AS time';
  if (name === 'metadata') return 'mapApply((k, v) -> (k, substringUTF8(v, 1, {cut:UInt32})), t.metadata) AS metadata';
  return isCut(name) ? `substringUTF8(t.${name}, 1, {cut:UInt32}) AS ${name}` : `t.${name} AS ${name}`;
}

const isLong = (name: (typeof CUT)[number]): string =>
  name === 'metadata'
    ? 'arrayExists(v -> lengthUTF8(v) > {cut:UInt32}, mapValues(t.metadata)) AS long_metadata'
    : `lengthUTF8(t.${name}) > {cut:UInt32} AS long_${name}`;

/** The select list over `telltale.spans AS t`, to be read with `callOf`. Needs the parameter `cut`: characters kept of each text. */
export const CALL_SELECT = [...SHOWN.map(select), 't.is_call AS is_call', ...CUT.map(isLong)].join(', ');

export type CallRow = Record<string, unknown>;

export function callOf(row: CallRow): CallJson {
  return shown(
    (name) => row[name],
    row.is_call === 1,
    CUT.filter((name) => row[`long_${name}`] === 1),
  );
}

/** The same of a span in memory. */
export function callOfSpan(span: Span, cut = UNCUT): CallJson {
  const truncated = new Set<string>();
  const short = (name: string, text: string): string => {
    const kept = firstCharacters(text, cut);
    if (kept !== text) truncated.add(name);
    return kept;
  };
  const value = (name: SpanColumn): unknown => {
    if (name === 'metadata')
      return Object.fromEntries([...span.metadata].map(([key, text]) => [key, short(name, text)]));
    const stored = span[name];
    if (SPAN_COLUMNS[name].type === 'usd?') return stored === null ? null : Number(stored) / 1e12;
    return isCut(name) ? short(name, String(stored)) : stored;
  };
  const fields = new Map(SHOWN.map((name) => [name, value(name)]));
  return shown(
    (name) => fields.get(name),
    span.is_call,
    CUT.filter((name) => truncated.has(name)),
  );
}

function shown(value: (name: SpanColumn) => unknown, isCall: boolean, truncated: string[]): CallJson {
  const known = SHOWN.flatMap((name) => {
    const one = value(name);
    if (name === 'time') return [[name, formatTime(one as number)]];
    return isUnknown(one) ? [] : [[fieldOf(name), one]];
  });
  return {
    ...(Object.fromEntries(known) as CallJson),
    is_call: isCall,
    ...(truncated.length ? { truncated } : {}),
  };
}

function isUnknown(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

/** The first `count` characters (code points), as the engine counts them. */
function firstCharacters(text: string, count: number): string {
  if (text.length <= count) return text;
  let end = 0;
  for (let i = 0; i < count && end < text.length; i++) end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
  return text.slice(0, end);
}
