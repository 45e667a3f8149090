import { type Change, changeOf } from '../../change.ts';
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
      ...CHANGES.map(([name, change]) => ({ name, show: () => <ChangeText change={change} /> })),
      { name: 'call that ended well', show: () => <Status call={{ status: 'ok' }} /> },
      {
        name: 'call that failed',
        show: () => <Status call={{ status: 'error', http_status: 429, error_type: 'rate_limit' }} />,
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
