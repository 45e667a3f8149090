import type { Metric } from './metric.ts';

export const TRAFFIC: readonly Metric[] = [
  {
    id: 'calls',
    title: 'Calls',
    unit: 'calls',
    better: 'none',
    kind: 'count',
    description: 'Requests to a model: leaf spans of kind llm or embedding.',
    needs: ['n'],
    sql: 'm_n',
  },
  {
    id: 'calls_per_second',
    title: 'Calls per second',
    unit: 'calls/s',
    better: 'none',
    kind: 'rate',
    description: 'Calls divided by the seconds of the bucket, or of the range; of one still running, by those gone by.',
    needs: ['n'],
    sql: 'm_n / seconds',
  },
  {
    id: 'concurrency',
    title: 'Concurrency',
    unit: 'calls',
    better: 'none',
    kind: 'mean',
    description: 'Calls in flight at a moment, on average: the sum of durations divided by the time (Little’s law).',
    needs: ['duration_ms'],
    sql: 'toFloat64(m_duration_ms) / 1000 / seconds',
  },
];
