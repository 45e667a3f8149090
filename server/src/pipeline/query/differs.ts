import { elapsedMs, nowMicros } from '../../lib/clock.ts';
import { InvalidInput } from '../../lib/errors.ts';
import type { Filter } from '../../model/filter.ts';
import type { Range } from '../../model/query.ts';
import type { Engine } from '../store/engine.ts';
import { type Draw, isWhole, stretchesOf } from './differs-sample.ts';
import { type DifferField, type Looked, lookedOf, ranked } from './differs-score.ts';
import { type Sides, sizeStatement, type ValueRow, valuesStatement } from './differs-sql.ts';
import { estimateRows } from './estimate.ts';
import { Gate } from './gate.ts';
import { type ResolvedRange, resolveRange, toldRange } from './range.ts';
import { whereOf } from './where.ts';

export interface DiffersQuery {
  /** The view: what is compared at all. */
  range: Range;
  filter: Filter[];
  /** Calls of the view that pass these, … */
  selection: Filter[];
  /** … and lie in this part of its range. */
  selection_range?: Range | undefined;
  /** Fields that are told. */
  limit: number;
}

/** One side: calls there are, and of how many fields were looked at. */
interface Side {
  n: number;
  looked_at: number;
  /** `n` is reckoned from stretches of time. */
  estimated?: true;
}

export interface Differs {
  selection: Side;
  rest: Side;
  fields: DifferField[];
  /** Fields the selection was made by: they differ because they were asked to. */
  defining: string[];
  /** Share of the calls that was looked at, when not all were. */
  sampled?: { selection: number; rest: number };
  meta: { elapsed_ms: number; range: Told; selection_range?: Told };
}

interface Told {
  from: string;
  to: string;
}

interface Context {
  engine: Engine;
  project: string;
  now?: number;
  signal?: AbortSignal;
  budget?: Partial<Budget>;
}

/** How much may be read; all of it where there is less. Rows read whole cost most: half a microsecond each. */
interface Budget {
  /** Rows whose filters are tried to learn the sizes. */
  sizing: number;
  /** Rows read whole for the selection, and for the rest when that has stretches of its own. */
  reading: number;
  context: number;
  /** Calls of the selection and of the rest that are compared. */
  selected: number;
  rest: number;
  /** Selected calls that are sought one by one where stretches would hold fewer; each makes the engine read some 8,000 rows. */
  sought: number;
}

const BUDGET: Budget = {
  sizing: 1_500_000,
  reading: 300_000,
  context: 100_000,
  selected: 20_000,
  rest: 30_000,
  sought: 40,
};
const TIMEOUT_MS = 15_000;
/** Each takes both cores: one after the other is sooner done. */
const gate = new Gate({ atOnce: 2, waiting: 30, waitMs: 20_000 });

/**
 * Compares the calls of a selection with the rest of the view: every field and metadata key, those that differ most first.
 * Two statements over a bounded sample, the same calls each time. Throws `InvalidInput` naming the field, `QueryTooExpensive`.
 */
export async function whatDiffers(context: Context, query: DiffersQuery): Promise<Differs> {
  const begun = performance.now();
  const { signal } = context;
  const range = resolveRange(query.range, context.now ?? nowMicros());
  const stretch = stretchOf(query, range, context.now ?? nowMicros());
  const sides: Sides = {
    project: context.project,
    view: whereOf(query.filter, { prefix: 'v' }),
    selection: whereOf(query.selection, { path: 'selection', prefix: 'f' }),
    stretch,
  };
  const { sizes, tried, own, rest, rows } = await gate.run(() => counted(context, sides, range), signal);
  const looked = lookedOf(rows);
  const defining = [...new Set(query.selection.map(({ field }) => field))];
  const [selection, others] = [
    sideOf(sizes.selected, tried.own === 1, own, looked.selected),
    sideOf(sizes.rest, tried.rest === 1, rest, looked.rest),
  ];
  return {
    selection,
    rest: others,
    fields: ranked(rows, looked, new Set(defining)).slice(0, query.limit),
    defining,
    ...sampledOf(selection, others),
    meta: {
      elapsed_ms: elapsedMs(begun),
      range: toldRange(range),
      ...(query.selection_range ? { selection_range: toldRange(stretch) } : {}),
    },
  };
}

/** The part of the range that is selected. */
function stretchOf({ selection, selection_range }: DiffersQuery, range: ResolvedRange, now: number): ResolvedRange {
  if (!selection_range) {
    if (!selection.length)
      throw new InvalidInput('selection', 'select something: filters, a `selection_range`, or both');
    return range;
  }
  const wanted = resolveRange(selection_range, now, 'selection_range');
  const stretch = { from: Math.max(range.from, wanted.from), to: Math.min(range.to, wanted.to) };
  if (stretch.from >= stretch.to) throw new InvalidInput('selection_range', 'lies outside of `range`');
  return stretch;
}

interface Counted {
  sizes: Looked;
  /** Share of the rows the sizes were learnt from. */
  tried: { own: number; rest: number };
  own: Draw;
  rest: Draw;
  rows: ValueRow[];
}

async function counted(context: Context, sides: Sides, range: ResolvedRange): Promise<Counted> {
  const { engine, project, signal } = context;
  const budget = { ...BUDGET, ...context.budget };
  const { stretch } = sides;
  const options = { timeoutMs: TIMEOUT_MS, ...(signal ? { signal } : {}) };
  const asked = { engine, project, ...(signal ? { signal } : {}) };
  const there = await estimateRows(asked, range);
  const within = stretch === range ? there : await estimateRows(asked, stretch);
  const tried = { own: part(budget.sizing, within), rest: part(budget.sizing, there) };
  const sizing = sizeStatement(sides, stretchesOf(stretch, tried.own), stretchesOf(range, tried.rest));
  const [seen] = await engine.query<Looked>(sizing.sql, sizing.params, options);
  const sizes = {
    selected: Math.round((seen?.selected ?? 0) / tried.own),
    rest: Math.round((seen?.rest ?? 0) / tried.rest),
  };
  const own = ownDraw(stretch, within, sizes.selected, budget);
  const beside = !own.sought && stretch === range;
  const share = part(beside ? budget.reading : budget.context, there);
  const rest = {
    stretches: stretchesOf(range, share),
    keep: part(budget.rest, sizes.rest * share),
    sought: false,
  };
  const nothing = (tried.own === 1 && sizes.selected === 0) || (tried.rest === 1 && sizes.rest === 0);
  if (nothing) return { sizes, tried, own: { ...own, keep: 0 }, rest: { ...rest, keep: 0 }, rows: [] };
  const { sql, params } = valuesStatement(sides, own, rest);
  const rows = await engine.query<ValueRow>(sql, params, options);
  return { sizes, tried, own, rest, rows };
}

const part = (wanted: number, all: number): number => Math.min(1, wanted / Math.max(1, all));

/** What to look at of a selection of `calls` calls among so many rows of a range. */
function ownDraw(range: ResolvedRange, rows: number, calls: number, budget: Budget): Draw {
  const share = part(budget.reading, rows);
  const sought = share < 1 && calls * share < budget.sought;
  const used = sought ? part(budget.sought, calls) : share;
  return { stretches: stretchesOf(range, used), keep: part(budget.selected, calls * used), sought };
}

/** A side of which all was looked at is known exactly, whatever was reckoned. */
function sideOf(n: number, exact: boolean, { stretches, keep }: Draw, looked: number): Side {
  if (isWhole(stretches) && keep === 1) return { n: looked, looked_at: looked };
  return { n: Math.max(n, looked), looked_at: looked, ...(exact ? {} : { estimated: true as const }) };
}

function sampledOf(selection: Side, rest: Side): Pick<Differs, 'sampled'> {
  if (selection.n === 0 || rest.n === 0) return {};
  const share = ({ n, looked_at }: Side): number => looked_at / n;
  if (share(selection) === 1 && share(rest) === 1) return {};
  return { sampled: { selection: share(selection), rest: share(rest) } };
}
