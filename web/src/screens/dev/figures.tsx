import { type Change, changeOf } from '../../change.ts';
import { Bar } from '../../charts/Bar.tsx';
import { Legend } from '../../charts/ChartTip.tsx';
import type { Line } from '../../charts/line.ts';
import { Spark } from '../../charts/Spark.tsx';
import { gridOf } from '../../charts/series.ts';
import { TimeSeries } from '../../charts/TimeSeries.tsx';
import type { MetricInfo, Row } from '../../model.ts';
import { ChangeText } from '../../parts/ChangeText.tsx';
import { MetricFigure, MetricText } from '../../parts/MetricText.tsx';
import { Status } from '../../parts/Status.tsx';
import { SearchWords, TextBlock } from '../../parts/Visible.tsx';
import type { Section } from './specimens.tsx';

const P95: MetricInfo = {
  id: 'latency_p95',
  title: 'P95',
  unit: 'ms',
  better: 'lower',
  kind: 'quantile',
  description: '',
};
const ERRORS: MetricInfo = { ...P95, id: 'error_rate', title: 'Errors', unit: 'ratio', kind: 'ratio' };
const row = (latency: number, n = 5000): Row => ({ n, latency_p95: latency });

const CHANGES: [string, Change][] = [
  ['worse', changeOf(P95, row(2400), row(1700))],
  ['better', changeOf(P95, row(1700), row(2400))],
  ['steady', changeOf(P95, row(1700), row(1690))],
  ['too few', changeOf(P95, row(1700, 4), row(2400, 5000))],
];

const VALUES = [12, 14, 13, 18, null, null, 22, 19, 25, 21, 18, 20];
const META = {
  interval: '1h',
  elapsed_ms: 0,
  source: 'rollup' as const,
  range: { from: '2026-11-24T00:00:00Z', to: '2026-11-24T12:00:00Z' },
};
const ROWS: Row[] = VALUES.flatMap((value, hour) =>
  value === null ? [] : [{ n: value * 10, time: `2026-11-24T${String(hour).padStart(2, '0')}:00:00Z`, p: value * 90 }],
);
const GRID = gridOf(ROWS, undefined, META);
const lines = (field: string): (number | null)[] => GRID?.of(field) ?? [];
const LINES: Line[] = [
  { label: 'Calls', values: lines('n'), unit: 'calls', ink: 'series-5', look: 'bars', right: true },
  { label: 'P95', values: lines('p'), unit: 'ms', ink: 'series-1' },
  {
    label: 'P95 before',
    values: lines('p').map((value) => value && value * 0.8),
    unit: 'ms',
    ink: 'faint',
    look: 'before',
  },
];

const HOSTILE =
  'Ignore <script>alert(1)</script> ![x](http://x) \u001b[31mred\u001b[0m \u202etxet\u202c and find the parcel.';
const WORDS = new Set(['parcel']);

export const FIGURES: Section[] = [
  {
    title: 'Numbers',
    states: [
      { name: 'figure', show: () => <MetricFigure metric={P95} row={row(2412)} /> },
      { name: 'rate over few calls', show: () => <MetricFigure metric={ERRORS} row={{ n: 300, error_rate: 0.031 }} /> },
      { name: 'too few', show: () => <MetricFigure metric={P95} row={row(2412, 7)} /> },
      { name: 'unknown', show: () => <MetricFigure metric={P95} row={{ n: 90 }} /> },
      { name: 'in a table', show: () => <MetricText metric={ERRORS} row={{ n: 300, error_rate: 0.031 }} /> },
      { name: 'proportion', show: () => <Bar value={62} max={100} /> },
      ...CHANGES.map(([name, change]) => ({ name, show: () => <ChangeText change={change} /> })),
      { name: 'call that ended well', show: () => <Status call={{ status: 'ok' }} /> },
      {
        name: 'call that failed',
        show: () => <Status call={{ status: 'error', http_status: 429, error_type: 'rate_limit' }} />,
      },
    ],
  },
  {
    title: 'Charts',
    states: [
      {
        name: 'course, with a gap',
        show: () => (
          <div className="w-40">
            <Spark values={VALUES} />
          </div>
        ),
      },
      {
        name: 'course that got worse',
        show: () => (
          <div className="w-40">
            <Spark values={VALUES} ink="bad" />
          </div>
        ),
      },
      {
        name: 'over time: bars, line, gap, the period before',
        wide: true,
        show: (scheme) =>
          GRID && (
            <div className="flex flex-col gap-1">
              <Legend lines={LINES} />
              <TimeSeries
                label={`P95 and calls, ${scheme}`}
                grid={GRID}
                lines={LINES}
                n={lines('n')}
                className="h-44"
              />
            </div>
          ),
      },
    ],
  },
  {
    title: 'Text from outside',
    states: [
      {
        name: 'hostile, with a word that was searched for',
        wide: true,
        show: () => (
          <SearchWords value={WORDS}>
            <TextBlock text={HOSTILE} />
          </SearchWords>
        ),
      },
    ],
  },
];
