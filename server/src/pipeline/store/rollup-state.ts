import type { Touched } from '../journal/frame.ts';
import { GRAIN_DAYS, GRAIN_NAMES, GRAINS, type Grain } from './cubes.ts';
import type { Engine } from './engine.ts';
import { RollupClock } from './rollup-clock.ts';

/** When a bucket last received rows, and when it was last recomputed: stamps of one clock, 0 = never. */
interface Entry {
  dirty: number;
  sealed: number;
}

/** A bucket of one grain; `bucket` is its start in µs. */
export interface Bucket {
  project: string;
  grain: Grain;
  bucket: number;
}

export interface Sealed {
  /** Buckets to read from the roll-ups: start in µs, and the `version` of their rows. Rows of another version are leftovers. */
  sealed: { bucket: number; version: number }[];
  /** Where rows are that no roll-up covers, as ascending `[from, to)` in µs: read raw. The rest holds no rows. */
  open: { from: number; to: number }[];
}

type Entries = Map<number, Entry>;
const noEntries = () => Object.fromEntries(GRAIN_NAMES.map((grain) => [grain, new Map()])) as Record<Grain, Entries>;
interface Project {
  grains: Record<Grain, Entries>;
  readAt: number;
  read: Promise<void>;
}

/** Buckets are tracked a little shorter than they are kept. */
const MARGIN = GRAINS.hour;
const MAX_PROJECTS = 500;
/** Buckets in memory, some 100 bytes each. One project may have more of its own: 400 days of hours are 10,000. */
const MAX_ENTRIES = 1_000_000;
/** Minutes that may come before buckets behind their horizon are looked for again. */
const MINUTES_BETWEEN = 200;
/** Marks written by one statement. */
const CHUNK = 500;

export interface RollupStateOptions {
  engine: Engine;
  /**
   * Given when other nodes write to the same store. What they marked is read again after `staleMs`; seals are dated
   * `skewMs` earlier, for marks of nodes whose clocks are behind ours by less than that.
   */
  shared?: { staleMs: number; skewMs: number } | undefined;
}

/**
 * Which buckets are dirty and which are sealed. A bucket is sealed when its last recomputation began after its last rows
 * had arrived: `sealed_at > dirty_at`, both from one clock that never steps back. Loading inserts rows first and marks
 * afterwards, so a recomputation that missed the rows is always older than the mark. A crash between the two loses nothing:
 * the segment is still in the journal and is loaded, and marked, again.
 */
export class RollupState {
  readonly #engine: Engine;
  readonly #shared: RollupStateOptions['shared'];
  readonly #projects = new Map<string, Project>();
  /** Buckets that rows are being inserted into, or that are being recomputed, right now. */
  readonly #loading = new Map<string, number>();
  readonly #sealing = new Set<string>();
  readonly #clock = new RollupClock();

  constructor({ engine, shared }: RollupStateOptions) {
    this.#engine = engine;
    this.#shared = shared;
  }

  /** Learns the newest stamp in the store, so that a clock set back cannot make new marks look old. */
  async open(): Promise<void> {
    const [row] = await this.#engine.query<{ last: number }>(
      'SELECT max(greatest(dirty_at, sealed_at)) AS last FROM telltale.rollup_state',
    );
    this.#clock.advance(row?.last ?? 0);
  }

  /** Before this start of a bucket (µs) nothing is known of a grain's buckets. */
  horizon(grain: Grain): number {
    const days = GRAIN_DAYS[grain];
    if (days === undefined) return 0;
    // Never within a bucket: a part of one would be neither open nor sealed.
    return Math.ceil((this.#clock.now() - days * GRAINS.day + MARGIN) / GRAINS[grain]) * GRAINS[grain];
  }

  /** The buckets of a project. Cheap: from memory unless the project is new here, or `fresh` and other nodes write too. */
  async sealed(project: string, grain: Grain, from: number, to: number, fresh = false): Promise<Sealed> {
    const { grains } = await this.#project(project, fresh ? 0 : (this.#shared?.staleMs ?? 0));
    const step = GRAINS[grain];
    const result: Sealed = { sealed: [], open: [] };
    const horizon = this.horizon(grain);
    if (from < horizon) addRange(result.open, from, Math.min(to, horizon));
    for (let bucket = Math.floor(Math.max(from, horizon) / step) * step; bucket < to; bucket += step) {
      const entry = grains[grain].get(bucket);
      const loading = this.#loading.has(key(project, grain, bucket));
      if (!entry && !loading) continue;
      const whole = bucket >= from && bucket + step <= to;
      if (entry && whole && !loading && entry.sealed > entry.dirty)
        result.sealed.push({ bucket, version: entry.sealed });
      else addRange(result.open, Math.max(bucket, from), Math.min(bucket + step, to));
    }
    return result;
  }

  /** Rows of these minutes are about to be inserted: their buckets are open until the function returned is called. */
  loading(touched: Touched): () => void {
    // Kept, not computed again: by then the horizon has moved.
    const names = [...this.#keys(touched)];
    for (const name of names) this.#loading.set(name, (this.#loading.get(name) ?? 0) + 1);
    return () => {
      for (const name of names) {
        const left = (this.#loading.get(name) ?? 0) - 1;
        if (left > 0) this.#loading.set(name, left);
        else this.#loading.delete(name);
      }
    };
  }

  /** Buckets held in memory. */
  get size(): number {
    let size = 0;
    for (const { grains } of this.#projects.values()) for (const name of GRAIN_NAMES) size += grains[name].size;
    return size;
  }

  /** Rows of these minutes were inserted: marks their buckets dirty, durably. */
  async mark(touched: Touched): Promise<void> {
    const marks: Bucket[] = [];
    for (const project of touched.keys()) {
      const { grains } = await this.#project(project, Number.POSITIVE_INFINITY);
      for (const { grain, bucket } of this.#buckets(project, touched)) {
        if (this.#mustMark(grains[grain].get(bucket), { project, grain, bucket }))
          marks.push({ project, grain, bucket });
      }
    }
    const stamp = this.#clock.reserve(1);
    await this.#write(marks.map((mark) => ({ ...mark, dirty: stamp, sealed: 0 })));
  }

  /** Reserves stamps for recomputing buckets, to be taken before raw rows are read. Ends with `seal` or `unseal`. */
  beginSeal(buckets: readonly Bucket[]): number {
    for (const { project, grain, bucket } of buckets) this.#sealing.add(key(project, grain, bucket));
    return this.#clock.reserve(buckets.length) - (this.#shared?.skewMs ?? 0) * 1000;
  }

  /** The buckets were recomputed; bucket i has version `base + i`. */
  async seal(buckets: readonly Bucket[], base: number): Promise<void> {
    await this.#write(buckets.map((bucket, i) => ({ ...bucket, dirty: 0, sealed: base + i })));
  }

  endSeal(buckets: readonly Bucket[]): void {
    for (const { project, grain, bucket } of buckets) this.#sealing.delete(key(project, grain, bucket));
  }

  /** A bucket that is dirty already needs no second mark, unless a recomputation may be about to miss this one's rows. */
  #mustMark(entry: Entry | undefined, { project, grain, bucket }: Bucket): boolean {
    if (!entry || entry.sealed > entry.dirty || this.#sealing.has(key(project, grain, bucket))) return true;
    // Another node may be recomputing a bucket that has ended.
    return this.#shared !== undefined && bucket + GRAINS[grain] <= this.#clock.now() + GRAINS.minute;
  }

  *#buckets(project: string, touched: Touched): Generator<Bucket> {
    for (const grain of GRAIN_NAMES) {
      const starts = new Set<number>();
      for (const minute of touched.get(project) ?? []) starts.add(Math.floor(minute / GRAINS[grain]) * GRAINS[grain]);
      const horizon = this.horizon(grain);
      for (const bucket of starts) if (bucket >= horizon) yield { project, grain, bucket };
    }
  }

  *#keys(touched: Touched): Generator<string> {
    for (const project of touched.keys()) {
      for (const { grain, bucket } of this.#buckets(project, touched)) yield key(project, grain, bucket);
    }
  }

  async #write(rows: readonly (Bucket & Entry)[]): Promise<void> {
    for (let i = 0; i < rows.length; i += CHUNK) {
      const chunk = rows.slice(i, i + CHUNK);
      await this.#engine.command(
        'INSERT INTO telltale.rollup_state (project, grain, bucket, dirty_at, sealed_at) ' +
          "SELECT t.1, t.2, toDateTime(t.3, 'UTC'), t.4, t.5 FROM (SELECT arrayJoin(arrayZip({projects:Array(String)}, " +
          '{grains:Array(String)}, {buckets:Array(UInt32)}, {dirty:Array(UInt64)}, {sealed:Array(UInt64)})) AS t)',
        {
          projects: chunk.map(({ project }) => project),
          grains: chunk.map(({ grain }) => grain),
          buckets: chunk.map(({ bucket }) => bucket / 1e6),
          dirty: chunk.map(({ dirty }) => dirty),
          sealed: chunk.map(({ sealed }) => sealed),
        },
      );
      for (const { project, grain, bucket, dirty, sealed } of chunk) {
        const known = this.#projects.get(project);
        if (!known) continue;
        const { size } = known.grains.minute;
        note(known.grains[grain], bucket, { dirty, sealed });
        // Every few hours of traffic: a project that is never evicted would keep every minute it ever had.
        if (known.grains.minute.size > size && size % MINUTES_BETWEEN === 0) this.#forgetOld(known);
      }
    }
  }

  /** What is known of a project, read from the store when it is not known, or older than `maxAge` ms and others write too. */
  async #project(name: string, maxAge: number): Promise<Project> {
    const known = this.#projects.get(name);
    if (known && (!this.#shared || performance.now() - known.readAt < maxAge)) {
      // The one asked for last is the last to go.
      this.#projects.delete(name);
      this.#projects.set(name, known);
      await known.read;
      return known;
    }
    const grains = known?.grains ?? noEntries();
    const project: Project = { grains, readAt: performance.now(), read: this.#read(name, grains) };
    if (!known) this.#makeRoom();
    this.#projects.set(name, project);
    try {
      await project.read;
    } catch (error) {
      if (this.#projects.get(name) === project) this.#projects.delete(name);
      throw error;
    }
    return project;
  }

  #forgetOld({ grains }: Project): void {
    for (const grain of GRAIN_NAMES) {
      const horizon = this.horizon(grain);
      for (const bucket of grains[grain].keys()) if (bucket < horizon) grains[grain].delete(bucket);
    }
  }

  /** Lets go of buckets nobody may ask for any more, then of the projects that were not asked for longest. */
  #makeRoom(): void {
    for (const project of this.#projects.values()) this.#forgetOld(project);
    for (let size = this.size; size > MAX_ENTRIES || this.#projects.size >= MAX_PROJECTS; size = this.size) {
      const [oldest] = this.#projects.keys();
      if (oldest === undefined) return;
      this.#projects.delete(oldest);
    }
  }

  /** Entries only ever grow, so what is marked while this reads is not lost. */
  async #read(name: string, grains: Record<Grain, Entries>): Promise<void> {
    const rows = await this.#engine.query<{ grain: Grain; start: number; dirty: number; sealed: number }>(
      'SELECT grain, toUnixTimestamp(bucket) AS start, max(dirty_at) AS dirty, max(sealed_at) AS sealed ' +
        'FROM telltale.rollup_state WHERE project = {name:String} AND bucket >= ' +
        "toDateTime(transform(grain, {grains:Array(String)}, {horizons:Array(UInt32)}, 0), 'UTC') GROUP BY grain, bucket",
      { name, grains: GRAIN_NAMES, horizons: GRAIN_NAMES.map((grain) => Math.floor(this.horizon(grain) / 1e6)) },
    );
    for (const { grain, start, dirty, sealed } of rows) note(grains[grain], start * 1e6, { dirty, sealed });
  }
}

function note(entries: Entries, bucket: number, { dirty, sealed }: Entry): void {
  const entry = entries.get(bucket);
  if (!entry) {
    entries.set(bucket, { dirty, sealed });
    return;
  }
  entry.dirty = Math.max(entry.dirty, dirty);
  entry.sealed = Math.max(entry.sealed, sealed);
}

const key = (project: string, grain: Grain, bucket: number): string => `${grain}:${bucket}:${project}`;

function addRange(ranges: { from: number; to: number }[], from: number, to: number): void {
  const last = ranges.at(-1);
  if (last && last.to >= from) last.to = Math.max(last.to, to);
  else ranges.push({ from, to });
}
