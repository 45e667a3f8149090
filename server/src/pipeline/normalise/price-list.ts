import { calcPrice, type ModelPrice } from '@pydantic/genai-prices';
import { type Rate, rate } from './money.ts';

/** What the price list says of one class of tokens: a base rate, and others once the input is longer than `above`. */
export interface Tiers {
  base: Rate;
  above: readonly { tokens: number; rate: Rate }[];
}

export const CLASSES = ['input', 'cached', 'cache_write', 'output', 'reasoning', 'request'] as const;
export type PriceClass = (typeof CLASSES)[number];
export type ClassPrices = Partial<Record<PriceClass, Tiers>>;

/** Prices of a model over time, the last that applies counts. */
export interface ListedModel {
  /** `genai-prices:openai/gpt-4o` */
  source: string;
  periods: readonly { prices: ClassPrices; applies: (time: number) => boolean; from: string }[];
}

/** Our providers → the price list's ids, where the names differ. */
const PROVIDERS = new Map(
  Object.entries({
    'aws.bedrock': 'aws',
    'azure.ai.openai': 'azure',
    'azure.ai.inference': 'azure',
    'gcp.gemini': 'google',
    'gcp.gen_ai': 'google',
    'gcp.vertex_ai': 'google',
    mistral_ai: 'mistral',
    x_ai: 'x-ai',
    moonshot_ai: 'moonshotai',
  }),
);

/** Keys of the price list, all dollars per million tokens but the last: per thousand requests. */
const KEYS: Readonly<Record<PriceClass, string>> = {
  input: 'input_mtok',
  cached: 'cache_read_mtok',
  cache_write: 'cache_write_mtok',
  output: 'output_mtok',
  reasoning: 'output_reasoning_mtok',
  request: 'requests_kcount',
};

/** Provider → model → entry. */
const found = new Map<string, Map<string, ListedModel | undefined>>();
const MAX_FOUND = 10_000;
let size = 0;

/**
 * The price list's entry for a model. Matching is slow, so it is done once per provider and model; the list is part of the
 * build and does not change. A provider that doesn't list the model (a proxy, a reseller) has it at its maker's price.
 */
export function listedModel(provider: string, model: string): ListedModel | undefined {
  const known = found.get(provider);
  const entry = known?.get(model);
  if (entry !== undefined || known?.has(model)) return entry;
  if (size++ >= MAX_FOUND) forgetAll();
  const listed = match(PROVIDERS.get(provider) ?? provider, model);
  found.set(provider, (found.get(provider) ?? new Map<string, ListedModel | undefined>()).set(model, listed));
  return listed;
}

function forgetAll(): void {
  found.clear();
  size = 1;
}

/** The name, without a snapshot's date, without a maker's prefix (`anthropic/claude-…`, `models/gemini-…`). */
function spellings(model: string): string[] {
  const undated = model.replace(/-20\d\d-\d\d-\d\d$/, '');
  const names = [model, undated, ...[model, undated].map((name) => name.slice(name.lastIndexOf('/') + 1))];
  return [...new Set(names)].filter(Boolean);
}

function match(provider: string, model: string): ListedModel | undefined {
  const names = spellings(model.slice(0, 256));
  for (const options of provider ? [{ providerId: provider }, {}] : [{}]) {
    for (const name of names) {
      const entry = lookUp(name, options);
      if (entry) return entry;
    }
  }
  return undefined;
}

function lookUp(name: string, options: { providerId?: string }): ListedModel | undefined {
  try {
    const result = calcPrice({}, name, options);
    if (!result) return undefined;
    const { prices } = result.model;
    const list = Array.isArray(prices) ? prices : [{ prices }];
    const periods = list.map((entry) => ({
      prices: compile(entry.prices),
      applies: 'constraint' in entry && entry.constraint ? applies(entry.constraint) : () => true,
      from: 'constraint' in entry && entry.constraint?.type === 'start_date' ? entry.constraint.start_date : '',
    }));
    return { source: `genai-prices:${result.provider.id}/${result.model.id}`, periods };
  } catch {
    // A price the library itself calls invalid is as good as none.
    return undefined;
  }
}

type Constraint =
  | { type: 'start_date'; start_date: string }
  | { type: 'time_of_date'; start_time: string; end_time: string };

const DAY = 86_400_000;

function applies(constraint: Constraint): (time: number) => boolean {
  if (constraint.type === 'start_date') {
    const from = Date.parse(constraint.start_date) * 1000;
    return (time) => time >= from;
  }
  const [from, to] = [constraint.start_time, constraint.end_time].map((time) => Date.parse(`1970-01-01T${time}`) % DAY);
  if (from === undefined || to === undefined) return () => false;
  return (time) => {
    const at = Math.floor(time / 1000) % DAY;
    return to < from ? at >= from || at < to : at >= from && at < to;
  };
}

function compile(prices: ModelPrice): ClassPrices {
  const compiled: ClassPrices = {};
  for (const name of CLASSES) {
    const price = prices[KEYS[name]];
    if (price === undefined) continue;
    // Per thousand → per million: one request is one "token" of this class.
    const scale = name === 'request' ? 1000 : 1;
    if (typeof price === 'number') compiled[name] = { base: rate(price * scale), above: [] };
    else {
      const above = price.tiers.map(({ start, price: usd }) => ({ tokens: start, rate: rate(usd * scale) }));
      compiled[name] = { base: rate(price.base * scale), above: above.sort((a, b) => a.tokens - b.tokens) };
    }
  }
  return compiled;
}
