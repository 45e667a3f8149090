import type { Filter } from '../../model/filter.ts';
import type { Range } from '../../model/query.ts';
import { newestPart } from './estimate.ts';
import { resolveRange, toldRange } from './range.ts';
import { type RowsContext, rowsGate } from './rows-gate.ts';
import { formatTime } from './time.ts';
import { whereOf } from './where.ts';

/** How near calls came to a provider's limit, by what the provider's answers said in their headers. */
export interface RateLimit {
  provider?: string;
  model?: string;
  kind: 'requests' | 'tokens';
  /** Lowest share of the limit that was left, what was left and the limit then, and when. */
  share: number;
  remaining: number;
  limit: number;
  time: string;
  /** Calls whose answer said so. */
  n: number;
}

export interface RateLimits {
  /** Nearest to its limit first; empty where no answer said anything. */
  limits: RateLimit[];
  /** Given when only the newest calls were looked at: the range that was. */
  sampled?: { from: string; to: string };
}

const MAX_ROWS = 1_000_000;
const MOST = 50;
const KINDS = ['requests', 'tokens'] as const;

/** The number in the metadata whose key ends so: a header by its own name or below an instrumentation's prefix, maybe in a list. */
const header = (...names: string[]): string => {
  const ends = names.map((name) => `endsWith(lower(key), '${name}')`).join(' OR ');
  return `toFloat64OrNull(extract(metadata[arrayFirst(key -> ${ends}, mapKeys(metadata))], '[0-9]{1,15}'))`;
};

/** OpenAI and those that speak like it put the subject last (`x-ratelimit-remaining-tokens`), Anthropic first (`…-tokens-remaining`). */
const about = (kind: (typeof KINDS)[number]): string =>
  `('${kind}', ${header(`ratelimit-remaining-${kind}`, `ratelimit-${kind}-remaining`)}, ` +
  `${header(`ratelimit-limit-${kind}`, `ratelimit-${kind}-limit`)})`;

/** Where the headers of answers were recorded, how little of each limit was left. Throws `InvalidInput`. */
export async function rateLimits(context: RowsContext, query: { range: Range; filter: Filter[] }): Promise<RateLimits> {
  const { engine, project, now, signal, maxRows = MAX_ROWS } = context;
  const whole = resolveRange(query.range, now);
  const where = whereOf(query.filter);
  const range = await newestPart(context, whole, maxRows);
  const ask = (): Promise<Row[]> =>
    engine.query<Row>(
      'SELECT provider, model, said.1 AS kind, min(left) AS share, argMin(said.2, left) AS remaining, ' +
        'argMin(said.3, left) AS limit, toUnixTimestamp64Micro(argMin(time, left)) AS at, count() AS n FROM (' +
        `SELECT provider, model, time, arrayJoin([${KINDS.map(about).join(', ')}]) AS said, said.2 / said.3 AS left ` +
        'FROM telltale.spans FINAL WHERE project = {project:String} AND time >= {from:DateTime64(6)} ' +
        'AND time < {to:DateTime64(6)} AND is_call = 1 ' +
        `AND arrayExists(key -> positionCaseInsensitive(key, 'ratelimit') > 0, mapKeys(metadata)) AND ${where.sql}) ` +
        'WHERE said.2 IS NOT NULL AND said.3 > 0 GROUP BY provider, model, kind ' +
        `ORDER BY share, provider, model, kind LIMIT ${MOST}`,
      { ...where.params, project, ...range },
      signal ? { signal } : {},
    );
  const rows = await rowsGate.run(ask, signal);
  return {
    limits: rows.map(({ provider, model, at, ...rest }) => ({
      ...(provider === '' ? {} : { provider }),
      ...(model === '' ? {} : { model }),
      ...rest,
      time: formatTime(at),
    })),
    ...(range.from === whole.from ? {} : { sampled: toldRange(range) }),
  };
}

interface Row {
  provider: string;
  model: string;
  kind: (typeof KINDS)[number];
  share: number;
  remaining: number;
  limit: number;
  at: number;
  n: number;
}
