import type { Engine } from '../store/engine.ts';
import type { Store } from '../store/store.ts';
import { type Asked, MAX_ROWS } from './asked.ts';
import type { Courses, Row } from './courses.ts';
import { Gate } from './gate.ts';
import { isHeavy, isStale, type Plan, planOf, together } from './plan.ts';
import type { ResolvedRange } from './range.ts';
import type { Rankings } from './rankings.ts';
import { metricColumn, type Question, statementOf } from './sql.ts';
import { formatTime } from './time.ts';
import { whereOf } from './where.ts';
import { withWords } from './words.ts';

/** A row of numbers: `time` with an interval, the group fields that are known, `n` = calls behind it, the metrics that are known. */
export type NumberRow = { time?: string; n: number } & Record<string, string | number>;

export interface Context {
  engine: Engine;
  sealedBuckets: Store['sealedBuckets'];
  project: string;
  /** Microseconds since the epoch. */
  now: number;
  /** Where numbers over time are remembered; without it all are read. */
  courses?: Courses;
  /** Where is remembered which groups came first. */
  rankings?: Rankings;
  signal?: AbortSignal | undefined;
}

/** What is asked for besides the questions themselves. */
interface Scope {
  range: ResolvedRange;
  /** An earlier range, to be read along. */
  before?: ResolvedRange | undefined;
  /** Only these groups. */
  only?: string[][] | undefined;
}

export interface Asking {
  rows: NumberRow[];
  /** Rows of the range before, when it was asked along. */
  compared?: NumberRow[] | undefined;
  plan: Plan;
}

/** Reading many rows takes all cores: a few at a time, so that quick questions are never behind more than those. */
const heavy = new Gate({ atOnce: 3, waiting: 60, waitMs: 20_000 });

/** A page asks several questions at once: on two cores each is sooner done when it does not share itself out as well. */
const ONE_THREAD = { max_threads: 1 };

/** Rows of a question. */
export async function ask(context: Context, asked: Asked, scope: Scope): Promise<Asking> {
  const [answer] = await askTogether(context, [asked], scope);
  return answer as Asking;
}

/**
 * Rows of questions that differ in nothing but their metrics and groups (and each has a cube of its own), by one statement where
 * roll-ups have nearly all of it: reading rows once for each set is no gain.
 */
export async function askTogether(context: Context, questions: Asked[], scope: Scope): Promise<Asking[]> {
  const { range, before, only } = scope;
  if (only?.length === 0)
    return questions.map(() => ({ rows: [], compared: [], plan: { range, cubes: [], sealed: [], raw: [] } }));
  const question = questionOf(context, questions, only);
  for (let tries = 0; ; tries++) {
    const [plan, all] = await planned(context, questions, scope, tries >= 2);
    const several = questions.length > 1;
    if (several && (!all.sealed.length || isHeavy(all)))
      return Promise.all(questions.map((asked) => ask(context, asked, scope)));
    const found = await readOf(context, question, all, only);
    if (all.sealed.length && isStale(all, (await planned(context, questions, scope, false))[1])) continue;
    return questions.map((asked, i) => {
      const of = (earlier: number): NumberRow[] =>
        found
          .filter((row) => (!several || row.set === i + 1) && (!before || row.earlier === earlier))
          .map((row) => rowOf(row, asked));
      return { rows: of(0), ...(before && { compared: of(1) }), plan };
    });
  }
}

/** Rows of a plan; of what is remembered only the rest is read. */
async function readOf(
  { engine, project, courses, signal }: Context,
  question: Omit<Question, 'project'>,
  plan: Plan,
  only: string[][] | undefined,
): Promise<Row[]> {
  const read = (rest: Plan): Promise<Row[]> => {
    const { sql, params } = statementOf({ project, ...question }, rest);
    const quick = rest.sealed.length > 0 && !isHeavy(rest);
    const options = { ...(signal && { signal }), ...(quick && { settings: ONE_THREAD }) };
    const work = () => engine.query<Row>(sql, params, options);
    return isHeavy(rest) ? heavy.run(work, signal) : work();
  };
  const { step, order, limit, metrics, where, sets } = question;
  if (!courses || !step || !plan.sealed.length || limit < MAX_ROWS || !/^-?time$/.test(order)) return read(plan);
  const key = JSON.stringify([project, metrics.map(({ id }) => id), where, sets, step, only]);
  const known = courses.of(key, plan, step);
  const { rest } = known;
  const rows = rest.sealed.length || rest.raw.length ? await read(rest) : [];
  known.learn(rows);
  const sign = order === 'time' ? 1 : -1;
  return [...known.rows, ...rows].sort((a, b) => sign * (Number(a.bucket) - Number(b.bucket)));
}

function questionOf({ now }: Context, questions: Asked[], only: string[][] | undefined): Omit<Question, 'project'> {
  const { step, filters, path, text } = questions[0] as Asked;
  const { order, limit } = questions.find(({ groups }) => groups.length) ?? (questions[0] as Asked);
  const series = step !== undefined && questions.some(({ groups }) => groups.length > 0);
  const metrics = questions.flatMap((asked) => (series ? asked.metrics : [...asked.metrics, ...asked.hidden]));
  return {
    metrics: [...new Set(metrics)],
    where: withWords(whereOf(filters, { path }), text),
    sets: questions.map(({ groups }) => groups),
    step,
    only,
    order: !series ? order : order === '-time' ? '-time' : 'time',
    limit: series ? MAX_ROWS : limit,
    now,
  };
}

/** The plan of the range, and that of all that is read. */
async function planned(
  { sealedBuckets, project }: Context,
  questions: Asked[],
  { range, before }: Scope,
  rows: boolean,
): Promise<[own: Plan, all: Plan]> {
  const { step } = questions[0] as Asked;
  const rowsOnly = rows || questions.some((asked) => asked.rowsOnly);
  const base = { project, step, fields: questions.map(({ fields }) => fields), rowsOnly };
  const own = await planOf(sealedBuckets, { ...base, range });
  return [own, before ? together(own, await planOf(sealedBuckets, { ...base, range: before })) : own];
}

function rowOf(row: Row, { metrics, groups, step }: Asked): NumberRow {
  const told: NumberRow = { n: Number(row.n ?? 0) };
  if (step) told.time = formatTime(Number(row.bucket));
  groups.forEach(({ name, number }, i) => {
    const value = row[`g${i}`];
    if (value) told[name] = number ? Number(value) : value;
  });
  for (const { id } of metrics) {
    const value = row[metricColumn(id)];
    if (typeof value === 'number') told[id] = value;
  }
  return told;
}
