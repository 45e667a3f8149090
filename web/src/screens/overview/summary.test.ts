import { expect, it } from 'vitest';
import type { MetricInfo, Row } from '../../model.ts';
import { summarise } from './summary.ts';

const metric = (
  id: string,
  unit: MetricInfo['unit'],
  kind: string,
  better: MetricInfo['better'] = 'lower',
): [string, MetricInfo] => [id, { id, title: id, unit, kind, better, description: '' }];
const metrics = new Map([
  metric('calls', 'calls', 'count', 'none'),
  metric('error_rate', 'ratio', 'ratio'),
  metric('latency_p95', 'ms', 'quantile'),
  metric('cost_per_call', 'usd', 'mean'),
]);
const row = (n: number, p95: number, more: Record<string, string | number> = {}): Row => ({
  n,
  calls: n,
  latency_p95: p95,
  error_rate: 0.01,
  ...more,
});
type Numbers = Parameters<typeof summarise>[0];
const say = (now: Row, before: Row | undefined, groups: Numbers['groups'] = [], more: Partial<Numbers> = {}) => {
  const { pieces, tally } = summarise({ metrics, now, before, groups, when: 'in the last 24 hours', ...more });
  return {
    text: pieces
      .map((piece) => piece.text)
      .join('')
      .replaceAll('\u00a0', ' '),
    pieces,
    tally,
  };
};

it('leads with what got worse and where', () => {
  const prompts = {
    field: 'prompt',
    rows: [row(5000, 4000, { prompt: 'checkout' }), row(5000, 1000, { prompt: 'faq' })],
    before: [row(5000, 2000, { prompt: 'checkout' }), row(5000, 1000, { prompt: 'faq' })],
  };
  const { text, pieces, tally } = say(row(10_000, 3000), row(9000, 2000), [prompts]);
  expect(text).toBe(
    '10,000 calls in the last 24 hours, 11 % more than before. P95 latency rose by 50 % to 3.00 s, above all in checkout (2.00 s → 4.00 s).',
  );
  expect(pieces.find(({ filter }) => filter)?.filter).toEqual({ field: 'prompt', op: 'eq', value: 'checkout' });
  expect(tally).toEqual({ worse: 1, better: 0, steady: 1 });
});

it('says so when nothing moved', () => {
  expect(say(row(10_000, 2000), row(10_000, 2000)).text).toBe(
    '10,000 calls in the last 24 hours, about as many as before. Error rate is 1.00 %, P95 latency is 2.00 s: nothing moved beyond chance.',
  );
});

it('makes no claim from a handful of calls', () => {
  expect(say(row(3, 2000), undefined).text).toBe(
    '3 calls in the last 24 hours. Too few calls yet to say how well they go.',
  );
});

it('names who makes most of the cost', () => {
  const models = {
    field: 'model',
    rows: [row(10, 1, { model: 'gpt-4o', cost: 8 }), row(90, 1, { model: 'gpt-4o-mini', cost: 2 })],
    before: undefined,
  };
  expect(say(row(100, 2000, { cost: 10 }), undefined, [models]).text).toContain('gpt-4o makes 80 % of the cost.');
});

it('speaks of two versions as of two, not of now and before', () => {
  const sides = { now: 'version 5', before: 'version 3', against: 'version 3', apart: true, fewest: 100 };
  const models = {
    field: 'model',
    rows: [row(4000, 4000, { model: 'a' }), row(4000, 1000, { model: 'b' })],
    before: [row(400, 2000, { model: 'a' }), row(400, 1000, { model: 'b' })],
  };
  expect(say(row(8000, 3000), row(800, 2000), [models], { sides }).text).toBe(
    '8,000 calls of version 5 in the last 24 hours, 800 of version 3. P95 latency is 50 % higher than in version 3: 3.00 s, above all in a (4.00 s against 2.00 s).',
  );
  expect(say(row(8000, 2000), row(800, 2000), [], { sides }).text).toContain(': no difference beyond chance.');
  expect(say(row(8000, 3000), row(60, 2000), [], { sides }).text).toContain('Too few calls of version 3 to compare.');
});
