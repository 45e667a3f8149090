import type { Layer } from '../../charts/Stack.tsx';
import { type Grid, gridOf } from '../../charts/series.ts';
import type { Ink } from '../../charts/theme.ts';
import type { ErrorClass, ErrorCourse } from './answers.ts';

/** Classes of failures, the provider's own first. */
export const CLASSES: Record<ErrorClass, { label: string; ink: Ink }> = {
  server_error: { label: 'Server error', ink: 'bad' },
  timeout: { label: 'Timeout', ink: 'series-4' },
  connection: { label: 'Connection', ink: 'series-3' },
  rate_limited: { label: 'Rate limited', ink: 'series-2' },
  client_error: { label: 'Refused request', ink: 'series-1' },
  other: { label: 'Other', ink: 'faint' },
};

const INKS: Ink[] = ['series-2', 'bad', 'series-4', 'series-1', 'series-3', 'series-5'];
/** Statuses told apart; the rest is one layer. */
const MOST = INKS.length;
const NO_STATUS = 'no status';

/** Layers of the failures by class or by HTTP status, on the buckets of their range. */
export function layersOf(course: ErrorCourse, by: 'class' | 'status'): { grid: Grid; layers: Layer[] } | undefined {
  const like = { ...course.meta, interval: course.interval, source: 'raw' as const };
  const grid = gridOf(course.rows.slice(0, 1), undefined, like);
  if (!grid) return undefined;
  const first = grid.times[0] ?? grid.from;
  const found = new Map<string, number[]>();
  const kinds = by === 'status' ? statusesOf(course) : undefined;
  for (const { time, n, http_status, class: of } of course.rows) {
    const status = http_status === undefined ? NO_STATUS : String(http_status);
    const kind = kinds ? (kinds.includes(status) ? status : 'others') : of;
    const values = found.get(kind) ?? new Array<number>(grid.times.length).fill(0);
    const at = Math.round((Date.parse(time) - first) / grid.step);
    if (values[at] !== undefined) values[at] += n;
    found.set(kind, values);
  }
  const order = kinds ? [...kinds, 'others'] : Object.keys(CLASSES);
  const layers = order.flatMap((kind): Layer[] => {
    const values = found.get(kind);
    if (!values) return [];
    const known = CLASSES[kind as ErrorClass];
    return [kinds ? { label: kind, ink: inkOf(kind, kinds), values } : { ...known, values }];
  });
  return { grid, layers };
}

/** The most frequent statuses, by number: the same colours whichever comes first. */
function statusesOf({ rows }: ErrorCourse): string[] {
  const counts = new Map<string, number>();
  for (const { http_status, n } of rows) {
    const status = http_status === undefined ? NO_STATUS : String(http_status);
    counts.set(status, (counts.get(status) ?? 0) + n);
  }
  const most = [...counts].sort(([, a], [, b]) => b - a).slice(0, MOST);
  return most.map(([status]) => status).sort();
}

const inkOf = (status: string, statuses: readonly string[]): Ink =>
  status === 'others' || status === NO_STATUS ? 'faint' : (INKS[statuses.indexOf(status)] ?? 'faint');
