import type { Tile } from '../../boards.ts';
import type { Line } from '../../charts/line.ts';
import { type Grid, gridOf, wholeOnly } from '../../charts/series.ts';
import type { MetricInfo, QueryResult, Row } from '../../model.ts';
import { metricInks, valueInks } from './inks.ts';
import { basisOf } from './useTile.ts';

interface Asked {
  tile: Tile;
  rows: Row[];
  before: Row[] | undefined;
  meta: QueryResult['meta'] | undefined;
  catalogue: ReadonlyMap<string, MetricInfo>;
  /** What the dashed line is called: `before`. */
  dashed: string;
}

export interface Course {
  grid: Grid;
  lines: Line[];
  /** Calls behind each bucket, of all groups shown. */
  n: (number | null)[];
}

/** The lines of a tile; undefined without an answer. Lines of which nothing is known are left out. */
export function courseOf(asked: Asked): Course | undefined {
  const { tile, rows, before, meta } = asked;
  const grid = gridOf(rows, before, meta);
  if (!grid) return undefined;
  const [field] = tile.group_by;
  return field === undefined ? ofMetrics(asked, grid) : ofGroups(asked, grid, field);
}

/** Buckets that the range cuts would look like a fall of what is summed; as bars they are what they are. */
const valuesOf = (grid: Grid, values: (number | null)[], metric: MetricInfo | undefined, kind: Tile['kind']) =>
  kind === 'line' && (metric?.kind === 'sum' || metric?.kind === 'count') ? wholeOnly(grid, values) : values;

const known = ({ values }: Line): boolean => values.some((value) => value !== null);

function ofMetrics({ tile, before, catalogue, dashed }: Asked, grid: Grid): Course {
  const inks = metricInks(tile.metrics);
  const scale = catalogue.get(tile.metrics[0] ?? '')?.unit;
  const lines = tile.metrics.map((id, at): Line => {
    const metric = catalogue.get(id);
    return {
      label: metric?.title ?? id,
      values: valuesOf(grid, grid.of(id), metric, tile.kind),
      unit: metric?.unit ?? 'calls',
      ink: inks[at] ?? 'series-1',
      ...(tile.kind === 'bar' ? { look: 'bars' as const } : {}),
      ...(metric && metric.unit !== scale ? { right: true } : {}),
    };
  });
  const [only] = lines;
  const old = before && only && lines.length === 1 ? beforeOf(tile, grid, catalogue, only, dashed) : [];
  return { grid, lines: [...old, ...lines].filter(known), n: grid.of(basisOf(tile.metrics[0])) };
}

function beforeOf(tile: Tile, grid: Grid, catalogue: Asked['catalogue'], line: Line, dashed: string): Line[] {
  const [id = ''] = tile.metrics;
  const values = valuesOf(grid, grid.before(id), catalogue.get(id), tile.kind);
  const label = dashed.charAt(0).toUpperCase() + dashed.slice(1);
  return [{ label, values, unit: line.unit, ink: 'faint', look: 'before' }];
}

/** A line a group, the one with the most calls first. */
function ofGroups({ tile, rows, meta, catalogue }: Asked, grid: Grid, field: string): Course {
  const [id = ''] = tile.metrics;
  const metric = catalogue.get(id);
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const value = row[field] === undefined ? `no ${field}` : String(row[field]);
    const own = groups.get(value);
    if (own) own.push(row);
    else groups.set(value, [row]);
  }
  const inks = valueInks([...groups.keys()]);
  const sums = grid.times.map((): number | null => null);
  const sized = [...groups].map(([label, own]) => {
    const part = gridOf(own, undefined, meta);
    const calls = part?.of(basisOf(id)) ?? [];
    for (const [at, value] of calls.entries()) if (value !== null) sums[at] = (sums[at] ?? 0) + value;
    const values = valuesOf(grid, part?.of(id) ?? [], metric, tile.kind);
    const line: Line = { label, values, unit: metric?.unit ?? 'calls', ink: inks.get(label) ?? 'series-1' };
    return { line, n: own.reduce((sum, row) => sum + row.n, 0) };
  });
  const lines = sized.toSorted((a, b) => b.n - a.n).map(({ line }) => line);
  return { grid, lines: lines.filter(known), n: sums };
}
