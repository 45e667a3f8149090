import { elapsedMs } from '../../../lib/clock.ts';
import { InvalidInput } from '../../../lib/errors.ts';
import type { Filter } from '../../../model/filter.ts';
import type { Range } from '../../../model/query.ts';
import type { Context } from '../ask.ts';
import { Gate } from '../gate.ts';
import { type ResolvedRange, resolveRange, toldRange } from '../range.ts';
import { metricColumn } from '../sql.ts';
import type { ChangesAnswer, News } from './answer.ts';
import { CELL_FIELDS, type Cell, type Dimension } from './cell.ts';
import { type Periods, readCells } from './cells.ts';
import { P95 } from './counted.ts';
import { type Found, findChanges, type Known } from './find.ts';
import { readNews } from './news.ts';
import { readBoth } from './read.ts';
import { fewRows, readPhi } from './sample.ts';
import { type Scene, told } from './tell.ts';

export interface ChangesQuery {
  range: Range;
  filter: Filter[];
  compare: 'previous' | 'week';
}

const WEEK = 7 * 86_400_000_000;
const FEWEST = 30;
const MOST_CHANGES = 8;
/** A dozen reads each: two pages' worth at a time. */
const gate = new Gate({ atOnce: 2, waiting: 30, waitMs: 20_000 });

/** Fields that no roll-up has, looked at when those of the roll-ups explain too little. */
const MORE_FIELDS = ['service', 'endpoint', 'customer', 'user'];
const MORE_DIMENSIONS: Dimension[] = MORE_FIELDS.map((field, i) => ({ fields: [field], at: [i] }));
const EXPLAINED = 0.5;

/**
 * What changed from the period before (or the same days last week) to this one, most important first, with what explains it.
 * Empty when nothing did beyond chance and habit, or when a period has fewer than 30 calls. Throws `InvalidInput`.
 */
export async function whatChanged(context: Context, query: ChangesQuery): Promise<ChangesAnswer> {
  const begun = performance.now();
  const range = resolveRange(query.range, context.now);
  const periods: Periods = { filter: query.filter, range, before: earlier(range, query.compare) };
  const found = await gate.run(() => look(context, periods), context.signal);
  const { sampled, ...rest } = found;
  return {
    changes: rest.changes,
    news: rest.news,
    meta: {
      range: toldRange(range),
      compare: toldRange(periods.before),
      n: rest.n,
      n_before: rest.n_before,
      elapsed_ms: elapsedMs(begun),
      ...(sampled ? { sampled } : {}),
    },
  };
}

/** A few small reads: never behind those that look for causes. */
const light = new Gate({ atOnce: 2, waiting: 60, waitMs: 20_000 });
/** Prompts, their versions and models are all that news are about. */
const NEWS_FIELDS = CELL_FIELDS.slice(0, 3);

/** What came and went from one period to the other and nothing else: what `whatChanged` says of it, for far less work. */
export async function whatCame(
  context: Context,
  query: ChangesQuery,
): Promise<{ news: News[]; meta: Omit<ChangesAnswer['meta'], 'sampled'> }> {
  const begun = performance.now();
  const range = resolveRange(query.range, context.now);
  const periods: Periods = { filter: query.filter, range, before: earlier(range, query.compare) };
  const { cells, news } = await light.run(async () => {
    const counts = await readCells(context, periods, NEWS_FIELDS, undefined, []);
    return { cells: counts, news: await readNews(context, periods, counts) };
  }, context.signal);
  const sum = (of: (cell: Cell) => number): number => cells.reduce((total, cell) => total + of(cell), 0);
  return {
    news,
    meta: {
      range: toldRange(range),
      compare: toldRange(periods.before),
      n: sum(({ after }) => after.n),
      n_before: sum(({ before }) => before.n),
      elapsed_ms: elapsedMs(begun),
    },
  };
}

function earlier({ from, to }: ResolvedRange, compare: ChangesQuery['compare']): ResolvedRange {
  const by = compare === 'week' ? WEEK : to - from;
  if (from < by) throw new InvalidInput('compare', 'there is nothing before 1970 to compare with');
  return { from: from - by, to: to - by };
}

type Looked = Pick<ChangesAnswer, 'changes' | 'news'> & { n: number; n_before: number; sampled: boolean };

async function look(context: Context, periods: Periods): Promise<Looked> {
  const totals = await readBoth(context, { metrics: [P95], ...periods, limit: 1 });
  const [now, then] = [totals.after[0], totals.before[0]];
  const counts = { n: Number(now?.n ?? 0), n_before: Number(then?.n ?? 0) };
  if (counts.n < FEWEST || counts.n_before < FEWEST) return { changes: [], news: [], ...counts, sampled: false };
  const p95 = { before: Number(then?.[metricColumn(P95.id)]), after: Number(now?.[metricColumn(P95.id)]) };
  const [cells, phi] = await Promise.all([
    readCells(context, periods, CELL_FIELDS, p95.before),
    readPhi(context, periods),
  ]);
  const known: Known = { phi, p95 };
  const found = findChanges(cells, known).slice(0, MOST_CHANGES);
  const [more, news] = await Promise.all([
    furtherCauses(context, periods, found, known),
    readNews(context, periods, cells),
  ]);
  const scene: Scene = { context, periods, cells, known, news };
  const changes = await told(scene, found, more.causes);
  return { changes, news, ...counts, sampled: more.sampled };
}

/** By metric: causes among fields that only rows have, where those of the roll-ups explain too little. */
async function furtherCauses(
  context: Context,
  periods: Periods,
  found: readonly Found[],
  known: Known,
): Promise<{ causes: Map<string, { found: Found; cells: Cell[] }>; sampled: boolean }> {
  const causes = new Map<string, { found: Found; cells: Cell[] }>();
  const open = found.filter((one) => !one.part && one.causes.reduce((sum, { share }) => sum + share, 0) < EXPLAINED);
  if (!open.length) return { causes, sampled: false };
  const few = await fewRows(context, periods);
  const cells = await readCells(context, few.periods, MORE_FIELDS, known.p95?.before);
  const again = findChanges(cells, known, MORE_DIMENSIONS);
  for (const { kind } of open) {
    const same = again.find((one) => one.kind === kind && !one.part && one.causes.length);
    if (same) causes.set(kind.metric, { found: same, cells });
  }
  return { causes, sampled: few.sampled };
}
