import { sketchQuantiles } from '../../store/measures.ts';
import type { Metric } from './metric.ts';

/** Positions in a sketch's list of quantiles. */
const POSITIONS = { p50: 1, p95: 2, p99: 3 } as const;

function quantile(of: 'latency' | 'ttft', p: keyof typeof POSITIONS): Metric {
  const [need, name] =
    of === 'latency' ? (['duration', 'latency'] as const) : (['ttft', 'time to first token'] as const);
  const known = of === 'ttft' ? ', of the calls where it is known' : '';
  return {
    id: `${of}_${p}`,
    title: `${of === 'latency' ? 'Latency' : 'TTFT'} ${p.toUpperCase()}`,
    unit: 'ms',
    better: 'lower',
    kind: 'quantile',
    description: `The ${name} that ${p.slice(1)} % of the calls stay within${known}; within 1 % of the exact value.`,
    needs: [need],
    sql: `${sketchQuantiles(`m_${need}`)}[${POSITIONS[p]}]`,
  };
}

export const LATENCY: readonly Metric[] = [
  {
    id: 'latency_avg',
    title: 'Latency, mean',
    unit: 'ms',
    better: 'lower',
    kind: 'mean',
    description: 'Mean duration of a call.',
    needs: ['n', 'duration_ms'],
    sql: 'toFloat64(m_duration_ms) / nullIf(m_n, 0)',
  },
  quantile('latency', 'p50'),
  quantile('latency', 'p95'),
  quantile('latency', 'p99'),
  quantile('ttft', 'p50'),
  quantile('ttft', 'p95'),
  quantile('ttft', 'p99'),
  {
    id: 'ttft_calls',
    title: 'Calls with a first token',
    unit: 'calls',
    better: 'none',
    kind: 'count',
    description: 'Calls whose time to first token is known: what its percentiles rest on.',
    needs: ['ttft_known'],
    sql: 'm_ttft_known',
  },
  {
    id: 'output_tokens_per_second',
    title: 'Output speed',
    unit: 'tokens/s',
    better: 'higher',
    kind: 'mean',
    description: 'Output tokens divided by the duration of the calls that wrote them, where both are known.',
    needs: ['timed_output_tokens', 'timed_duration_ms'],
    sql: 'm_timed_output_tokens * 1000 / nullIf(toFloat64(m_timed_duration_ms), 0)',
  },
];
