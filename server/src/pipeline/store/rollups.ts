import { CUBE_FIELDS, CUBES, GRAIN_NAMES, GRAINS, type Grain } from './cubes.ts';
import type { Engine } from './engine.ts';
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
const RUN: Record<Grain, number> = { minute: 180, quarter_hour: 96, hour: 12, six_hours: 28, day: 31 };
const SPREAD = 4;
/** Dirty buckets of a grain looked at in one pass. */
const PASS = 2000;
/** Recomputing is never urgent: one core of however many. */
const SETTINGS = 'SETTINGS do_not_merge_across_partitions_select_final = 1, max_threads = 1';

const MEASURE_NAMES = Object.keys(MEASURES) as (keyof typeof MEASURES)[];
const COLUMNS = `project, grain, cube, bucket, ${CUBE_FIELDS.join(', ')}, version, ${MEASURE_NAMES.map((name) => `m_${name}`).join(', ')}`;
const OUTER = `{project:String}, {grain:String}, cube, bucket, ${CUBE_FIELDS.join(', ')}, v, ${MEASURE_NAMES.map((name) => `m_${name}`).join(', ')}`;
const start = (grain: Grain, time: string): string =>
  `toStartOfInterval(${time}, toIntervalMinute(${GRAINS[grain] / GRAINS.minute}))`;

/** Recomputes dirty buckets that have ended, whole, from the next finer buckets where those are sealed and kept, else from rows. */
export class Rollups {
  readonly #options: RollupsOptions;

  constructor(options: RollupsOptions) {
    this.#options = options;
  }

  /** Seals what ended before `now` (µs) and is quiet. Returns how many buckets were sealed. */
  async sealEnded(now: number, signal?: AbortSignal): Promise<number> {
    let sealed = 0;
    for (const grain of GRAIN_NAMES) {
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
      const { finer, rows, versions } = await this.#sources(run);
      const sealed = [...finer, ...rows];
      const grain = run[0]!.grain;
      const params = { project: run[0]!.project, grain, base, sealed: sealed.map(seconds) };
      for (const [buckets, sql] of [
        [finer, fromFiner(grain)],
        [rows, fromRows(grain)],
      ] as const) {
        if (!buckets.length) continue;
        const [from, to] = [buckets[0]!.bucket, buckets.at(-1)!.bucket + GRAINS[grain]];
        await engine.command(sql, { ...params, buckets: buckets.map(seconds), from, to, versions });
      }
      await state.seal(sealed, base);
      return sealed.length;
    } finally {
      state.endSeal(run);
    }
  }

  /**
   * Which buckets can be made of the next finer ones, whose versions come along, and which need the rows. Long ones
   * wait until those are sealed.
   */
  async #sources(run: readonly Bucket[]): Promise<{ finer: Bucket[]; rows: Bucket[]; versions: number[] }> {
    const { project, grain, bucket: from } = run[0]!;
    const below = FINER[grain];
    if (!below) return { finer: [], rows: [...run], versions: [] };
    const to = run.at(-1)!.bucket + GRAINS[grain];
    const { sealed, open } = await this.#options.state.sealed(project, below, from, to, true);
    const whole = ({ bucket }: Bucket): boolean =>
      !open.some((range) => range.from < bucket + GRAINS[grain] && range.to > bucket);
    return {
      finer: run.filter(whole),
      rows: NEVER_FROM_ROWS.includes(grain) ? [] : run.filter((bucket) => !whole(bucket)),
      versions: sealed.map(({ version }) => version),
    };
  }
}

const FINER: Partial<Record<Grain, Grain>> = {
  quarter_hour: 'minute',
  hour: 'quarter_hour',
  six_hours: 'hour',
  day: 'six_hours',
};
/** Their rows are too many. */
const NEVER_FROM_ROWS: readonly Grain[] = ['six_hours', 'day'];
const seconds = ({ bucket }: Bucket): number => bucket / 1e6;

const VERSION = 'toUInt64({base:UInt64} + indexOf({sealed:Array(UInt32)}, toUnixTimestamp(bucket)) - 1) AS v';

function fromRows(grain: Grain): string {
  const sets = Object.values(CUBES).map((fields) => `(${['bucket', ...fields].join(', ')})`);
  // Each cube has its own mix of grouped fields; 1 = not grouped.
  const mask = (fields: readonly string[]): number =>
    CUBE_FIELDS.reduce((bits, field) => bits * 2 + (fields.includes(field) ? 0 : 1), 0);
  const cube = Object.entries(CUBES).map(([name, fields]) => `g = ${mask(fields)}, '${name}'`);
  const measures = MEASURE_NAMES.map((name) => `${MEASURES[name].raw} AS m_${name}`);
  return (
    `INSERT INTO telltale.rollups (${COLUMNS}) SELECT ${OUTER} FROM (SELECT multiIf(${cube.join(', ')}, '') AS cube, ` +
    `${VERSION}, grouping(${CUBE_FIELDS.join(', ')}) AS g, ${start(grain, 'time')} AS bucket, ${CUBE_FIELDS.join(', ')}, ` +
    `${measures.join(', ')} FROM telltale.spans FINAL WHERE project = {project:String} AND is_call = 1 ` +
    'AND time >= {from:DateTime64(6)} AND time < {to:DateTime64(6)} ' +
    `AND toUnixTimestamp(${start(grain, 'time')}) IN {buckets:Array(UInt32)} ` +
    `GROUP BY GROUPING SETS (${sets.join(', ')})) ${SETTINGS}`
  );
}

function fromFiner(grain: Grain): string {
  const measures = MEASURE_NAMES.map((name) => `${MEASURES[name].merge(`m_${name}`)} AS m_${name}`);
  return (
    `INSERT INTO telltale.rollups (${COLUMNS}) SELECT ${OUTER} FROM (SELECT f.cube AS cube, ${VERSION}, ` +
    `${start(grain, 'f.bucket')} AS bucket, ${CUBE_FIELDS.join(', ')}, ${measures.join(', ')} FROM telltale.rollups AS f ` +
    `WHERE project = {project:String} AND f.grain = '${FINER[grain]}' ` +
    'AND f.bucket >= {from:DateTime64(6)} AND f.bucket < {to:DateTime64(6)} AND version IN {versions:Array(UInt64)} ' +
    `AND toUnixTimestamp(${start(grain, 'f.bucket')}) IN {buckets:Array(UInt32)} ` +
    `GROUP BY f.cube, bucket, ${CUBE_FIELDS.join(', ')}) ${SETTINGS}`
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
