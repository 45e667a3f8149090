import type { MeasureId } from '../../store/measures.ts';
import type { Metric } from './metric.ts';

const failures = (id: string, title: string, measure: MeasureId, description: string): Metric => ({
  id,
  title,
  unit: 'ratio',
  better: 'lower',
  kind: 'ratio',
  description,
  needs: ['n', measure],
  sql: `m_${measure} / nullIf(m_n, 0)`,
});

export const RELIABILITY: readonly Metric[] = [
  failures('error_rate', 'Error rate', 'errors', 'Share of calls with status error.'),
  failures('rate_limited_rate', 'Rate limited', 'rate_limited', 'Share of calls refused by a rate limit (429).'),
  failures('server_error_rate', 'Server errors', 'server_errors', 'Share of calls that failed at the provider (5xx).'),
  failures('timeout_rate', 'Timeouts', 'timeouts', 'Share of calls that ran out of time.'),
  {
    id: 'availability',
    title: 'Availability',
    unit: 'ratio',
    better: 'higher',
    kind: 'ratio',
    description: 'Share of calls that did not fail by a 5xx, a timeout or the connection.',
    needs: ['n', 'unavailable'],
    sql: '1 - m_unavailable / nullIf(m_n, 0)',
  },
];
