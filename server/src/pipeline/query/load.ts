import { elapsedMs } from '../../lib/clock.ts';
import type { Filter } from '../../model/filter.ts';
import type { Range } from '../../model/query.ts';
import type { Params } from '../store/engine.ts';
import { estimateRows } from './estimate.ts';
import { type Knee, kneeOf } from './knee.ts';
import { type ResolvedRange, resolveRange, toldRange } from './range.ts';
import { type RowsContext, rowsGate } from './rows-gate.ts';
import { whereOf } from './where.ts';

export interface LoadQuery {
  range: Range;
  filter: Filter[];
}

/** What the calls that began at one level of load met with. Percentiles are of the calls that did not fail. */
export interface LoadLevel {
  /** Calls in flight, the beginning one among them: the mean of the level. */
  concurrency: number;
  /** Calls that began, and how many of them failed. */
  n: number;
  errors: number;
  latency_p50?: number;
  latency_p95?: number;
  /** Calls that ended, a second of the time at this level. */
  throughput?: number;
  /** Seconds at this level. */
  seconds: number;
}

/** Latency against calls in flight. */
export interface Load {
  levels: LoadLevel[];
  n: number;
  /** Calls in flight at a moment: the mean, and what is not exceeded in 95 % of the time. */
  concurrency_avg: number;
  concurrency_p95: number;
  knee: Knee;
  /** The knee as a multiple of `concurrency_p95`: how much more load there may be before latency rises. */
  headroom?: number;
  /** Share of the time that was looked at, in so many stretches, when it was not all of it. */
  sampled?: { share: number; stretches: number };
  meta: { elapsed_ms: number; range: { from: string; to: string } };
}

const MAX_ROWS = 300_000;
const MAX_STRETCHES = 24;
/** Read before a stretch, so that calls which began earlier are in flight: longer ones are missed until they end (µs). */
const WARM = 300_000_000;
/** A call is in flight for at most this long (ms): what never ended must not count for ever. */
const LONGEST = 3_600_000;
/** Levels up to this are told apart; above, a level holds an eighth of a doubling. */
const EXACT = 16;

interface Stretch extends ResolvedRange {
  /** Where reading begins. */
  read: number;
}

/** How latency goes with load, by a sweep over starts and ends of calls. Throws `InvalidInput`. */
export async function load(context: RowsContext, query: LoadQuery): Promise<Load> {
  const begun = performance.now();
  const { now, signal, maxRows = MAX_ROWS } = context;
  const whole = resolveRange(query.range, now);
  const range = { from: whole.from, to: Math.max(whole.from + 1, Math.min(whole.to, now)) };
  const stretches = stretchesOf(range, await estimateRows(context, range), maxRows);
  const rows = await rowsGate.run(() => sweep(context, query.filter, stretches), signal);
  const seconds = stretches.reduce((sum, { from, to }) => sum + (to - from) / 1e6, 0);
  const levels = rows.map(levelOf).filter(({ n, seconds: at }) => n > 0 || at > 0);
  const busy = busyness(levels, seconds);
  const knee = kneeOf(levels);
  const looked = seconds / ((range.to - range.from) / 1e6);
  return {
    levels: levels.filter(({ n }) => n > 0),
    n: levels.reduce((sum, { n }) => sum + n, 0),
    ...busy,
    knee,
    ...(knee.at !== undefined && busy.concurrency_p95 > 0 ? { headroom: knee.at / busy.concurrency_p95 } : {}),
    ...(looked < 1 ? { sampled: { share: looked, stretches: stretches.length } } : {}),
    meta: {
      elapsed_ms: elapsedMs(begun),
      range: toldRange(whole),
    },
  };
}

/**
 * What is read of a range: all of it, or evenly spread stretches of whole traffic. A sample of the calls would not do: each one
 * left out is a call in flight less.
 */
function stretchesOf({ from, to }: ResolvedRange, rows: number, maxRows: number): Stretch[] {
  if (rows <= maxRows) return [{ read: Math.max(0, from - WARM), from, to }];
  const budget = (to - from) * (maxRows / rows);
  const count = Math.min(MAX_STRETCHES, Math.max(1, Math.floor(budget / (3 * WARM))));
  const share = budget / count;
  const warm = Math.min(WARM, share / 3);
  const slot = (to - from) / count;
  return Array.from({ length: count }, (_, i) => {
    const start = Math.round(from + slot * i + (slot - share) / 2);
    return { read: start, from: Math.round(start + warm), to: Math.round(start + share) };
  });
}

interface Row {
  level: number;
  seconds: number;
  ended: number;
  n: number;
  errors: number;
  quantiles: [number, number];
}

/**
 * The sweep: each call is +1 at its start and −1 at its end, their running sum is the number in flight. Time up to an event and
 * the ends belong to the level before it, starts to the one after.
 */
function sweep(
  { engine, project, signal }: RowsContext,
  filter: readonly Filter[],
  stretches: Stretch[],
): Promise<Row[]> {
  const where = whereOf(filter);
  const params: Params = { ...where.params, project };
  const times = stretches.map(({ read, to }, i) => {
    Object.assign(params, { [`w${i}_from`]: read, [`w${i}_to`]: to });
    return `(time >= {w${i}_from:DateTime64(6)} AND time < {w${i}_to:DateTime64(6)})`;
  });
  Object.assign(params, {
    reads: stretches.map(({ read }) => read),
    froms: stretches.map(({ from }) => from),
    tos: stretches.map(({ to }) => to),
  });
  const calls =
    'SELECT toUnixTimestamp64Micro(time) AS start, start + greatest(1, toInt64(toFloat64(least(duration_ms, ' +
    `${LONGEST})) * 1000)) AS end, toFloat64(duration_ms) AS ms, status = 'error' AS failed, ` +
    'arrayLastIndex(read -> read <= start, {reads:Array(Int64)}) AS stretch FROM telltale.spans FINAL ' +
    `WHERE project = {project:String} AND (${times.join(' OR ')}) AND is_call = 1 AND ${where.sql}`;
  const events =
    'SELECT stretch, event.1 AS at, event.2 AS step, ms, failed, ' +
    'sum(event.2) OVER (PARTITION BY stretch ORDER BY event.1, event.2 ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS after, ' +
    'lagInFrame(event.1, 1, event.1) OVER (PARTITION BY stretch ORDER BY event.1, event.2 ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS past ' +
    `FROM (${calls}) ARRAY JOIN [(start, toInt64(1)), (end, toInt64(-1))] AS event`;
  const within =
    'SELECT step, ms, failed, after, at >= {froms:Array(Int64)}[stretch] AND at < {tos:Array(Int64)}[stretch] AS inside, ' +
    'greatest(0, least(at, {tos:Array(Int64)}[stretch]) - greatest(past, {froms:Array(Int64)}[stretch])) AS held ' +
    `FROM (${events})`;
  const parts =
    'SELECT part.1 AS flight, part.2 AS held, part.3 AS ended, part.4 AS started, ms, failed FROM (SELECT ms, failed, ' +
    'arrayJoin(if(step = 1, [(after - 1, held, 0, 0), (after, 0, 0, inside)], [(after + 1, held, inside, 0)])) AS part ' +
    `FROM (${within})) WHERE flight > 0`;
  const step = `if(flight <= ${EXACT}, flight, ${EXACT} + toInt64(floor((log2(flight) - log2(${EXACT})) * 8)) + 1)`;
  return engine.query<Row>(
    `SELECT ${step} AS bin, sum(flight * started) / nullIf(sum(started), 0) AS begun_at, ` +
      'if(sum(started) > 0, begun_at, avg(flight)) AS level, sum(held) / 1e6 AS seconds, sum(ended) AS ended, sum(started) AS n, ' +
      'sumIf(started, failed) AS errors, quantilesIf(0.5, 0.95)(ms, started = 1 AND NOT failed) AS quantiles ' +
      `FROM (${parts}) GROUP BY bin ORDER BY bin`,
    params,
    signal ? { signal } : {},
  );
}

/** Fewer calls than this carry no percentile. */
const TOO_FEW = 20;

function levelOf({ level, seconds, ended, n, errors, quantiles: [p50, p95] }: Row): LoadLevel {
  const known = n - errors >= TOO_FEW;
  return {
    concurrency: level,
    n,
    errors,
    ...(known ? { latency_p50: p50, latency_p95: p95 } : {}),
    ...(ended >= TOO_FEW && seconds > 0 ? { throughput: ended / seconds } : {}),
    seconds,
  };
}

/** Calls in flight over the time, idle time included. */
function busyness(levels: readonly LoadLevel[], seconds: number): Pick<Load, 'concurrency_avg' | 'concurrency_p95'> {
  if (seconds <= 0) return { concurrency_avg: 0, concurrency_p95: 0 };
  const held = levels.reduce((sum, level) => sum + level.seconds, 0);
  const average = levels.reduce((sum, level) => sum + level.concurrency * level.seconds, 0) / seconds;
  let beyond = 0.05 * Math.max(seconds, held);
  const p95 = levels.toReversed().find((level) => {
    beyond -= level.seconds;
    return beyond < 0;
  });
  return { concurrency_avg: average, concurrency_p95: p95?.concurrency ?? 0 };
}
