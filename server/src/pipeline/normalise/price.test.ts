import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PriceOverride } from '../../model/price.ts';
import { makeSpan } from '../store/testing/span.ts';
import { amount, rate } from './money.ts';
import { createPricer, explainCost, type Priced } from './price.ts';

const at = (iso: string): number => Date.parse(iso) * 1000;
const call = (overrides: Partial<Priced>): Priced =>
  makeSpan({ time: at('2026-11-24T12:00:00Z'), input_tokens: 1000, output_tokens: 100, ...overrides });
const override = (overrides: Partial<PriceOverride>): PriceOverride => ({
  id: 'o1',
  project: 'p1',
  provider: null,
  model: 'gpt-4o',
  input: '1',
  output: '2',
  cached: null,
  cache_write: null,
  effective_from: null,
  ...overrides,
});
const price = createPricer([]);
const usd = (dollars: string): number => amount(1_000_000, rate(dollars)) as number;

describe('the price list', () => {
  // Dollars per million tokens, from the list: gpt-4o 2.50 / 10, cached 1.25; claude-sonnet-4-5 3 / 15, cached 0.30, cache
  // write 3.75, beyond 200,000 input tokens 6 / 22.50, 0.60, 7.50.
  test.each<[string, Partial<Priced>, string]>([
    ['input and output', {}, '0.0035'],
    ['cached input', { cached_tokens: 400 }, '0.003'],
    ['a snapshot of the model', { model: 'gpt-4o-2024-08-06' }, '0.0035'],
    ['a served name not in the list', { model: 'gpt-4o-2031-01-01', requested_model: 'gpt-4o' }, '0.0035'],
    ['a proxy in front of its maker', { provider: 'litellm', model: 'openai/gpt-4o', requested_model: '' }, '0.0035'],
    ['Azure', { provider: 'azure.ai.openai' }, '0.0035'],
    [
      'cache reads and writes',
      { provider: 'anthropic', model: 'claude-sonnet-4-5', cached_tokens: 200, cache_write_tokens: 300 },
      '0.004185',
    ],
    [
      'a long request: every token at the higher tier',
      { provider: 'anthropic', model: 'claude-sonnet-4-5', input_tokens: 300_000, cached_tokens: 100_000 },
      '1.26225',
    ],
    [
      'exactly the tier limit: still the lower',
      { provider: 'anthropic', model: 'claude-sonnet-4-5', input_tokens: 200_000 },
      '0.6015',
    ],
    [
      'embeddings, which have no output',
      { kind: 'embedding', model: 'text-embedding-3-small', output_tokens: null },
      '0.00002',
    ],
    ['more cached than input: no class below zero', { cached_tokens: 5000 }, '0.00225'],
  ])('%s', (_, overrides, dollars) => {
    expect(price(call(overrides)).cost).toBe(usd(dollars));
  });

  test('names where a price is from', () => {
    expect(price(call({})).price).toBe('genai-prices:openai/gpt-4o');
  });

  test('a price depends on the time of day where the list says so', () => {
    const deepseek = { provider: 'deepseek', model: 'deepseek-chat', requested_model: '', output_tokens: 0 };
    const night = price(call({ ...deepseek, time: at('2026-01-05T20:00:00Z') })).cost;
    const day = price(call({ ...deepseek, time: at('2026-01-05T10:00:00Z') })).cost;
    expect([night, day]).toEqual([usd('0.000135'), usd('0.00027')]);
  });

  test.each<[string, Partial<Priced>]>([
    ['an unknown model', { model: 'our-own-model', requested_model: '' }],
    ['no model', { model: '', requested_model: '' }],
    ['no tokens, as of a call that failed', { input_tokens: null, output_tokens: null }],
    ['no output tokens', { output_tokens: null }],
    ['no input tokens', { input_tokens: null }],
    ['a cost too large to be exact', { model: 'gpt-4', input_tokens: 1_000_000_000, output_tokens: 1_000_000_000 }],
  ])('%s costs nothing known, which is not 0', (_, overrides) => {
    expect(price(call(overrides))).toEqual({ cost: null, price: '' });
  });

  test('a call of zero tokens costs nothing', () => {
    expect(price(call({ input_tokens: 0, output_tokens: 0 })).cost).toBe(0);
  });
});

describe('overrides', () => {
  test('go before the list, whatever the case of the model', () => {
    expect(createPricer([override({ model: 'GPT-4o' })])(call({}))).toEqual({
      cost: usd('0.0012'),
      price: 'override:o1',
    });
  });

  test('price cached tokens as input unless they say otherwise', () => {
    expect(createPricer([override({})])(call({ cached_tokens: 400 })).cost).toBe(usd('0.0012'));
    expect(createPricer([override({ cached: '0.1' })])(call({ cached_tokens: 400 })).cost).toBe(usd('0.00084'));
  });

  test('the newest that was in force at the time of the call counts', () => {
    const pricer = createPricer([
      override({ id: 'later', input: '9', effective_from: at('2027-01-01T00:00:00Z') }),
      override({ id: 'old', input: '3', effective_from: at('2026-01-01T00:00:00Z') }),
      override({ id: 'always' }),
    ]);
    expect(pricer(call({})).price).toBe('override:old');
    expect(pricer(call({ time: at('2025-06-01T00:00:00Z') })).price).toBe('override:always');
    expect(pricer(call({ time: at('2027-06-01T00:00:00Z') })).price).toBe('override:later');
  });

  test('hold for one provider, or for any', () => {
    const pricer = createPricer([override({ id: 'azure', provider: 'azure.ai.openai' }), override({ id: 'any' })]);
    expect(pricer(call({})).price).toBe('override:any');
    expect(pricer(call({ provider: 'azure.ai.openai' })).price).toBe('override:azure');
  });

  test('give an unlisted model a price', () => {
    expect(createPricer([override({ model: 'ours' })])(call({ model: 'ours' })).cost).toBe(usd('0.0012'));
  });
});

describe('explaining', () => {
  const stored = (overrides: Partial<Priced>, own: PriceOverride[] = []) => {
    const span = makeSpan({ ...call(overrides) });
    return { ...span, ...createPricer(own)(span) };
  };

  test('shows tokens times price by class', () => {
    expect(explainCost(stored({ cached_tokens: 400 }), [])).toEqual({
      lines: [
        { class: 'input', tokens: 600, usd_per_million: 2.5, cost: usd('0.0015') },
        { class: 'cached', tokens: 400, usd_per_million: 1.25, cost: usd('0.0005') },
        { class: 'output', tokens: 100, usd_per_million: 10, cost: usd('0.001') },
      ],
      cost: usd('0.003'),
      source: 'genai-prices:openai/gpt-4o',
      effective_from: '',
      reason: '',
    });
  });

  test('says why there is no cost', () => {
    expect(explainCost(stored({ output_tokens: null }), []).reason).toContain('no output token count');
    expect(explainCost(stored({ model: 'x', requested_model: '' }), []).reason).toContain(
      'no price is known for the model x',
    );
    expect(explainCost({ ...stored({}), is_call: false, cost: null }, []).reason).toContain('only calls cost');
  });

  test('explains by the price the call was stored with, also when another has come since', () => {
    const before = stored({});
    expect(explainCost(before, [override({})])).toMatchObject({ cost: before.cost, reason: '' });
    const mine = stored({}, [override({})]);
    expect(explainCost(mine, [override({}), override({ id: 'o2', effective_from: 1 })])).toMatchObject({
      cost: mine.cost,
      reason: '',
    });
  });

  test('says so when that price is gone', () => {
    const mine = stored({}, [override({})]);
    expect(explainCost(mine, [])).toMatchObject({
      cost: mine.cost,
      lines: [],
      source: 'override:o1',
      reason: expect.stringContaining('changed'),
    });
  });

  test('lines add up to the stored cost exactly, at any price', () => {
    const decimal = fc.tuple(fc.nat(999), fc.nat(999_999_999)).map(([whole, part]) => `${whole}.${part}`);
    const tokens = fc.nat(3_000_000);
    fc.assert(
      fc.property(decimal, decimal, decimal, tokens, tokens, tokens, (input, output, cached, i, o, c) => {
        const own = [override({ input, output, cached, cache_write: output })];
        const span = stored({ input_tokens: i, output_tokens: o, cached_tokens: c, cache_write_tokens: c }, own);
        const { lines, cost } = explainCost(span, own);
        expect(lines.reduce((sum, line) => sum + line.cost, 0)).toBe(span.cost);
        expect(cost).toBe(span.cost);
      }),
    );
  });
});

test('money is exact where floats are not', () => {
  expect(amount(3, rate(0.1))).toBe(300_000);
  expect(amount(7, rate('0.000001'))).toBe(7);
  // A third of a pico-dollar per token rounds once, at the end.
  expect(amount(3, rate('0.000000333333'))).toBe(1);
  expect(amount(1_000_000, rate('0.083333333333'))).toBe(83_333_333_333);
});
