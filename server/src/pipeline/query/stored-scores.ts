import { nextVersion, nowMicros } from '../../lib/clock.ts';
import { SCORE_COLUMNS, type Score } from '../../model/score.ts';
import type { Engine, Params } from '../store/engine.ts';
import type { StoreBatch } from '../store/store.ts';

export interface ScoreQuery {
  name?: string | undefined;
  trace_id?: string | undefined;
  span_id?: string | undefined;
  session?: string | undefined;
  /** From 1. */
  page: number;
  limit: number;
}

/** Single scores, as the Langfuse API asks for them. */
export interface StoredScores {
  /** Newest first. */
  list(project: string, query: ScoreQuery): Promise<{ scores: Score[]; total: number }>;
  get(project: string, id: string): Promise<Score | undefined>;
  /** Resolves once the deletion is durable; also when there is no such score. */
  delete(project: string, id: string): Promise<void>;
}

interface Store {
  engine: Engine;
  append(batch: StoreBatch): Promise<void>;
}

type Row = {
  [K in keyof Score]: K extends 'deleted' ? 0 | 1 : K extends 'metadata' ? Record<string, string> : Score[K];
};

const COLUMNS = Object.entries(SCORE_COLUMNS)
  .map(([name, { type }]) =>
    type === 'time' ? `toUnixTimestamp64Micro(s.${name}) AS ${name}` : `s.${name} AS ${name}`,
  )
  .join(', ');
const FROM = 'FROM telltale.scores AS s FINAL WHERE s.project = {project:String}';
const FILTERS = ['name', 'trace_id', 'span_id', 'session'] as const;

export function storedScores({ engine, append }: Store): StoredScores {
  return {
    async list(project, { page, limit, ...query }) {
      const asked = FILTERS.filter((name) => query[name] !== undefined);
      const where = `${FROM}${asked.map((name) => ` AND s.${name} = {${name}:String}`).join('')}`;
      const params: Params = { project, ...Object.fromEntries(asked.map((name) => [name, query[name] ?? ''])) };
      const [rows, [counted]] = await Promise.all([
        engine.query<Row>(
          `SELECT ${COLUMNS} ${where} ORDER BY s.time DESC, s.id LIMIT {limit:UInt32} OFFSET {offset:UInt32}`,
          { ...params, limit, offset: (page - 1) * limit },
        ),
        engine.query<{ total: number }>(`SELECT count() AS total ${where}`, params),
      ]);
      return { scores: rows.map(scoreOf), total: counted?.total ?? 0 };
    },
    async get(project, id) {
      const [row] = await engine.query<Row>(`SELECT ${COLUMNS} ${FROM} AND s.id = {id:String}`, { project, id });
      return row && scoreOf(row);
    },
    // Not looked up first: a score acknowledged a moment ago cannot be read yet, and must go too.
    delete: (project, id) => append({ spans: [], parts: [], scores: [tombstone(project, id)] }),
  };
}

const scoreOf = (row: Row): Score => ({
  ...row,
  metadata: new Map(Object.entries(row.metadata)),
  deleted: row.deleted === 1,
});

function tombstone(project: string, id: string): Score {
  const now = nowMicros();
  return {
    project,
    id,
    time: now,
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
    received: now,
    version: nextVersion(),
    deleted: true,
  };
}
