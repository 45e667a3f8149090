import type { TimeRange } from './dirty-traces.ts';
import type { Engine } from './engine.ts';

/** Rows received this long (ms) before the last sign of life are looked through. */
const LOOK_BACK_MS = 15 * 60_000;
/** Between the receipt of a row and its being in the store, and between our clock and the store's (ms). */
const MARGIN_MS = 60_000;
/** Traces named by one statement. */
const PAGE = 50_000;
/** Parts among which the row that was received last is looked for. */
const NEWEST_PARTS = 20;

interface Found extends TimeRange {
  project: string;
  trace_id: string;
}

/** Traces nobody remembers to settle: left by an earlier process, or more at once than fit into memory. Read page by page. */
export class ForgottenTraces {
  /** Rows received since then (ms) are looked through; undefined when all were. */
  #since: number | undefined;
  #after = { project: '', trace_id: '' };
  /** An earlier process may have stopped long ago: its last rows say when. */
  #asked = false;
  readonly #page: number;

  /** `since`: when the oldest row was received that an earlier process left in the journal (ms). */
  constructor(since = Date.now(), page = PAGE) {
    this.#since = since - MARGIN_MS;
    this.#page = page;
  }

  get some(): boolean {
    return this.#since !== undefined;
  }

  /** Traces touched just now do not fit into memory. */
  overflow(): void {
    this.#since = Math.min(this.#since ?? Number.POSITIVE_INFINITY, Date.now() - MARGIN_MS);
    this.#after = { project: '', trace_id: '' };
  }

  /** The next page, by project and trace; `from` and `to` in µs. */
  async next(engine: Engine): Promise<Found[]> {
    if (this.#since === undefined) return [];
    if (!this.#asked) this.#since = Math.min(this.#since, (await lastReceived(engine)) - LOOK_BACK_MS);
    this.#asked = true;
    const { project, trace_id } = this.#after;
    const params = { received: this.#since * 1000, project, trace_id, limit: this.#page };
    const partitions = await changedPartitions(engine, this.#since - MARGIN_MS);
    const found = await engine.query<Found>(FIND, { ...params, partitions });
    const last = found.at(-1);
    if (found.length < this.#page || !last) this.#since = undefined;
    else this.#after = { project: last.project, trace_id: last.trace_id };
    return found;
  }
}

const RECENT =
  'WHERE _partition_id IN {partitions:Array(String)} AND received >= {received:DateTime64(6)} ' +
  'AND (project, trace_id) > ({project:String}, {trace_id:String})';

const FIND =
  'SELECT project, trace_id, toUnixTimestamp64Micro(min(t)) AS `from`, toUnixTimestamp64Micro(max(t)) AS `to` FROM (' +
  `SELECT project, trace_id, time AS t, parent_id != '' OR is_call = 0 AS more FROM telltale.spans ${RECENT} UNION ALL ` +
  `SELECT project, trace_id, time AS t, 1 AS more FROM telltale.parts ${RECENT}) ` +
  'GROUP BY project, trace_id HAVING count() > 1 OR max(more) = 1 ORDER BY project, trace_id LIMIT {limit:UInt32}';

const ACTIVE = "FROM system.parts WHERE database = 'telltale' AND table IN ('spans', 'parts') AND active";

/** Partitions that were written to since (ms): the only ones that can hold rows received since. */
async function changedPartitions(engine: Engine, since: number): Promise<string[]> {
  const rows = await engine.query<{ id: string }>(
    `SELECT DISTINCT partition_id AS id ${ACTIVE} AND toUnixTimestamp(modification_time) >= {since:Int64}`,
    { since: Math.floor(since / 1000) },
  );
  return rows.map(({ id }) => id);
}

/** When the last row in the store was received (ms); now when there is none. */
async function lastReceived(engine: Engine): Promise<number> {
  const parts = await engine.query<{ id: string }>(
    `SELECT DISTINCT id FROM (SELECT partition_id AS id ${ACTIVE} ORDER BY modification_time DESC LIMIT {limit:UInt32})`,
    { limit: NEWEST_PARTS },
  );
  const [row] = await engine.query<{ last: number }>(
    'SELECT greatest((SELECT max(received) FROM telltale.spans WHERE _partition_id IN {ids:Array(String)}) AS a, ' +
      '(SELECT max(received) FROM telltale.parts WHERE _partition_id IN {ids:Array(String)}) AS b) AS latest, ' +
      'toUnixTimestamp64Milli(latest) AS last',
    { ids: parts.map(({ id }) => id) },
  );
  return row?.last || Date.now();
}
