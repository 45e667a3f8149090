import type { MeasureId } from '../../store/measures.ts';
import type { DistinctId } from './distinct.ts';

export type Unit = 'calls' | 'calls/s' | 'tokens' | 'tokens/s' | 'ms' | 'ratio' | 'usd' | 'users' | 'sessions';

/** An entry of the catalogue: everything charts, tables, alerts and the API need to know of a number. */
export interface Metric {
  id: string;
  title: string;
  unit: Unit;
  /** Which direction is an improvement. */
  better: 'higher' | 'lower' | 'none';
  kind: 'count' | 'sum' | 'mean' | 'rate' | 'ratio' | 'quantile';
  /** One sentence: what is counted over what, and what is left out. */
  description: string;
  needs: readonly (MeasureId | DistinctId)[];
  /**
   * An expression over `m_<need>`, one aggregated value each, and `seconds`, the length of the row's time. NULL or NaN where
   * nothing is known. Decimals are brought to Float64 before they are divided: ClickHouse would cut them.
   */
  sql: string;
}
