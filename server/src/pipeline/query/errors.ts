import { elapsedMs } from '../../lib/clock.ts';
import type { Filter } from '../../model/filter.ts';
import type { Range } from '../../model/query.ts';
import { ERROR_CLASSES } from '../store/measures.ts';
import { bucketSql, pictureStep } from './interval.ts';
import { resolveRange, toldRange } from './range.ts';
import { type RowsContext, rowsGate } from './rows-gate.ts';
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

/** HTTP statuses told apart in a bucket, times classes, times buckets. */
const MAX_ROWS = 50_000;

/** The class of a failed call, as an expression over rows. */
export const CLASS_OF = `multiIf(${Object.entries(ERROR_CLASSES)
  .map(([name, condition]) => `${condition}, '${name}'`)
  .join(', ')}, 'other')`;

/** What went wrong when: failed calls by bucket, class and HTTP status. Throws `InvalidInput`. */
export async function errorCourse(context: RowsContext, query: ErrorsQuery): Promise<ErrorCourse> {
  const begun = performance.now();
  const { engine, project, now, signal } = context;
  const range = resolveRange(query.range, now);
  const step = pictureStep(query.interval, range);
  const where = whereOf(query.filter);
  const ask = (): Promise<Row[]> =>
    engine.query<Row>(
      `SELECT ${bucketSql('toUnixTimestamp64Micro(time)', step)} AS bucket, ` +
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
      elapsed_ms: elapsedMs(begun),
      range: toldRange(range),
    },
  };
}

interface Row {
  bucket: number;
  class: ErrorClass;
  http_status: number | null;
  n: number;
}
