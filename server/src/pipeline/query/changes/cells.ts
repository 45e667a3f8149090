import type { Filter } from '../../../model/filter.ts';
import type { Context } from '../ask.ts';
import { groupsOf } from '../group.ts';
import type { Metric } from '../metrics/metric.ts';
import type { ResolvedRange } from '../range.ts';
import { type Cell, NO_COUNTS } from './cell.ts';
import { counted, countsOf } from './counted.ts';
import { type Found, readBoth } from './read.ts';

export interface Periods {
  filter: readonly Filter[];
  range: ResolvedRange;
  before: ResolvedRange;
}

/** Cells of one period at most, those with the most calls. */
const MOST_CELLS = 10_000;

/**
 * The calls of both periods by the given fields, one grouped read each. `slowMs`: beyond it a call counts as slow. Without
 * metrics only `n` is counted.
 */
export async function readCells(
  context: Context,
  { filter, range, before }: Periods,
  fields: readonly string[],
  slowMs: number | undefined,
  metrics: readonly Metric[] = counted(slowMs),
): Promise<Cell[]> {
  const found = await readBoth(context, {
    metrics,
    groups: groupsOf(fields),
    filter,
    range,
    before,
    limit: MOST_CELLS,
    params: { slow_ms: slowMs ?? 0 },
  });
  const cut = Math.max(found.after.length, found.before.length) >= MOST_CELLS;
  const values = (row: Found): string[] => fields.map((_, i) => String(row[`g${i}`] ?? ''));
  const cells = new Map<string, Cell>();
  for (const row of found.before)
    cells.set(values(row).join('\0'), { values: values(row), before: countsOf(row), after: NO_COUNTS });
  for (const row of found.after) {
    const key = values(row).join('\0');
    cells.set(key, { ...(cells.get(key) ?? { values: values(row), before: NO_COUNTS }), after: countsOf(row) });
  }
  // Of a list that was cut, what is on one side only may be there on the other as well.
  return cut ? [...cells.values()].filter((cell) => cell.before.n && cell.after.n) : [...cells.values()];
}
