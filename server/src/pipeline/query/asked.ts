import { InvalidInput } from '../../lib/errors.ts';
import type { Filter } from '../../model/filter.ts';
import type { MetricQuery } from '../../model/query.ts';
import { metricOf } from './catalogue.ts';
import { type Group, groupsOf } from './group.ts';
import { type Step, stepOf } from './interval.ts';
import { isDistinct } from './metrics/distinct.ts';
import type { Metric } from './metrics/metric.ts';
import { type ResolvedRange, resolveRange, wholeOf } from './range.ts';

const WEEK = 7 * 86_400_000_000;
/** Rows of one answer, over all groups and buckets. */
export const MAX_ROWS = 200_000;

/** Parsed, without its range: what the same question over another range shares. */
export interface Asked {
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
  /** Names of all fields filtered on or grouped by. */
  fields: string[];
  /** No roll-up has what is asked for. */
  rowsOnly: boolean;
}

/** A question as it came, understood. */
export interface Prepared {
  query: MetricQuery;
  asked: Asked;
  range: ResolvedRange;
  other: Other | undefined;
}

/** Understands a question; `now` in microseconds since the epoch. Throws `InvalidInput`. */
export function prepare(query: MetricQuery, now: number): Prepared {
  const range = resolveRange(query.range, now);
  const asked = parse(query, range);
  return { query, asked, range, other: query.compare && otherOf(query, asked, range) };
}

/** The question that another one is compared with. */
export interface Other {
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

/** The range before, or a week ago; before by whole buckets, so that both ranges have the same ones and both starts are whole. */
function shifted({ from, to }: ResolvedRange, compare: 'previous' | 'week', step: Step | undefined): ResolvedRange {
  const whole = wholeOf(to - from);
  const unit = step ? step.seconds * 1e6 : from % whole === 0 ? whole : 1;
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
