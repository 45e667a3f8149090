import type { Filter } from '../../../model/filter.ts';
import type { Range } from '../../../model/query.ts';
import { turnsOf } from '../../score/turns.ts';
import { resolveRange } from '../range.ts';
import { type RowsContext, rowsGate } from '../rows-gate.ts';
import { formatTime } from '../time.ts';
import { whereOf } from '../where.ts';
import { alike } from './alike.ts';

/** What is said to a model in order to turn it, by flag. */
export const ATTACKS = ['injection', 'indirect_injection', 'jailbreak', 'toxicity_input'] as const;
export type Attack = (typeof ATTACKS)[number];

export interface CampaignsQuery {
  range: Range;
  filter: Filter[];
  limit: number;
}

/** Attacks whose words are nearly the same. */
export interface Campaign {
  n: number;
  /** Users that are known. */
  users: number;
  first_seen: string;
  last_seen: string;
  kinds: { kind: Attack; n: number }[];
  /** The newest of them and what it said. */
  example: { trace_id: string; span_id: string; text: string };
  /** What finds these calls: the newest 50. */
  filter: Filter[];
}

export interface Campaigns {
  campaigns: Campaign[];
  /** Flagged calls that were compared, of all there are, and how many groups they make. */
  n: number;
  all: number;
  total: number;
}

/** Comparing so many that are all different takes about half a second at most. */
const MAX_ROWS = 2000;
/** Characters of an input that are read, and of what was said that are compared and told. */
const READ = 32_000;
const COMPARED = 2000;
const TOLD = 400;
const LISTED = 50;

/** Flagged inputs that are nearly the same, the most frequent first. The newest 2,000 are compared. Throws `InvalidInput`. */
export async function campaigns(context: RowsContext, { range, filter, limit }: CampaignsQuery): Promise<Campaigns> {
  const { engine, project, now, signal } = context;
  const where = whereOf(filter);
  const rows = await rowsGate.run(
    () =>
      engine.query<Row>(
        `SELECT trace_id, span_id, toUnixTimestamp64Micro(time) AS at, user, flags, substringUTF8(input, 1, ${READ}) AS input, ` +
          'count() OVER () AS all FROM telltale.spans FINAL WHERE project = {project:String} AND time >= {from:DateTime64(6)} ' +
          'AND time < {to:DateTime64(6)} AND is_call = 1 AND hasAny(flags, {kinds:Array(String)}) ' +
          `AND ${where.sql} ORDER BY time DESC, span_id LIMIT ${MAX_ROWS}`,
        { ...where.params, project, ...resolveRange(range, now), kinds: [...ATTACKS] },
        signal ? { signal } : {},
      ),
    signal,
  );
  const texts = rows.map(({ input }) => saidIn(input));
  const groups = alike(texts).sort((a, b) => b.length - a.length || (a[0] ?? 0) - (b[0] ?? 0));
  return {
    campaigns: groups.slice(0, limit).map((group) => campaignOf(group, rows, texts)),
    n: rows.length,
    all: rows[0]?.all ?? 0,
    total: groups.length,
  };
}

interface Row {
  trace_id: string;
  span_id: string;
  at: number;
  user: string;
  flags: string[];
  input: string;
  all: number;
}

/** What the user said last, else what came from outside. An input that was cut is no JSON any more and is read as it is. */
function saidIn(input: string): string {
  const { user, tool } = turnsOf(input, 'user');
  return (user.at(-1) ?? tool.at(-1) ?? '').slice(0, COMPARED);
}

function campaignOf(group: readonly number[], rows: readonly Row[], texts: readonly string[]): Campaign {
  const members = group.map((at) => rows[at] as Row);
  const newest = members[0] as Row;
  const kinds = ATTACKS.map((kind) => ({ kind, n: members.filter(({ flags }) => flags.includes(kind)).length }));
  return {
    n: members.length,
    users: new Set(members.map(({ user }) => user).filter((user) => user !== '')).size,
    first_seen: formatTime((members.at(-1) as Row).at),
    last_seen: formatTime(newest.at),
    kinds: kinds.filter(({ n }) => n > 0).sort((a, b) => b.n - a.n),
    example: {
      trace_id: newest.trace_id,
      span_id: newest.span_id,
      text: (texts[group[0] as number] as string).slice(0, TOLD),
    },
    filter: [{ field: 'span_id', op: 'in', value: members.slice(0, LISTED).map(({ span_id }) => span_id) }],
  };
}
