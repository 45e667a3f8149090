import { GRAINS, type Grain, rollupTable } from '../store/cubes.ts';
import type { Params } from '../store/engine.ts';
import { MEASURES, type MeasureId } from '../store/measures.ts';
import type { Group } from './group.ts';
import type { Step } from './interval.ts';
import { DISTINCTS, isDistinct } from './metrics/distinct.ts';
import type { Metric } from './metrics/metric.ts';
import type { Plan } from './plan.ts';
import type { ResolvedRange } from './range.ts';
import type { Where } from './where.ts';

/** What one statement answers. */
export interface Question {
  project: string;
  metrics: readonly Metric[];
  where: Where;
  groups: readonly Group[];
  step: Step | undefined;
  /** Only these groups (their values in the order of `groups`); all when undefined. */
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
 * The statement of a plan: each source gives the measures by bucket and group, and one level above they are merged and become
 * metrics. Columns of the answer: `bucket` (µs, with a step), `g0`, `g1`, …, `n` and one for each metric id.
 */
export function statementOf(question: Question, plan: Plan): Statement {
  const { project, metrics, where, groups, step, order, limit, now } = question;
  const params: Params = { project, limit, ...where.params };
  for (const group of groups) Object.assign(params, group.params);
  const needs = [...new Set<Need>(['n', ...metrics.flatMap((metric) => metric.needs)])];
  const keys = [...(step ? ['bucket'] : []), ...groups.map((_, i) => `g${i}`)];
  const by = keys.length ? ` GROUP BY ${keys.join(', ')}` : '';
  const only = onlyOf(question, params);

  const sources = [
    ...(plan.raw.length || !plan.sealed.length ? [fromRows({ question, plan, needs, by, only }, params)] : []),
    ...fromRollups({ question, plan, needs, by, only }, params),
  ];
  const merged = needs.map(
    (need) => `${isDistinct(need) ? `any(m_${need})` : MEASURES[need].merge(`m_${need}`)} AS m_${need}`,
  );
  const [single] = sources;
  const measured =
    sources.length === 1
      ? single
      : `SELECT ${[...keys, ...merged].join(', ')} FROM (${sources.join(' UNION ALL ')})${by}`;
  const columns = [...keys, 'm_n AS n', ...metrics.map(({ id, sql }) => `${sql} AS ${quoted(id)}`)];
  const seconds = secondsOf(plan.range, step, now, params);
  return {
    sql:
      `SELECT ${columns.join(', ')} FROM (SELECT *, ${seconds} AS seconds FROM (${measured}))` +
      ` ORDER BY ${orderOf(order, groups)}${keys.map((key) => `, ${key}`).join('')} LIMIT {limit:UInt32}`,
    params,
  };
}

const quoted = (id: string): string => `\`${id}\``;

/** NULL and NaN last, whichever way. */
function orderOf(order: string, groups: readonly Group[]): string {
  const descending = order.startsWith('-');
  const name = descending ? order.slice(1) : order;
  const group = groups.findIndex((one) => one.name === name);
  const key = groups[group]?.number ? `toFloat64OrNull(g${group})` : `g${group}`;
  const column = group >= 0 ? key : name === 'time' ? 'bucket' : quoted(name);
  return `${column} ${descending ? 'DESC' : 'ASC'} NULLS LAST`;
}

/** Start of a bucket in µs, of a time given in µs. */
const bucketOf = (micros: string, { seconds, offset }: Step): string => {
  const [length, shift] = [seconds * 1e6, offset * 1e6];
  return `intDiv(${micros} + ${shift}, ${length}) * ${length} - ${shift} AS bucket`;
};

/** How long a row's time lasts, without what is yet to come or lies outside the range. */
function secondsOf({ from, to }: ResolvedRange, step: Step | undefined, now: number, params: Params): string {
  const end = Math.max(from + 1, Math.min(to, now));
  Object.assign(params, { range_from: from, range_end: end });
  if (!step) return '({range_end:Int64} - {range_from:Int64}) / 1e6';
  const last = `least(bucket + ${step.seconds * 1e6}, {range_end:Int64})`;
  return `greatest(${last} - greatest(bucket, {range_from:Int64}), 1) / 1e6`;
}

/** A condition that keeps the chosen groups. */
function onlyOf({ only, groups }: Question, params: Params): string {
  if (!only) return '';
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
  by: string;
  only: string;
}

const isOf = (conditions: readonly string[]): string => conditions.filter(Boolean).join(' AND ');

function fromRows({ question, plan, needs, by, only }: Source, params: Params): string {
  const { groups, step, where } = question;
  const ranges = plan.raw.map(({ from, to }, i) => {
    Object.assign(params, { [`from${i}`]: from, [`to${i}`]: to });
    return `(time >= {from${i}:DateTime64(6)} AND time < {to${i}:DateTime64(6)})`;
  });
  const columns = [
    ...(step ? [bucketOf('toUnixTimestamp64Micro(time)', step)] : []),
    ...groups.map(({ sql }, i) => `toString(${sql}) AS g${i}`),
    ...needs.map((need) => `${isDistinct(need) ? DISTINCTS[need] : MEASURES[need].raw} AS m_${need}`),
  ];
  const within = ranges.length ? `(${ranges.join(' OR ')})` : '0';
  const condition = isOf(['project = {project:String}', within, 'is_call = 1', `(${where.sql})`, only]);
  return `SELECT ${columns.join(', ')} FROM telltale.spans FINAL WHERE ${condition}${by}`;
}

function fromRollups({ question, plan, needs, by, only }: Source, params: Params): string[] {
  const { groups, step, where } = question;
  const grains = [...new Set(plan.sealed.map(({ grain }) => grain))];
  return grains.map((grain: Grain) => {
    const sealed = plan.sealed.filter((one) => one.grain === grain);
    const starts = sealed.map(({ bucket }) => bucket / 1e6);
    params.cube = plan.cube;
    params[`${grain}_versions`] = sealed.map(({ version }) => version);
    params[`${grain}_from`] = starts.reduce((a, b) => Math.min(a, b));
    params[`${grain}_to`] = starts.reduce((a, b) => Math.max(a, b)) + GRAINS[grain] / 1e6;
    const columns = [
      ...(step ? [bucketOf('toInt64(toUnixTimestamp(r.bucket)) * 1000000', step)] : []),
      ...groups.map(({ sql }, i) => `toString(${sql}) AS g${i}`),
      ...needs.map((need) => `${MEASURES[need as MeasureId].merge(`r.m_${need}`)} AS m_${need}`),
    ];
    const condition = isOf([
      'r.project = {project:String}',
      'r.cube = {cube:String}',
      `r.bucket >= toDateTime({${grain}_from:UInt32}, 'UTC')`,
      `r.bucket < toDateTime({${grain}_to:UInt32}, 'UTC')`,
      `r.version IN {${grain}_versions:Array(UInt64)}`,
      `(${where.sql})`,
      only,
    ]);
    return `SELECT ${columns.join(', ')} FROM ${rollupTable(grain)} AS r WHERE ${condition}${by}`;
  });
}
