import { InvalidInput } from '../../lib/errors.ts';
import type { Filter } from '../../model/filter.ts';
import type { Range } from '../../model/query.ts';
import type { Engine } from '../store/engine.ts';
import { ERROR_CLASSES } from '../store/measures.ts';
import { bucketsOf, type Step, stepOf } from './interval.ts';
import { resolveRange } from './range.ts';
import { rowsGate } from './rows-gate.ts';
import { formatTime } from './time.ts';
import { whereOf } from './where.ts';

export const ERROR_CLASS_NAMES = [...(Object.keys(ERROR_CLASSES) as (keyof typeof ERROR_CLASSES)[]), 'other'] as const;
export type ErrorClass = (typeof ERROR_CLASS_NAMES)[number];

export interface ErrorsQuery {
  range: Range;
  filter: Filter[];
  interval: string;
}

/** Failed calls over time, each in one class. Buckets without failures are not there. */
export interface ErrorCourse {
  interval: string;
  rows: { time: string; class: ErrorClass; http_status?: number; n: number }[];
  meta: { elapsed_ms: number; range: { from: string; to: string } };
}

interface Context {
  engine: Engine;
  project: string;
  /** Microseconds since the epoch. */
  now: number;
  signal?: AbortSignal | undefined;
}

const MAX_BUCKETS = 400;
/** HTTP statuses told apart in a bucket, times classes, times buckets. */
const MAX_ROWS = 50_000;

/** The class of a failed call, as an expression over rows. */
export const CLASS_OF = `multiIf(${Object.entries(ERROR_CLASSES)
  .map(([name, condition]) => `${condition}, '${name}'`)
  .join(', ')}, 'other')`;

/** What went wrong when: failed calls by bucket, class and HTTP status. Throws `InvalidInput`. */
export async function errorCourse(context: Context, query: ErrorsQuery): Promise<ErrorCourse> {
  const begun = performance.now();
  const { engine, project, now, signal } = context;
  const range = resolveRange(query.range, now);
  const step = stepOf(query.interval === 'none' ? 'auto' : query.interval, range) as Step;
  if (bucketsOf(step, range) > MAX_BUCKETS)
    throw new InvalidInput('interval', `more than ${MAX_BUCKETS} steps: take a longer one or \`auto\``);
  const where = whereOf(query.filter);
  const [length, shift] = [step.seconds * 1e6, step.offset * 1e6];
  const ask = (): Promise<Row[]> =>
    engine.query<Row>(
      `SELECT intDiv(toUnixTimestamp64Micro(time) + ${shift}, ${length}) * ${length} - ${shift} AS bucket, ` +
        `${CLASS_OF} AS class, http_status, count() AS n FROM telltale.spans FINAL WHERE project = {project:String} ` +
        'AND time >= {from:DateTime64(6)} AND time < {to:DateTime64(6)} AND is_call = 1 ' +
        `AND status = 'error' AND ${where.sql} GROUP BY bucket, class, http_status ` +
        `ORDER BY bucket, n DESC, class, http_status LIMIT ${MAX_ROWS}`,
      { ...where.params, project, ...range },
      signal ? { signal } : {},
    );
  const rows = await rowsGate.run(ask, signal);
  return {
    interval: step.name,
    rows: rows.map(({ bucket, class: of, http_status, n }) => ({
      time: formatTime(bucket),
      class: of,
      ...(http_status === null ? {} : { http_status }),
      n,
    })),
    meta: {
      elapsed_ms: Math.round((performance.now() - begun) * 10) / 10,
      range: { from: formatTime(range.from), to: formatTime(range.to) },
    },
  };
}

interface Row {
  bucket: number;
  class: ErrorClass;
  http_status: number | null;
  n: number;
}
