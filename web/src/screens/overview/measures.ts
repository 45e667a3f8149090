/** What the overview asks for: every number of the page in one question a shape. */
export const TOTALS = [
  'calls',
  'error_rate',
  'latency_p95',
  'ttft_p95',
  'ttft_calls',
  'input_tokens',
  'output_tokens',
  'cost',
  'priced_calls',
  'cost_per_call',
];
export const COURSES = [
  'calls',
  'error_rate',
  'latency_p50',
  'latency_p95',
  'latency_p99',
  'ttft_p50',
  'ttft_p95',
  'ttft_calls',
  'input_tokens',
  'output_tokens',
  'cost',
  'priced_calls',
];
export const BREAKDOWN = [
  'calls',
  'latency_p95',
  'ttft_p95',
  'ttft_calls',
  'error_rate',
  'input_tokens',
  'output_tokens',
  'cost',
  'priced_calls',
  'cost_per_call',
];

export const CHARTS = ['latency', 'traffic', 'cost', 'tokens'] as const;
export type ChartId = (typeof CHARTS)[number];
