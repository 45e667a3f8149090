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
import { isHeavy, isStale, type Plan, type PlanQuestion, planOf, sourceOf } from './plan.ts';
import { type ResolvedRange, resolveRange } from './range.ts';
import { type Question, statementOf } from './sql.ts';
import { formatTime } from './time.ts';
import { whereOf } from './where.ts';

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
  order: string;
  limit: number;
  fields: string[];
  rowsOnly: boolean;
}

/** Answers a question about numbers, and the same one over an earlier range when it asks to compare. Throws `InvalidInput`. */
export async function runQuery(context: Context, query: MetricQuery): Promise<Answer> {
  const begun = performance.now();
  const range = resolveRange(query.range, context.now);
  const asked = parse(query, range);
  const only = asked.step && asked.groups.length ? await leading(context, asked, range) : undefined;
  const before = query.compare && shifted(range, query.compare, asked.step);
  const then = before && { ...aligned(asked, range, before), range: before };
  const [{ rows, plan }, first] = await Promise.all([
    ask(context, asked, range, only),
    then && ask(context, then, then.range, only),
  ]);
  const cut = asked.groups.length > 0 && !only && Math.max(rows.length, first?.rows.length ?? 0) >= asked.limit;
  // The same groups then as now, whatever their rank was.
  const compared = then && cut ? await ask(context, then, then.range, rows.map(namesIn(asked))) : first;
  return {
    rows,
    ...(before && compared ? { compare: { rows: compared.rows, range: said(before) } } : {}),
    meta: {
      interval: asked.step?.name ?? 'none',
      elapsed_ms: Math.round((performance.now() - begun) * 10) / 10,
      source: sourceOf(plan),
      range: said(range),
    },
  };
}

const said = ({ from, to }: ResolvedRange): { from: string; to: string } => ({
  from: formatTime(from),
  to: formatTime(to),
});

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
  const rowsOnly = [...metrics, ...hidden].some(({ needs }) => needs.some(isDistinct));
  // Buckets are cut only when it was said which come first.
  const limit = step && !groups.length && query.order_by === undefined ? MAX_ROWS : query.limit;
  return {
    metrics: [...new Set(metrics)],
    hidden,
    groups,
    step,
    filters: query.filter,
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
  plan: Plan;
}

async function ask(context: Context, asked: Asked, range: ResolvedRange, only?: string[][]): Promise<Asking> {
  const { engine, sealedBuckets, project, now, signal } = context;
  const { metrics, hidden, groups, step, filters, fields, rowsOnly } = asked;
  const series = step !== undefined && groups.length > 0;
  const where = whereOf(filters);
  const question: Question = {
    project,
    metrics: series ? metrics : [...metrics, ...hidden],
    where,
    groups,
    step,
    only,
    order: !series ? asked.order : asked.order === '-time' ? '-time' : 'time',
    limit: series ? MAX_ROWS : asked.limit,
    now,
  };
  if (only?.length === 0) return { rows: [], plan: { range, cube: 'total', sealed: [], raw: [] } };
  const planned: PlanQuestion = { project, range, step, fields, rowsOnly };
  for (let tries = 0; ; tries++) {
    const plan = await planOf(sealedBuckets, tries < 2 ? planned : { ...planned, rowsOnly: true });
    const { sql, params } = statementOf(question, plan);
    const work = () => engine.query<Row>(sql, params, signal ? { signal } : {});
    const rows = await (isHeavy(plan) ? heavy.run(work, signal) : work());
    if (!plan.sealed.length || !isStale(plan, await planOf(sealedBuckets, planned)))
      return { rows: rows.map((row) => rowOf(row, asked)), plan };
  }
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
    const value = row[id];
    if (typeof value === 'number') told[id] = value;
  }
  return told;
}
