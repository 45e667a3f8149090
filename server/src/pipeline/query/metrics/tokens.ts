import type { Metric } from './metric.ts';

const tokens = (of: 'input' | 'output' | 'cached' | 'reasoning', title: string, description: string): Metric => ({
  id: `${of}_tokens`,
  title,
  unit: 'tokens',
  better: 'none',
  kind: 'sum',
  description: `${description}; calls that did not tell are left out.`,
  needs: [`${of}_tokens`, `${of}_tokens_known`],
  sql: `if(m_${of}_tokens_known > 0, m_${of}_tokens, NULL)`,
});

export const TOKENS: readonly Metric[] = [
  tokens('input', 'Input tokens', 'All input tokens, cached ones included'),
  tokens('output', 'Output tokens', 'All output tokens, reasoning included'),
  tokens('cached', 'Cached tokens', 'Input tokens read from a cache'),
  tokens('reasoning', 'Reasoning tokens', 'Output tokens spent on reasoning'),
  {
    id: 'token_efficiency_ratio',
    title: 'Token efficiency',
    unit: 'ratio',
    better: 'higher',
    kind: 'ratio',
    description: 'Output tokens divided by input tokens, over the calls where both are known.',
    needs: ['both_input_tokens', 'both_output_tokens'],
    sql: 'm_both_output_tokens / nullIf(m_both_input_tokens, 0)',
  },
];
