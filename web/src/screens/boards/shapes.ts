import type { Tile, TileKind } from '../../boards.ts';
import type { MetricInfo } from '../../model.ts';

interface Shape {
  label: string;
  /** What it shows, in words. */
  note: string;
  /** How many metrics and group fields, at least and at most. */
  metrics: [number, number];
  groups: [number, number];
  /** Groups shown at most, and unless said otherwise. */
  limit: [most: number, usual: number];
  /** Drawn over time, so that it has a step. */
  timed?: true;
}

/** What each kind of tile takes. The server holds boards to the same. */
export const SHAPES: Record<TileKind, Shape> = {
  line: {
    ...{ label: 'Line', note: 'Metrics over time, or one metric by group.', timed: true },
    ...{ metrics: [1, 5], groups: [0, 1], limit: [5, 5] },
  },
  bar: {
    ...{ label: 'Bar', note: 'One metric by group, ranked; without a group over time.', timed: true },
    ...{ metrics: [1, 1], groups: [0, 1], limit: [50, 10] },
  },
  table: {
    ...{ label: 'Table', note: 'Groups and their numbers.' },
    ...{ metrics: [1, 8], groups: [1, 3], limit: [500, 20] },
  },
  heatmap: {
    ...{ label: 'Heat map', note: 'Calls by time and latency; percentiles over it.', timed: true },
    ...{ metrics: [0, 3], groups: [0, 0], limit: [1, 1] },
  },
  number: {
    ...{ label: 'Number', note: 'One metric: value, change and course.' },
    ...{ metrics: [1, 1], groups: [0, 0], limit: [1, 1] },
  },
  text: {
    ...{ label: 'Text', note: 'Words beside the numbers.' },
    ...{ metrics: [0, 0], groups: [0, 0], limit: [1, 1] },
  },
};

export const KINDS = Object.keys(SHAPES) as TileKind[];

const HEAT = /^(latency|ttft)_p(50|95|99)$/;
const familyOf = (id: string): string => id.split('_')[0] ?? '';

/** Whether a metric may join those a tile has. */
export function mayJoin({ kind }: Pick<Tile, 'kind'>, metrics: readonly MetricInfo[], one: MetricInfo): boolean {
  if (kind === 'heatmap') {
    const [first] = metrics;
    return HEAT.test(one.id) && (!first || familyOf(first.id) === familyOf(one.id));
  }
  return kind !== 'line' || new Set([...metrics, one].map(({ unit }) => unit)).size <= 2;
}

/** A tile turned into another kind, or cut to what its kind takes. */
export function fitted(tile: Tile, catalogue: ReadonlyMap<string, MetricInfo>): Tile {
  const { metrics: many, groups, limit } = SHAPES[tile.kind];
  const group_by = tile.group_by.slice(0, groups[1]);
  const most = tile.kind === 'line' && group_by.length > 0 ? 1 : many[1];
  const metrics: MetricInfo[] = [];
  for (const id of tile.metrics) {
    const metric = catalogue.get(id);
    if (metric && metrics.length < most && mayJoin(tile, metrics, metric)) metrics.push(metric);
  }
  const ids = metrics.map(({ id }) => id);
  const { order_by, limit: shown, text, ...rest } = tile;
  const order = order_by?.replace(/^-/, '') ?? '';
  return {
    ...rest,
    metrics: ids,
    group_by,
    ...(order_by && group_by.length > 0 && [...ids, ...group_by, 'n'].includes(order) ? { order_by } : {}),
    ...(shown !== undefined && group_by.length > 0 ? { limit: Math.min(shown, limit[0]) } : {}),
    ...(tile.kind === 'text' ? { text: text ?? '' } : {}),
  };
}

/** What is still missing before a tile can be shown; undefined = nothing. */
export function missing({ kind, metrics, group_by, text }: Tile): string | undefined {
  const { metrics: many, groups } = SHAPES[kind];
  if (metrics.length < many[0]) return 'Choose a metric.';
  if (group_by.length < groups[0]) return 'Choose a field to group by.';
  return kind === 'text' && !text?.trim() ? 'Write something.' : undefined;
}

/** What a tile is called that has no title: `Latency P50, Latency P95 by model`. */
export function tileTitle(
  { title, kind, metrics, group_by }: Tile,
  catalogue?: ReadonlyMap<string, MetricInfo>,
): string {
  if (title) return title;
  if (kind === 'text') return 'Text';
  if (kind === 'heatmap') return metrics[0]?.startsWith('ttft') ? 'Time to first token' : 'Latency';
  const names = metrics.map((id) => catalogue?.get(id)?.title ?? id);
  const shown = names.length > 3 ? [...names.slice(0, 2), `${names.length - 2} more`] : names;
  return `${shown.join(', ')}${group_by.length > 0 ? ` by ${group_by.join(', ')}` : ''}`;
}
