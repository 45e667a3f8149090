import type { Params } from '../store/engine.ts';
import { MEASURES, type MeasureId } from '../store/measures.ts';
import type { Group } from './group.ts';
import { bucketSql, type Step } from './interval.ts';
import { DISTINCTS, isDistinct } from './metrics/distinct.ts';
import type { Metric } from './metrics/metric.ts';
import type { Plan } from './plan.ts';
import type { Where } from './where.ts';

/** What one statement answers. */
export interface Question {
  project: string;
  metrics: readonly Metric[];
  where: Where;
  /** What rows are grouped by; several sets, each with a cube of its own, are answered side by side. */
  sets: readonly (readonly Group[])[];
  step: Step | undefined;
  /** Only these groups of the one set (their values in its order); all when undefined. */
  only?: readonly (readonly string[])[] | undefined;
  /** A metric id, `n`, `time` or a group field; descending with `-`. */
  order: string;
  limit: number;
  /** Microseconds since the epoch. */
  now: number;
}

export interface Statement {
  sql: string;
  params: Params;
}

type Need = Metric['needs'][number];

/**
 * The statement of a plan. Columns of the answer: `set` (from 1, when there are several), `earlier` (1 for the range before, when
 * the plan has one), `bucket` (µs, with a step), `g0`, `g1`, …, `n` and `v_…` for each metric. One statement for both ranges and
 * all sets, of few levels: the engine takes longer to plan than to read roll-ups.
 */
export function statementOf(question: Question, plan: Plan): Statement {
  const { project, metrics, where, sets, step, order, limit, now } = question;
  const params: Params = { project, limit, ...where.params };
  for (const group of sets.flat()) Object.assign(params, group.params);
  const needs = [...new Set<Need>(['n', ...metrics.flatMap((metric) => metric.needs)])];
  const source: Source = { question, plan, needs, only: onlyOf(question, params) };
  const keys = keysOf(question, plan);
  const { measures, from, by } = plan.sealed.length ? merged(source, params) : measured(source, params);
  const seconds = `${secondsOf(plan, step, now, params)} AS seconds`;
  const apart = keys.filter((key) => key === 'set' || key === 'earlier');
  const ends = apart.length ? ` BY ${apart.join(', ')}` : '';
  const columns = [...by, 'm_n AS n', ...metrics.map(({ id, sql }) => `${sql} AS ${metricColumn(id)}`)];
  return {
    sql:
      `WITH ${[...measures, seconds].join(', ')} SELECT ${columns.join(', ')} FROM ${from}${groupBy(keys)}` +
      ` ORDER BY ${orderOf(order, sets[0] ?? [])}${keys.map((key) => `, ${key}`).join('')} LIMIT {limit:UInt32}${ends}`,
    params,
  };
}

const widest = (sets: Question['sets']): number => Math.max(...sets.map(({ length }) => length));

const keysOf = ({ step, sets }: Question, { before }: Plan): string[] => [
  ...(sets.length > 1 ? ['set'] : []),
  ...(before ? ['earlier'] : []),
  ...(step ? ['bucket'] : []),
  ...Array.from({ length: widest(sets) }, (_, i) => `g${i}`),
];

const groupBy = (keys: readonly string[]): string => (keys.length ? ` GROUP BY ${keys.join(', ')}` : '');

/** Its own name for a metric: an id may be a column's name as well. */
export const metricColumn = (id: string): string => `v_${id}`;

/** NULL and NaN last, whichever way. */
function orderOf(order: string, groups: readonly Group[]): string {
  const descending = order.startsWith('-');
  const name = descending ? order.slice(1) : order;
  const group = groups.findIndex((one) => one.name === name);
  const key = groups[group]?.number ? `toFloat64OrNull(g${group})` : `g${group}`;
  const column = group >= 0 ? key : name === 'time' ? 'bucket' : name === 'n' ? 'n' : metricColumn(name);
  return `${column} ${descending ? 'DESC' : 'ASC'} NULLS LAST`;
}

/** How long a row's time lasts, without what is yet to come or lies outside its range. */
function secondsOf({ range, before }: Plan, step: Step | undefined, now: number, params: Params): string {
  const end = Math.max(range.from + 1, Math.min(range.to, now));
  Object.assign(params, { range_from: range.from, range_end: end });
  let [from, to] = ['{range_from:Int64}', '{range_end:Int64}'];
  if (before) {
    Object.assign(params, { before_from: before.from, before_end: before.to });
    from = `if(earlier, {before_from:Int64}, ${from})`;
    to = `if(earlier, {before_end:Int64}, ${to})`;
  }
  if (!step) return `(${to} - ${from}) / 1e6`;
  return `greatest(least(bucket + ${step.seconds * 1e6}, ${to}) - greatest(bucket, ${from}), 1) / 1e6`;
}

/** A condition that keeps the chosen groups. */
function onlyOf({ only, sets }: Question, params: Params): string {
  if (!only) return '';
  const [groups = []] = sets;
  groups.forEach((_, i) => {
    params[`only${i}`] = only.map((values) => values[i] ?? '');
  });
  const lists = groups.map((_, i) => `{only${i}:Array(String)}`);
  const names = groups.map((_, i) => `toString(g${i})`);
  return lists.length === 1
    ? `${names[0]} IN ${lists[0]}`
    : `has(arrayZip(${lists.join(', ')}), (${names.join(', ')}))`;
}

interface Source {
  question: Question;
  plan: Plan;
  needs: readonly Need[];
  only: string;
}

/** What the last level is made of: an expression `m_<need>` for each need, where from, and the keys as it selects them. */
interface Level {
  measures: string[];
  from: string;
  by: string[];
}

/** Everything from rows. */
function measured({ question, plan, needs, only }: Source, params: Params): Level {
  return {
    measures: needs.map((need) => `${isDistinct(need) ? DISTINCTS[need] : MEASURES[need].raw} AS m_${need}`),
    from: `telltale.spans FINAL WHERE ${rowsWhere(question, plan, only, params)}`,
    by: keyColumns(
      question,
      plan,
      { set: 'arrayJoin(range(1, {sets:UInt8} + 1))', micros: 'toUnixTimestamp64Micro(time)' },
      params,
    ),
  };
}

/** Kept states, and the same from rows for the rest, brought together. */
function merged(source: Source, params: Params): Level {
  const { question, plan, needs, only } = source;
  const sources = [fromRollups(source, params)];
  if (plan.raw.length) {
    const { measures, from, by } = measured(source, params);
    sources.push(`SELECT ${[...by, ...measures].join(', ')} FROM ${from}${groupBy(keysOf(question, plan))}`);
  }
  return {
    measures: needs.map((need) => `${MEASURES[need as MeasureId].merge(`u.m_${need}`)} AS m_${need}`),
    from: `(${sources.join(' UNION ALL ')}) AS u${only ? ` WHERE ${only}` : ''}`,
    by: keysOf(question, plan),
  };
}

const isOf = (conditions: readonly string[]): string => conditions.filter(Boolean).join(' AND ');

/** The keys, over rows or kept states, which say what set they are of and what time. */
function keyColumns(
  { sets, step }: Question,
  { range, before }: Plan,
  { set, micros }: { set: string; micros: string },
  params: Params,
): string[] {
  Object.assign(params, { range_from: range.from, sets: sets.length });
  const group = (at: number): string => {
    const [only, ...more] = sets.map((groups) => (groups[at] ? `toString(${groups[at].sql})` : "''"));
    return more.length ? `[${[only, ...more].join(', ')}][set]` : (only ?? "''");
  };
  return [
    ...(sets.length > 1 ? [`${set} AS set`] : []),
    ...(before ? [`${micros} < {range_from:Int64} AS earlier`] : []),
    ...(step ? [`${bucketSql(micros, step)} AS bucket`] : []),
    ...Array.from({ length: widest(sets) }, (_, i) => `${group(i)} AS g${i}`),
  ];
}

function rowsWhere({ where }: Question, plan: Plan, only: string, params: Params): string {
  const ranges = plan.raw.map(({ from, to }, i) => {
    Object.assign(params, { [`from${i}`]: from, [`to${i}`]: to });
    return `(time >= {from${i}:DateTime64(6)} AND time < {to${i}:DateTime64(6)})`;
  });
  const within = ranges.length ? `(${ranges.join(' OR ')})` : '0';
  return isOf(['project = {project:String}', within, 'is_call = 1', `(${where.sql})`, only]);
}

/** The states of sealed buckets as they are. */
function fromRollups({ question, plan, needs }: Source, params: Params): string {
  const { sealed } = plan;
  params.grains = [...new Set(sealed.map(({ grain }) => grain))];
  // Lists, as planning an OR of stretches costs more than looking up some thousand values. They also fit a few buckets of another
  // grain that begin together with one; the version tells them apart.
  params.buckets = [...new Set(sealed.map(({ bucket }) => bucket / 1e6))];
  params.cubes = plan.cubes;
  params.versions = plan.sealed.map(({ version }) => version);
  const columns = [
    ...keyColumns(
      question,
      plan,
      { set: 'indexOf({cubes:Array(String)}, r.cube)', micros: 'toInt64(toUnixTimestamp(r.bucket)) * 1000000' },
      params,
    ),
    ...needs.map((need) => `r.m_${need} AS m_${need}`),
  ];
  const condition = isOf([
    'r.project = {project:String}',
    'r.cube IN {cubes:Array(String)}',
    'r.grain IN {grains:Array(String)}',
    'r.bucket IN {buckets:Array(UInt32)}',
    'r.version IN {versions:Array(UInt64)}',
    `(${question.where.sql})`,
  ]);
  return `SELECT ${columns.join(', ')} FROM telltale.rollups AS r WHERE ${condition}`;
}
