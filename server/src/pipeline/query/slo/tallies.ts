import type { SloDefinition } from '../../../model/slo.ts';
import { GRAINS } from '../../store/cubes.ts';
import type { Context } from '../ask.ts';
import { Gate } from '../gate.ts';
import { judgeOf } from './judge.ts';

/** Calls of a goal: all, those that count, and the bad among those. */
export interface Count {
  n: number;
  valid: number;
  bad: number;
}

/** Counts by their start (µs), ascending; where nothing is there were no calls. The last hours are there by minute as well. */
export interface Tally {
  hours: [start: number, count: Count][];
  minutes: [start: number, count: Count][];
}

type Counted = Pick<SloDefinition, 'indicator' | 'filter'>;
/** A goal, and the hour (µs) from which on it is counted. */
export interface Wanted {
  definition: Counted;
  from: number;
}

type TallyGrain = 'hour' | 'minute';
type Kept = Map<number, { version: number; count: Count }>;
type Ledger = Record<TallyGrain, Kept>;

/** Hours that are counted by the minute: what the burn of six hours needs. */
const TAIL = 6 * GRAINS.hour;
/** Definitions remembered, some 100 kB each; the one asked for last is the last to go. */
const MOST_KEPT = 300;
/** Goals counted by one statement, and how far its buckets lie apart: it ends well within the engine's time. */
const AT_ONCE = 12;
const SPREAD: Record<TallyGrain, number> = { hour: 8 * GRAINS.day, minute: GRAINS.day };
/** What is longer ago than anybody asks for is forgotten: twice the longest window. */
const LONGEST: Record<TallyGrain, number> = { hour: 181 * GRAINS.day, minute: GRAINS.day };
/** More hours than this to count are worth waiting in line for. */
const FEW = 30;

export const hourOf = (micros: number): number => Math.floor(micros / GRAINS.hour) * GRAINS.hour;

/**
 * Counts the calls of goals, exactly and each hour once. The sealing of roll-ups says when an hour's rows have changed: counts
 * are kept with the version of the seal they were made under, and hold while the hour has that version. What is not sealed is
 * counted anew each time: as a rule, the running minute.
 */
export class Tallies {
  readonly #ledgers = new Map<string, Ledger>();
  readonly #gate = new Gate({ atOnce: 1, waiting: 40, waitMs: 30_000 });

  /** The tallies of goals of one project, in their order. */
  async read(context: Context, wanted: readonly Wanted[]): Promise<Tally[]> {
    const work = async (): Promise<Tally[]> => {
      const tail = hourOf(context.now) - TAIL;
      const hours = await this.#counts(context, 'hour', wanted, tail);
      const minutes = await this.#counts(
        context,
        'minute',
        wanted.map((one) => ({ ...one, from: tail })),
        context.now,
      );
      return wanted.map(({ from }, i) => ({
        hours: [...sorted(hours[i]!), ...byHour(sorted(minutes[i]!)).filter(([start]) => start >= from)],
        minutes: sorted(minutes[i]!),
      }));
    };
    const few = wanted.every((one) => this.#ledger(context.project, one.definition).hour.size >= FEW);
    return few ? work() : this.#gate.run(work, context.signal);
  }

  async #counts(context: Context, grain: TallyGrain, wanted: readonly Wanted[], to: number) {
    const { project, sealedBuckets } = context;
    const first = Math.min(...wanted.map(({ from }) => from));
    if (!wanted.length || first >= to) return wanted.map(() => new Map<number, Count>());
    const { sealed, open } = await sealedBuckets(project, grain, first, to);
    const versions = new Map(sealed.map(({ bucket, version }) => [bucket, version]));
    const unsealed = open.flatMap(({ from, to }) => startsIn(from, to, GRAINS[grain]));
    const ledgers = wanted.map(({ definition }) => this.#ledger(project, definition)[grain]);
    const missing = wanted.map(({ from }, i) => {
      const kept = ledgers[i]!;
      for (const start of kept.keys()) if (start < to - LONGEST[grain]) kept.delete(start);
      const stale = sealed.filter(({ bucket, version }) => kept.get(bucket)?.version !== version);
      return new Set([...stale.map(({ bucket }) => bucket), ...unsealed].filter((start) => start >= from));
    });
    const fresh = wanted.map(() => new Map<number, Count>());
    for (let i = 0; i < wanted.length; i += AT_ONCE) {
      const some = missing.slice(i, i + AT_ONCE);
      for (const starts of stretches(some, SPREAD[grain])) {
        const asked = some.flatMap((own, j) => (starts.some((start) => own.has(start)) ? [i + j] : []));
        const found = await countIn(
          context,
          grain,
          asked.map((at) => wanted[at]!.definition),
          starts,
        );
        for (const [position, at] of asked.entries())
          for (const start of starts) {
            const count = found.get(start)?.[position] ?? NONE;
            const version = versions.get(start);
            fresh[at]!.set(start, count);
            if (version !== undefined) ledgers[at]!.set(start, { version, count });
          }
      }
    }
    return wanted.map(({ from }, i) => {
      const counts = new Map([...fresh[i]!].filter(([start]) => start >= from));
      for (const { bucket, version } of sealed) {
        const kept = ledgers[i]!.get(bucket);
        if (bucket >= from && kept?.version === version) counts.set(bucket, kept.count);
      }
      return counts;
    });
  }

  #ledger(project: string, { indicator, filter }: Counted): Ledger {
    const key = JSON.stringify([project, indicator, filter]);
    const ledger = this.#ledgers.get(key) ?? { hour: new Map(), minute: new Map() };
    this.#ledgers.delete(key);
    this.#ledgers.set(key, ledger);
    for (const [oldest] of this.#ledgers) {
      if (this.#ledgers.size <= MOST_KEPT) break;
      this.#ledgers.delete(oldest);
    }
    return ledger;
  }
}

const NONE: Count = { n: 0, valid: 0, bad: 0 };

const sorted = (counts: ReadonlyMap<number, Count>): [number, Count][] => [...counts].sort(([a], [b]) => a - b);

function startsIn(from: number, to: number, step: number): number[] {
  const first = Math.floor(from / step) * step;
  return Array.from({ length: Math.max(0, Math.ceil((to - first) / step)) }, (_, i) => first + i * step);
}

/** All that is missing anywhere, the newest first, in stretches that lie no further apart than `spread`. */
function stretches(missing: readonly ReadonlySet<number>[], spread: number): number[][] {
  const result: number[][] = [];
  for (const start of [...new Set(missing.flatMap((own) => [...own]))].sort((a, b) => b - a)) {
    const last = result.at(-1);
    if (last && last[0]! - start < spread) last.push(start);
    else result.push([start]);
  }
  return result;
}

function byHour(minutes: readonly [number, Count][]): [number, Count][] {
  const hours = new Map<number, Count>();
  for (const [start, count] of minutes) hours.set(hourOf(start), plus(hours.get(hourOf(start)) ?? NONE, count));
  return [...hours];
}

export const plus = (a: Count, b: Count): Count => ({ n: a.n + b.n, valid: a.valid + b.valid, bad: a.bad + b.bad });

/** By start: a count for each definition. Buckets without calls are not there. */
async function countIn(
  { engine, project, signal }: Context,
  grain: TallyGrain,
  definitions: readonly Counted[],
  starts: readonly number[],
): Promise<Map<number, Count[]>> {
  const judges = definitions.map((definition, i) => judgeOf(definition, `d${i}`));
  const columns = judges.map(
    ({ mine, valid, bad }, i) =>
      `countIf(${mine}) AS n${i}, countIf((${mine}) AND ${valid}) AS valid${i}, ` +
      `countIf((${mine}) AND ${valid} AND ${bad}) AS bad${i}`,
  );
  const step = GRAINS[grain];
  const rows = await engine.query<Record<string, number>>(
    `SELECT intDiv(toUnixTimestamp64Micro(time), ${step}) * ${step} AS start, ${columns.join(', ')} ` +
      'FROM telltale.spans FINAL WHERE project = {project:String} AND is_call = 1 ' +
      'AND time >= {from:DateTime64(6)} AND time < {to:DateTime64(6)} AND start IN {starts:Array(Int64)} ' +
      `AND (${judges.map(({ mine }) => `(${mine})`).join(' OR ')}) GROUP BY start`,
    {
      ...Object.assign({}, ...judges.map(({ params }) => params)),
      project,
      from: Math.min(...starts),
      to: Math.max(...starts) + step,
      starts,
    },
    signal ? { signal } : {},
  );
  return new Map(
    rows.map((row) => [
      row.start!,
      judges.map((_, i) => ({ n: row[`n${i}`]!, valid: row[`valid${i}`]!, bad: row[`bad${i}`]! })),
    ]),
  );
}
