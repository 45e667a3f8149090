import type { Metric } from './metric.ts';

const perHead = (of: 'user' | 'session'): Metric => ({
  id: `cost_per_${of}`,
  title: `Cost per ${of}`,
  unit: 'usd',
  better: 'lower',
  kind: 'ratio',
  description: `Cost of the calls with a known ${of}, divided by the number of different ${of}s.`,
  needs: [`${of}s`, `${of}_cost`, `${of}_cost_known`],
  sql: `if(m_${of}_cost_known > 0, toFloat64(m_${of}_cost) / nullIf(m_${of}s, 0), NULL)`,
});

export const COST: readonly Metric[] = [
  {
    id: 'cost',
    title: 'Cost',
    unit: 'usd',
    better: 'lower',
    kind: 'sum',
    description: 'Cost in US dollars; calls whose model has no price are left out.',
    needs: ['cost', 'cost_known'],
    sql: 'if(m_cost_known > 0, m_cost, NULL)',
  },
  {
    id: 'cost_per_call',
    title: 'Cost per call',
    unit: 'usd',
    better: 'lower',
    kind: 'mean',
    description: 'Mean cost of the calls whose cost is known.',
    needs: ['cost', 'cost_known'],
    sql: 'toFloat64(m_cost) / nullIf(m_cost_known, 0)',
  },
  {
    id: 'priced_calls',
    title: 'Calls with a price',
    unit: 'calls',
    better: 'none',
    kind: 'count',
    description: 'Calls whose cost is known: what the cost figures rest on.',
    needs: ['cost_known'],
    sql: 'm_cost_known',
  },
  {
    id: 'unpriced_calls',
    title: 'Calls without a price',
    unit: 'calls',
    better: 'lower',
    kind: 'count',
    description: 'Calls whose tokens are known and whose model has no price: what the cost figures leave out.',
    needs: ['cost_known', 'input_tokens_known', 'output_tokens_known'],
    sql: 'greatest(toInt64(greatest(m_input_tokens_known, m_output_tokens_known)) - toInt64(m_cost_known), 0)',
  },
  perHead('user'),
  perHead('session'),
];
