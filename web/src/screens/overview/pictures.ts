import type { Line } from '../../charts/line.ts';
import { type Grid, perCall, wholeOnly } from '../../charts/series.ts';
import type { Sides } from '../../compare.ts';
import type { MetricInfo } from '../../model.ts';
import type { ChartId } from './measures.ts';

export interface Picture {
  lines: Line[];
  /** How the calls behind a bucket are ordered so that what made it bad comes first. */
  sort: string;
  /** What a click does. */
  hint: string;
  /** Whether the calls to show for a bucket are its failed ones. */
  onlyErrors: (bucket: number) => boolean;
  /** The field that counts the calls behind a bucket. */
  basis: string;
  /** Whether the time to the first token is known too. */
  firstToken?: boolean;
}

interface Ways {
  compared: boolean;
  /** What is compared; sums of different calls (`apart`) are told a call. */
  sides: Sides;
  /** Latency until the first token in the place of the whole answer. */
  first: boolean;
}

/** What each chart of the overview draws. */
export function pictureOf(id: ChartId, grid: Grid, metrics: Map<string, MetricInfo>, ways: Ways): Picture {
  const { compared, sides } = ways;
  const valuesOf = (metric: string, of: Grid['of'] = grid.of): (number | null)[] => {
    if (metrics.get(metric)?.kind !== 'sum') return of(metric);
    return sides.apart
      ? perCall(of(metric), of(metric === 'cost' ? 'priced_calls' : 'n'))
      : wholeOnly(grid, of(metric));
  };
  const line = (metric: string, label: string, ink: Line['ink'], more: Partial<Line> = {}): Line => ({
    label,
    ink,
    values: valuesOf(metric),
    unit: metrics.get(metric)?.unit ?? 'calls',
    ...more,
  });
  const before = (metric: string, label: string): Line[] => {
    const values = valuesOf(metric, grid.before);
    const known = compared && values.some((value) => value !== null);
    return known ? [line(metric, `${label} ${sides.before}`, 'faint', { values, look: 'before' })] : [];
  };
  const never = () => false;

  if (id === 'latency') return latency(grid, line, before, ways);
  if (id === 'traffic') {
    const errors = grid.of('error_rate');
    return {
      lines: [
        line('calls', 'Calls', 'series-5', { look: 'bars' }),
        ...before('calls', 'Calls'),
        line('error_rate', 'Error rate', 'bad', { right: true }),
      ],
      sort: '-time',
      hint: 'Click for the failed calls, or all of them',
      basis: 'n',
      onlyErrors: (bucket) => (errors[bucket] ?? 0) > 0,
    };
  }
  if (id === 'cost')
    return {
      lines: [...before('cost', 'Cost'), line('cost', 'Cost', 'series-3')],
      sort: '-cost',
      hint: 'Click for the dearest calls',
      basis: 'priced_calls',
      onlyErrors: never,
    };
  return {
    lines: [
      ...before('input_tokens', 'Input'),
      line('input_tokens', 'Input', 'series-1'),
      line('output_tokens', 'Output', 'series-2'),
    ],
    sort: '-input_tokens',
    hint: 'Click for the longest calls',
    basis: 'n',
    onlyErrors: never,
  };
}

type MakeLine = (metric: string, label: string, ink: Line['ink'], more?: Partial<Line>) => Line;

function latency(grid: Grid, line: MakeLine, before: (metric: string, label: string) => Line[], ways: Ways): Picture {
  const firstToken = grid.of('ttft_p95').some((value) => value !== null);
  const shared = { onlyErrors: () => false, firstToken };
  if (ways.first && firstToken)
    return {
      lines: [...before('ttft_p95', 'P95'), line('ttft_p50', 'P50', 'series-5'), line('ttft_p95', 'P95', 'series-1')],
      sort: '-ttft_ms',
      hint: 'Click for the slowest to start',
      basis: 'ttft_calls',
      ...shared,
    };
  return {
    lines: [
      ...before('latency_p95', 'P95'),
      line('latency_p50', 'P50', 'series-5'),
      line('latency_p95', 'P95', 'series-1'),
      line('latency_p99', 'P99', 'series-2'),
    ],
    sort: '-duration_ms',
    hint: 'Click for the slowest calls',
    basis: 'n',
    ...shared,
  };
}
