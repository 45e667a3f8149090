import type { PriceOverride } from '../../model/price.ts';
import type { Span } from '../../model/span.ts';
import { amount, rate } from './money.ts';
import { type ClassPrices, listedModel, type PriceClass, type Tiers } from './price-list.ts';

/** What the price of a call depends on. */
export type Priced = Pick<
  Span,
  | 'kind'
  | 'provider'
  | 'model'
  | 'requested_model'
  | 'time'
  | 'input_tokens'
  | 'output_tokens'
  | 'cached_tokens'
  | 'cache_write_tokens'
  | 'reasoning_tokens'
>;

/** Integer pico-dollars, null when unknown, and where the price is from. */
export type Pricer = (span: Priced) => Pick<Span, 'cost' | 'price'>;

/** One class of tokens × its price. `cost` in pico-dollars. */
export interface CostLine {
  class: PriceClass;
  tokens: number;
  usd_per_million: number;
  cost: number;
}

export interface CostExplained {
  lines: CostLine[];
  /** The stored cost. Without a `reason` it is exactly what the lines add up to. */
  cost: number | null;
  /** As in the column `price`; '' when the model has no price. */
  source: string;
  /** From when on this price is in force: a date, or RFC 3339 for an override; '' = always was. */
  effective_from: string;
  reason: string;
}

interface Found {
  prices: ClassPrices;
  source: string;
  from: string;
}

/** Finds prices in the project's own list first, then in the library's. */
type Find = (span: Priced) => Found | undefined;

export function createPricer(overrides: readonly PriceOverride[]): Pricer {
  const find = createFind(overrides);
  return (span) => {
    const { cost, source } = explain(span, find(span));
    return { cost, price: cost === null ? '' : source };
  };
}

const OVERRIDE = 'override:';

/**
 * How the stored cost of a call came about, or why there is none. Prices may have changed since: it is explained by the price
 * it was stored with, and when that can't be told any more, the reason says so.
 */
export function explainCost(
  span: Priced & Pick<Span, 'is_call' | 'cost' | 'price'>,
  overrides: readonly PriceOverride[],
): CostExplained {
  if (!span.is_call) return unknown('only calls cost: this span is no call, or repeats one below it');
  const used = span.price.startsWith(OVERRIDE) ? overrides.filter(({ id }) => span.price === OVERRIDE + id) : [];
  const explained = explain(span, createFind(span.cost === null ? overrides : used)(span));
  if (explained.cost === span.cost) return explained;
  const reason = 'the prices of this model have changed since the call was stored';
  return { ...unknown(reason), cost: span.cost, source: span.price };
}

interface OverrideEntry extends Found {
  provider: string | null;
  since: number;
}

function createFind(overrides: readonly PriceOverride[]): Find {
  const byModel = new Map<string, OverrideEntry[]>();
  for (const override of overrides) {
    const key = override.model.toLowerCase();
    byModel.set(key, [...(byModel.get(key) ?? []), toEntry(override)]);
  }
  // Newest first; of two as new, the one that names the provider.
  for (const list of byModel.values()) {
    list.sort((a, b) => b.since - a.since || Number(a.provider === null) - Number(b.provider === null));
  }
  const own = (span: Priced, model: string): Found | undefined =>
    byModel
      .get(model.toLowerCase())
      ?.find(({ provider, since }) => since <= span.time && (provider === null || provider === span.provider));
  return (span) => {
    const { model, requested_model: requested } = span;
    if (model === '' && requested === '') return undefined;
    const mine = byModel.size ? (own(span, model) ?? own(span, requested)) : undefined;
    return mine ?? listed(span, model) ?? (requested === model ? undefined : listed(span, requested));
  };
}

function toEntry({ id, provider, input, output, cached, cache_write, effective_from }: PriceOverride): OverrideEntry {
  const flat = (usd: string): Tiers => ({ base: rate(usd), above: [] });
  const prices: ClassPrices = { input: flat(input), output: flat(output) };
  if (cached !== null) prices.cached = flat(cached);
  if (cache_write !== null) prices.cache_write = flat(cache_write);
  const from = effective_from === null ? '' : new Date(effective_from / 1000).toISOString();
  return { prices, source: OVERRIDE + id, from, provider, since: effective_from ?? -Infinity };
}

function listed({ provider, time }: Priced, model: string): Found | undefined {
  const entry = model === '' ? undefined : listedModel(provider, model);
  const period = entry?.periods.findLast(({ applies }) => applies(time)) ?? entry?.periods[0];
  return entry && period && { prices: period.prices, source: entry.source, from: period.from };
}

const unknown = (reason: string, found?: Found): CostExplained => ({
  lines: [],
  cost: null,
  source: found?.source ?? '',
  effective_from: found?.from ?? '',
  reason,
});

function explain(span: Priced, found: Found | undefined): CostExplained {
  if (span.model === '' && span.requested_model === '') return unknown('the call names no model');
  if (!found) return unknown(`no price is known for the model ${span.model || span.requested_model}`);
  const { input_tokens: input, output_tokens: output } = span;
  if (input === null && output === null) return unknown('the call carries no token counts', found);
  if (input === null) return unknown('the call carries no input token count', found);
  if (output === null && span.kind !== 'embedding') return unknown('the call carries no output token count', found);
  const lines: CostLine[] = [];
  let cost = 0;
  for (const [name, tokens, tiers] of classes(span, input, output ?? 0, found.prices)) {
    if (tokens === 0) continue;
    if (!tiers) return unknown(`no price is known for ${name} tokens of this model`, found);
    const at = tiers.above.findLast((tier) => input > tier.tokens)?.rate ?? tiers.base;
    const line = amount(tokens, at);
    if (line === undefined) return unknown('the cost is too large to be true', found);
    cost += line;
    lines.push({ class: name, tokens, usd_per_million: at.usd, cost: line });
  }
  if (!Number.isSafeInteger(cost)) return unknown('the cost is too large to be true', found);
  return { lines, cost, source: found.source, effective_from: found.from, reason: '' };
}

/** The call's tokens in disjoint classes, each with its price. A class without one of its own costs what its whole does. */
function classes(
  span: Priced,
  input: number,
  output: number,
  prices: ClassPrices,
): readonly (readonly [PriceClass, number, Tiers | undefined])[] {
  const cached = Math.min(span.cached_tokens ?? 0, input);
  const written = Math.min(span.cache_write_tokens ?? 0, input - cached);
  const reasoning = prices.reasoning ? Math.min(span.reasoning_tokens ?? 0, output) : 0;
  return [
    ['input', input - cached - written, prices.input],
    ['cached', cached, prices.cached ?? prices.input],
    ['cache_write', written, prices.cache_write ?? prices.input],
    ['output', output - reasoning, prices.output],
    ['reasoning', reasoning, prices.reasoning],
    ['request', prices.request ? 1 : 0, prices.request],
  ];
}
