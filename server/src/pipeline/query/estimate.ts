import type { Engine } from '../store/engine.ts';
import type { ResolvedRange } from './range.ts';

interface Context {
  engine: Engine;
  project: string;
  signal?: AbortSignal | undefined;
}

/** About how many rows a range holds: asked of the primary key, nothing is read. Whole granules, so never too few. */
export async function estimateRows({ engine, project, signal }: Context, range: ResolvedRange): Promise<number> {
  const [found] = await engine.query<{ rows: number }>(
    'SELECT sum(rows) AS rows FROM (EXPLAIN ESTIMATE SELECT span_id FROM telltale.spans WHERE project = {project:String} ' +
      'AND time >= {from:DateTime64(6)} AND time < {to:DateTime64(6)})',
    { project, from: range.from, to: range.to },
    signal ? { signal } : {},
  );
  return found?.rows ?? 0;
}

/** The newest part of the range that holds about as many rows as may be read. */
export async function newestPart(context: Context, whole: ResolvedRange, maxRows: number): Promise<ResolvedRange> {
  let range = whole;
  // The estimate is of whole granules and load is uneven: a few steps get close enough.
  for (let step = 0; step < 4; step++) {
    const rows = await estimateRows(context, range);
    if (rows <= maxRows * 1.5) return range;
    range = { from: Math.round(range.to - (range.to - range.from) * (maxRows / rows)), to: range.to };
  }
  return range;
}

/** Parts of a million a sampled row is drawn from. */
const PARTS = 1_000_000;

/**
 * A condition that keeps about `wanted` of `rows` rows, and the rate it does so by (1 = all). It goes by a hash of the start
 * time: no other column has to be read for it, every version of a row is drawn alike, and the same rows are drawn each time.
 */
export function drawn(rows: number, wanted: number): { sql: string; rate: number } {
  if (rows <= wanted) return { sql: '1', rate: 1 };
  const kept = Math.max(1, Math.round((wanted / rows) * PARTS));
  return { sql: `cityHash64(toUnixTimestamp64Micro(time)) % ${PARTS} < ${kept}`, rate: kept / PARTS };
}
