import { CUBE_FIELDS, CUBES, GRAINS, type Grain, rollupTable } from './cubes.ts';
import type { Engine, Params } from './engine.ts';
import { MEASURES } from './measures.ts';
import type { Bucket, RollupState } from './rollup-state.ts';

export interface RollupsOptions {
  engine: Engine;
  state: RollupState;
  /** Raw rows older than this may be gone: their buckets are never recomputed. */
  retentionDays: number;
  /** A bucket is sealed this long after it ended and after its rows came. */
  quietMs: number;
}

/** Buckets recomputed by one statement, and how far apart they may lie (in buckets). */
const RUN: Record<Grain, number> = { minute: 180, hour: 12, day: 31 };
const SPREAD = 4;
/** Dirty buckets of a grain looked at in one pass. */
const PASS = 2000;
/** Recomputing is never urgent: one core of however many. */
const SETTINGS = 'SETTINGS do_not_merge_across_partitions_select_final = 1, max_threads = 1';

const MEASURE_NAMES = Object.keys(MEASURES) as (keyof typeof MEASURES)[];
const COLUMNS = `project, cube, bucket, ${CUBE_FIELDS.join(', ')}, version, ${MEASURE_NAMES.map((name) => `m_${name}`).join(', ')}`;
const OUTER = `{project:String}, cube, bucket, ${CUBE_FIELDS.join(', ')}, v, ${MEASURE_NAMES.map((name) => `m_${name}`).join(', ')}`;
const STARTS: Record<'minute' | 'hour', string> = { minute: 'toStartOfMinute', hour: 'toStartOfHour' };

/** Recomputes dirty buckets that have ended, whole, from what lies below them: minutes and hours from rows, days from hours. */
export class Rollups {
  readonly #options: RollupsOptions;

  constructor(options: RollupsOptions) {
    this.#options = options;
  }

  /** Seals what ended before `now` (µs) and is quiet. Returns how many buckets were sealed. */
  async sealEnded(now: number, signal?: AbortSignal): Promise<number> {
    let sealed = 0;
    for (const grain of ['minute', 'hour', 'day'] as const) {
      for (const run of runs(await this.#dirty(grain, now))) {
        if (signal?.aborted) return sealed;
        sealed += await this.#recompute(run);
      }
    }
    return sealed;
  }

  async #dirty(grain: Grain, now: number): Promise<Bucket[]> {
    const { engine, state, retentionDays, quietMs } = this.#options;
    const before = now - quietMs * 1000;
    const oldest = Math.max(now - (retentionDays + 1) * GRAINS.day, state.horizon(grain), 0);
    const rows = await engine.query<{ project: string; start: number }>(
      'SELECT project, toUnixTimestamp(bucket) AS start FROM telltale.rollup_state WHERE grain = {grain:String} ' +
        "AND bucket >= toDateTime({from:UInt32}, 'UTC') AND bucket <= toDateTime({to:UInt32}, 'UTC') " +
        'GROUP BY project, bucket HAVING max(dirty_at) > max(sealed_at) AND max(dirty_at) <= {before:UInt64} ' +
        'ORDER BY project, start LIMIT {limit:UInt32}',
      {
        grain,
        from: Math.ceil(oldest / 1e6),
        to: Math.max(0, Math.floor((before - GRAINS[grain]) / 1e6)),
        before: Math.max(0, before),
        limit: PASS,
      },
    );
    return rows.map(({ project, start }) => ({ project, grain, bucket: start * 1e6 }));
  }

  /** Recomputes buckets of one project and grain. Their stamps are taken before anything is read: that makes a seal safe. */
  async #recompute(run: readonly Bucket[]): Promise<number> {
    const { engine, state } = this.#options;
    const base = state.beginSeal(run);
    try {
      const { ready, versions } = await this.#ready(run);
      if (!ready.length) return 0;
      const { project, grain } = ready[0]!;
      const params: Params = {
        project,
        buckets: ready.map(({ bucket }) => bucket / 1e6),
        from: ready[0]!.bucket,
        to: ready.at(-1)!.bucket + GRAINS[grain],
        base,
        versions,
      };
      await engine.command(grain === 'day' ? fromHours() : fromRows(grain), params);
      await state.seal(ready, base);
      return ready.length;
    } finally {
      state.endSeal(run);
    }
  }

  /** Days wait until every hour of theirs is sealed; the versions of those hours' rows come along. */
  async #ready(run: readonly Bucket[]): Promise<{ ready: readonly Bucket[]; versions: number[] }> {
    const { project, grain, bucket: from } = run[0]!;
    if (grain !== 'day') return { ready: run, versions: [] };
    const to = run.at(-1)!.bucket + GRAINS.day;
    const hours = await this.#options.state.sealed(project, 'hour', from, to, true);
    const ready = run.filter(
      ({ bucket }) => !hours.open.some((range) => range.from < bucket + GRAINS.day && range.to > bucket),
    );
    return { ready, versions: hours.sealed.map(({ version }) => version) };
  }
}

const VERSION = 'toUInt64({base:UInt64} + indexOf({buckets:Array(UInt32)}, toUnixTimestamp(bucket)) - 1) AS v';

function fromRows(grain: 'minute' | 'hour'): string {
  const sets = Object.values(CUBES).map((fields) => `(bucket, ${fields.join(', ')})`);
  // Each cube has its own mix of grouped fields; 1 = not grouped.
  const mask = (fields: readonly string[]): number =>
    CUBE_FIELDS.reduce((bits, field) => bits * 2 + (fields.includes(field) ? 0 : 1), 0);
  const cube = Object.entries(CUBES).map(([name, fields]) => `g = ${mask(fields)}, '${name}'`);
  const measures = MEASURE_NAMES.map((name) => `${MEASURES[name].raw} AS m_${name}`);
  return (
    `INSERT INTO ${rollupTable(grain)} (${COLUMNS}) SELECT ${OUTER} FROM (SELECT multiIf(${cube.join(', ')}, '') AS cube, ` +
    `${VERSION}, grouping(${CUBE_FIELDS.join(', ')}) AS g, ${STARTS[grain]}(time) AS bucket, ${CUBE_FIELDS.join(', ')}, ` +
    `${measures.join(', ')} FROM telltale.spans FINAL WHERE project = {project:String} AND is_call = 1 ` +
    'AND time >= {from:DateTime64(6)} AND time < {to:DateTime64(6)} ' +
    `AND toUnixTimestamp(${STARTS[grain]}(time)) IN {buckets:Array(UInt32)} ` +
    `GROUP BY GROUPING SETS (${sets.join(', ')})) ${SETTINGS}`
  );
}

function fromHours(): string {
  const measures = MEASURE_NAMES.map((name) => `${MEASURES[name].merge(`m_${name}`)} AS m_${name}`);
  return (
    `INSERT INTO ${rollupTable('day')} (${COLUMNS}) SELECT ${OUTER} FROM (SELECT h.cube AS cube, ${VERSION}, ` +
    `toStartOfDay(h.bucket) AS bucket, ${CUBE_FIELDS.join(', ')}, ${measures.join(', ')} FROM ${rollupTable('hour')} AS h ` +
    'WHERE project = {project:String} AND h.bucket >= {from:DateTime64(6)} AND h.bucket < {to:DateTime64(6)} ' +
    'AND version IN {versions:Array(UInt64)} AND toUnixTimestamp(toStartOfDay(h.bucket)) IN {buckets:Array(UInt32)} ' +
    `GROUP BY h.cube, bucket, ${CUBE_FIELDS.join(', ')}) ${SETTINGS}`
  );
}

/** Splits buckets sorted by project and time into what one statement recomputes. */
function runs(buckets: readonly Bucket[]): Bucket[][] {
  const result: Bucket[][] = [];
  for (const bucket of buckets) {
    const run = result.at(-1);
    const first = run?.[0];
    const most = RUN[bucket.grain];
    const fits =
      run &&
      first?.project === bucket.project &&
      run.length < most &&
      bucket.bucket - first.bucket < most * SPREAD * GRAINS[bucket.grain];
    if (fits) run.push(bucket);
    else result.push([bucket]);
  }
  return result;
}
