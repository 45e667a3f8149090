import { InvalidInput } from '../../../lib/errors.ts';
import type { Filter } from '../../../model/filter.ts';
import type { Indicator, SloDefinition } from '../../../model/slo.ts';
import type { Params } from '../../store/engine.ts';
import { ERROR_CLASSES } from '../../store/measures.ts';
import { parseField } from '../fields.ts';
import { type Where, whereOf } from '../where.ts';

/** Over rows of `telltale.spans` that are calls: which belong to a goal, which of them count, and which of those were bad. */
export interface Judge {
  mine: string;
  valid: string;
  bad: string;
  params: Params;
}

const FAILED = "status = 'error'";
const { server_error, timeout, connection } = ERROR_CLASSES;
/** The same calls as the metric `availability` counts against the provider. */
export const UNAVAILABLE = `(${FAILED} AND (${server_error} OR ${timeout} OR ${connection}))`;
/** Whoever asked hung up (nginx's 499, `APIUserAbortError`, `CancelledError`): nobody's failure. */
const CANCELLED =
  `(${FAILED} AND (ifNull(http_status, 0) = 499 OR ` +
  `match(lower(error_type), 'cancel|(^|[.])(user)?abort(ed)?(error)?$|userabort|client.?(closed|disconnect)')))`;
/** Calls made to find out whether a service lives. */
const HEALTH_CHECK = `match(lower(endpoint), '(^|[ /])(health|healthz|health-check|livez|readyz|ping)/?$')`;

const LIMITED = {
  latency: { column: 'duration_ms', counts: `NOT (${FAILED})` },
  ttft: { column: 'ttft_ms', counts: `NOT (${FAILED}) AND ttft_ms IS NOT NULL` },
  cost: { column: 'cost', counts: 'cost IS NOT NULL' },
} as const;

/**
 * How a goal judges calls (statistics: valid events leave out health checks and what the client cancelled). Latency is judged of
 * calls that came to an end, for a failure is no quick answer; what is unknown is neither good nor bad. `prefix` begins the
 * names of parameters. Throws `InvalidInput` naming `filter[…]`.
 */
export function judgeOf({ indicator, filter }: Pick<SloDefinition, 'indicator' | 'filter'>, prefix: string): Judge {
  const { sql: mine, params }: Where = whereOf(filter, { prefix: `${prefix}f` });
  const real = `NOT ${HEALTH_CHECK}`;
  if (indicator.type === 'availability') {
    const valid = indicator.count_cancelled ? real : `${real} AND NOT ${CANCELLED}`;
    return { mine, valid, bad: UNAVAILABLE, params };
  }
  const { column, counts } = LIMITED[indicator.type];
  const name = `${prefix}below`;
  return {
    mine,
    valid: `${real} AND ${counts}`,
    bad: `ifNull(toFloat64(${column}) >= {${name}:Float64}, 0)`,
    params: { ...params, [name]: indicator.below },
  };
}

/**
 * Throws `InvalidInput` where a goal cannot be counted: unknown fields, and those that say something only after its hours were
 * counted (scores) or are dear to look through (texts). `path` is where the definition stands in the request.
 */
export function checkSlo({ filter, window_days }: SloDefinition, retentionDays: number, path = ''): void {
  whereOf(filter, { path: `${path}filter` });
  for (const [i, { field: name }] of filter.entries()) {
    const field = parseField(name);
    const why =
      field?.kind === 'score'
        ? 'come later than the calls'
        : field?.kind === 'column' && field.use === 'text'
          ? 'take too long to read'
          : undefined;
    if (why)
      throw new InvalidInput(
        `${path}filter[${i}].field`,
        `a goal cannot choose calls by \`${name}\`: such values ${why}`,
      );
  }
  if (window_days > retentionDays)
    throw new InvalidInput(
      `${path}window_days`,
      `calls are kept for ${retentionDays} days: take a window of at most that`,
    );
}

/** Filters that find what `judgeOf` calls bad; undefined for availability, which no filter says exactly. */
export function badFilter(indicator: Indicator): Filter[] | undefined {
  if (indicator.type === 'availability') return undefined;
  const over: Filter = { field: LIMITED[indicator.type].column, op: 'gte', value: indicator.below };
  return indicator.type === 'cost' ? [over] : [over, { field: 'status', op: 'eq', value: 'ok' }];
}
