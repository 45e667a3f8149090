import type { Engine } from '../store/engine.ts';
import { formatTime } from './time.ts';

/** A score as the API shows it; what is unknown is absent. */
export interface ScoreJson {
  id: string;
  name: string;
  /** Given by one who scored more than the span it stands on. */
  of?: 'trace' | 'session';
  /** The number, else the label. */
  value: number | string;
  /** Given beside a number. */
  label?: string;
  source: string;
  evaluator?: string;
  version?: string;
  reason?: string;
  evidence?: unknown;
  /** Of a detector: whether the value is beyond the threshold in force when it was scored. */
  called?: true;
  time: string;
}

/** What scores are wanted of. */
export interface Scored {
  trace: string;
  spans: readonly string[];
  sessions: readonly string[];
}

interface Row {
  id: string;
  at: number;
  trace_id: string;
  span_id: string;
  session: string;
  name: string;
  value: number | null;
  label: string;
  source: string;
  evaluator: string;
  evaluator_version: string;
  reason: string;
  evidence: string;
}

/** More than this of one trace's scores are not shown. */
const MAX_SCORES = 10_000;
const MAX_TEXT = 20_000;

const COLUMNS =
  'id, toUnixTimestamp64Micro(time) AS at, trace_id, span_id, session, name, value, label, source, evaluator, evaluator_version, ' +
  `substringUTF8(reason, 1, ${MAX_TEXT}) AS reason, substringUTF8(evidence, 1, ${MAX_TEXT}) AS evidence`;
const of = (condition: string): string =>
  `SELECT ${COLUMNS} FROM telltale.scores FINAL WHERE project = {project:String} AND ${condition} LIMIT ${MAX_SCORES}`;

/** One statement for each way a score says what it is about, so that each goes by its own index. */
const SQL = [
  of('trace_id = {trace:String}'),
  of("trace_id = '' AND span_id IN {spans:Array(String)}"),
  of("trace_id = '' AND span_id = '' AND session IN {sessions:Array(String)}"),
].join(' UNION ALL ');

/** Scores of a trace, its spans and their sessions: span id ('' = of the whole) → scores, oldest first. */
export async function readScores(
  engine: Engine,
  project: string,
  { trace, spans, sessions }: Scored,
  signal?: AbortSignal,
): Promise<Map<string, ScoreJson[]>> {
  const rows = await engine.query<Row>(
    SQL,
    { project, trace, spans: [...spans], sessions: [...sessions] },
    signal ? { signal } : {},
  );
  const bySpan = new Map<string, ScoreJson[]>();
  for (const row of rows.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))) {
    const list = bySpan.get(row.span_id) ?? [];
    list.push(scoreOf(row));
    bySpan.set(row.span_id, list);
  }
  return bySpan;
}

function scoreOf({
  id,
  trace_id,
  span_id,
  at,
  name,
  value,
  label,
  source,
  evaluator,
  evaluator_version,
  reason,
  evidence,
}: Row): ScoreJson {
  return {
    id,
    name,
    ...(span_id ? {} : { of: trace_id ? 'trace' : 'session' }),
    value: value ?? label,
    ...(value !== null && label ? { label } : {}),
    source,
    ...(evaluator ? { evaluator } : {}),
    ...(evaluator_version ? { version: evaluator_version } : {}),
    ...(reason ? { reason } : {}),
    ...(evidence ? { evidence: parsed(evidence) } : {}),
    time: formatTime(at),
  };
}

/** JSON when it is JSON, else the text. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
