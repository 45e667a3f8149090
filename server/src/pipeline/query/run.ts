import { elapsedMs } from '../../lib/clock.ts';
import { InvalidInput } from '../../lib/errors.ts';
import type { Filter } from '../../model/filter.ts';
import type { MetricQuery } from '../../model/query.ts';
import type { Engine } from '../store/engine.ts';
import type { Store } from '../store/store.ts';
import { metricOf } from './catalogue.ts';
import { Gate } from './gate.ts';
import { type Group, groupsOf } from './group.ts';
import { bucketsOf, type Step, stepOf } from './interval.ts';
import { isDistinct } from './metrics/distinct.ts';
import type { Metric } from './metrics/metric.ts';
import { isHeavy, isStale, type Plan, planOf, sourceOf, together } from './plan.ts';
import { type ResolvedRange, resolveRange, toldRange } from './range.ts';
import { metricColumn, type Question, statementOf } from './sql.ts';
import { formatTime } from './time.ts';
import { whereOf } from './where.ts';
import { withWords } from './words.ts';

/** A row of numbers: `time` with an interval, the group fields that are known, `n` = calls behind it, the metrics that are known. */
export type NumberRow = { time?: string; n: number } & Record<string, string | number>;

interface Answer {
  rows: NumberRow[];
  compare?: { rows: NumberRow[]; range: { from: string; to: string } };
  meta: {
    interval: string;
    elapsed_ms: number;
    source: 'rollup' | 'raw' | 'mixed';
    range: { from: string; to: string };
  };
}

export interface Context {
  engine: Engine;
  sealedBuckets: Store['sealedBuckets'];
  project: string;
  /** Microseconds since the epoch. */
  now: number;
  signal?: AbortSignal | undefined;
}

const WEEK = 7 * 86_400_000_000;
/** Rows of one answer, over all groups and buckets. */
const MAX_ROWS = 200_000;
/** Reading many rows takes all cores: a few at a time, so that quick questions are never behind more than those. */
const heavy = new Gate({ atOnce: 3, waiting: 60, waitMs: 20_000 });

/** Parsed, without its range: what the same question over another range shares. */
interface Asked {
  metrics: Metric[];
  /** Metrics sorted by but not asked for. */
  hidden: Metric[];
  groups: Group[];
  step: Step | undefined;
  filters: readonly Filter[];
  text: string | undefined;
  /** Where the filters stand in the request, for errors. */
  path: string;
  order: string;
  limit: number;
  fields: string[];
  rowsOnly: boolean;
}

/** Answers a question about numbers, and the same one over an earlier range or other calls when it asks to compare. Throws `InvalidInput`. */
export async function runQuery(context: Context, query: MetricQuery): Promise<Answer> {
  const begun = performance.now();
  const range = resolveRange(query.range, context.now);
  const asked = parse(query, range);
  const only = asked.step && asked.groups.length ? await leading(context, asked, range) : undefined;
  const other = query.compare && otherOf(query, asked, range);
  const { rows, compared, plan } = await both(context, asked, range, other, only);
  return {
    rows,
    ...(other && compared ? { compare: { rows: compared, range: toldRange(other.range) } } : {}),
    meta: {
      interval: asked.step?.name ?? 'none',
      elapsed_ms: elapsedMs(begun),
      source: sourceOf(plan),
      range: toldRange(range),
    },
  };
}

/** The question that another one is compared with. */
interface Other {
  asked: Asked;
  range: ResolvedRange;
  /** Whether it differs in nothing but its range. */
  earlier: boolean;
}

function otherOf({ compare, group_by }: MetricQuery, asked: Asked, range: ResolvedRange): Other | undefined {
  if (compare === undefined) return undefined;
  if (typeof compare === 'object') {
    const { filter } = compare;
    const fields = [...group_by, ...filter.map(({ field }) => field)];
    return { asked: { ...asked, filters: filter, path: 'compare.filter', fields }, range, earlier: false };
  }
  const before = shifted(range, compare, asked.step);
  return { asked: aligned(asked, range, before), range: before, earlier: true };
}

/** The range before, or a week ago; before by whole buckets, so that both ranges have the same ones. */
function shifted({ from, to }: ResolvedRange, compare: 'previous' | 'week', step: Step | undefined): ResolvedRange {
  const unit = step ? step.seconds * 1e6 : 1;
  const by = compare === 'week' ? WEEK : Math.ceil((to - from) / unit) * unit;
  if (from < by) throw new InvalidInput('compare', 'there is nothing before 1970 to compare with');
  return { from: from - by, to: to - by };
}

/** The same buckets, moved with the range, so that each has its partner. */
function aligned(asked: Asked, range: ResolvedRange, before: ResolvedRange): Asked {
  if (!asked.step) return asked;
  const { seconds, offset } = asked.step;
  const moved = (range.to - before.to) / 1e6 + offset;
  return { ...asked, step: { ...asked.step, offset: ((moved % seconds) + seconds) % seconds } };
}

function parse(query: MetricQuery, range: ResolvedRange): Asked {
  const metrics = query.metrics.map((id, i) => {
    const metric = metricOf(id);
    if (!metric)
      throw new InvalidInput(`metrics[${i}]`, `there is no metric \`${id}\`; GET /api/v1/metrics lists them`);
    return metric;
  });
  const groups = groupsOf(query.group_by);
  const step = stepOf(query.interval, range);
  const fields = [...query.group_by, ...query.filter.map(({ field }) => field)];
  const { order, hidden } = orderOf(query, metrics, step);
  const rowsOnly = query.text !== undefined || [...metrics, ...hidden].some(({ needs }) => needs.some(isDistinct));
  // Buckets are cut only when it was said which come first.
  const limit = step && !groups.length && query.order_by === undefined ? MAX_ROWS : query.limit;
  return {
    metrics: [...new Set(metrics)],
    hidden,
    groups,
    step,
    filters: query.filter,
    text: query.text,
    path: 'filter',
    order,
    limit,
    fields,
    rowsOnly,
  };
}

function orderOf(
  { order_by, group_by }: MetricQuery,
  metrics: readonly Metric[],
  step: Step | undefined,
): Pick<Asked, 'order' | 'hidden'> {
  if (order_by === undefined) return { order: step && !group_by.length ? 'time' : '-n', hidden: [] };
  const name = order_by.replace(/^-/, '');
  if (name === 'n' || (name === 'time' && step) || group_by.includes(name)) return { order: order_by, hidden: [] };
  const metric = metricOf(name);
  if (!metric)
    throw new InvalidInput('order_by', 'must be a metric, a field grouped by, `n`, or `time` with an interval');
  return { order: order_by, hidden: metrics.includes(metric) ? [] : [metric] };
}

/** The groups that come first over the whole range: with an interval, these are the ones whose course is told. */
async function leading(context: Context, asked: Asked, range: ResolvedRange): Promise<string[][]> {
  const most = Math.max(1, Math.floor(MAX_ROWS / bucketsOf(asked.step as Step, range)));
  const order = /^-?time$/.test(asked.order) ? '-n' : asked.order;
  const limit = Math.min(asked.limit, most + 1);
  const { rows } = await ask(context, { ...asked, step: undefined, order, limit }, range);
  if (rows.length > most)
    throw new InvalidInput(
      'limit',
      `more than ${MAX_ROWS} rows: take a longer interval, or a limit of at most ${most} groups`,
    );
  return rows.map(namesIn(asked));
}

/** What a row's groups are called, '' where that is unknown. */
const namesIn =
  ({ groups }: Asked) =>
  (row: NumberRow): string[] =>
    groups.map(({ name }) => String(row[name] ?? ''));

interface Asking {
  rows: NumberRow[];
  /** Rows of what is compared with, when it was asked along. */
  compared?: NumberRow[] | undefined;
  plan: Plan;
}

/** Rows of a question and of the other one, by one statement where only the ranges differ and their buckets allow it. */
async function both(
  context: Context,
  asked: Asked,
  range: ResolvedRange,
  other: Other | undefined,
  only: string[][] | undefined,
): Promise<Asking> {
  if (!other) return ask(context, asked, range, only);
  const others = (groups = only) => ask(context, other.asked, other.range, groups).then(({ rows }) => rows);
  const apart = !other.earlier || other.range.to > range.from || other.asked.step?.offset !== asked.step?.offset;
  const answer = await ask(context, asked, range, only, apart ? undefined : other.range);
  // A total without calls is a row as well; asked for beside another range it has none.
  const isTotal = !asked.step && !asked.groups.length;
  const { rows, plan } = isTotal && !answer.rows.length ? await ask(context, asked, range) : answer;
  const compared = answer.compared && !(isTotal && !answer.compared.length) ? answer.compared : await others();
  const cut = asked.groups.length > 0 && !only && Math.max(rows.length, compared.length) >= asked.limit;
  // The same groups there as here, whatever their rank is.
  return { rows, compared: cut ? await others(rows.map(namesIn(asked))) : compared, plan };
}

async function ask(
  context: Context,
  asked: Asked,
  range: ResolvedRange,
  only?: string[][],
  before?: ResolvedRange,
): Promise<Asking> {
  const { engine, sealedBuckets, project, now, signal } = context;
  const { metrics, hidden, groups, step, filters, text, path, fields, rowsOnly } = asked;
  const series = step !== undefined && groups.length > 0;
  const question: Question = {
    project,
    metrics: series ? metrics : [...metrics, ...hidden],
    where: withWords(whereOf(filters, { path }), text),
    groups,
    step,
    only,
    order: !series ? asked.order : asked.order === '-time' ? '-time' : 'time',
    limit: series ? MAX_ROWS : asked.limit,
    now,
  };
  if (only?.length === 0) return { rows: [], compared: [], plan: { range, cube: 'total', sealed: [], raw: [] } };
  const planned = async (rows: boolean): Promise<[own: Plan, all: Plan]> => {
    const base = { project, step, fields, rowsOnly: rowsOnly || rows };
    const own = await planOf(sealedBuckets, { ...base, range });
    return [own, before ? together(own, await planOf(sealedBuckets, { ...base, range: before })) : own];
  };
  for (let tries = 0; ; tries++) {
    const [plan, all] = await planned(tries >= 2);
    const { sql, params } = statementOf(question, all);
    const work = () => engine.query<Row>(sql, params, signal ? { signal } : {});
    const found = await (isHeavy(all) ? heavy.run(work, signal) : work());
    if (all.sealed.length && isStale(all, (await planned(false))[1])) continue;
    if (!before) return { rows: found.map((row) => rowOf(row, asked)), plan };
    return { ...split(found, asked), plan };
  }
}

/** Rows by range. */
function split(found: readonly Row[], asked: Asked): Pick<Asking, 'rows' | 'compared'> {
  const of = (earlier: number): NumberRow[] =>
    found.filter((row) => row.earlier === earlier).map((row) => rowOf(row, asked));
  return { rows: of(0), compared: of(1) };
}

type Row = Record<string, string | number | null>;

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
