import type { AttributeValue } from '../../model/wire.ts';
import type { Slot } from './draft.ts';
import { dollars, type JsonObject, objectOf, tokens } from './values.ts';

type Count = [slot: Slot, count: number | undefined];

/**
 * Token classes of a usage object: Langfuse's disjoint parts (`input` without what was cached, `output` without reasoning), or
 * OpenAI's own objects, where the total includes them. Ours include them.
 */
export function usageOf(usage: JsonObject | undefined): Count[] {
  if (!usage) return [];
  const counts = inclusive(usage) ?? disjoint(usage);
  return counts.filter(([, count]) => count !== undefined);
}

const count = (usage: JsonObject | undefined, ...keys: string[]): number | undefined => {
  for (const key of keys) {
    const found = tokens((usage?.[key] ?? null) as AttributeValue);
    if (found !== undefined) return found;
  }
  return undefined;
};

function inclusive(usage: JsonObject): Count[] | undefined {
  const input = objectOf(usage.prompt_tokens_details) ?? objectOf(usage.input_tokens_details);
  const output = objectOf(usage.completion_tokens_details) ?? objectOf(usage.output_tokens_details);
  const own = ['prompt_tokens', 'completion_tokens', 'promptTokens', 'completionTokens'].some((key) => key in usage);
  if (!own && !input && !output) return undefined;
  return [
    ['input_tokens', count(usage, 'prompt_tokens', 'promptTokens', 'input_tokens')],
    ['output_tokens', count(usage, 'completion_tokens', 'completionTokens', 'output_tokens')],
    ['cached_tokens', count(input, 'cached_tokens')],
    ['cache_write_tokens', count(input, 'cache_write_tokens')],
    ['reasoning_tokens', count(output, 'reasoning_tokens')],
  ];
}

/** `…_5m` and `…_1h` are parts of the key without, where that is present. */
const isPart = (usage: JsonObject, key: string): boolean => /_(5m|1h)$/.test(key) && key.slice(0, -3) in usage;

function disjoint(usage: JsonObject): Count[] {
  const sums = new Map<Slot, number>();
  const add = (slot: Slot, value: number): void => void sums.set(slot, (sums.get(slot) ?? 0) + value);
  const whole = areWhole(usage);
  for (const key of Object.keys(usage)) {
    const value = tokens(usage[key] as AttributeValue);
    if (value === undefined || isPart(usage, key)) continue;
    const cache = key.includes('cache');
    if (cache || key.startsWith('input')) {
      if (!whole || key === 'input') add('input_tokens', value);
      if (cache) add(/creation|write/.test(key) ? 'cache_write_tokens' : 'cached_tokens', value);
    } else if (key.startsWith('output')) {
      if (!whole || key === 'output') add('output_tokens', value);
      if (key.includes('reasoning')) add('reasoning_tokens', value);
    }
  }
  return [...sums];
}

/** `input` and `output` make up the total by themselves, so the parts beside them lie within (Langfuse's OpenAI wrapper, JavaScript v3). */
function areWhole(usage: JsonObject): boolean {
  const [input, output, total] = [count(usage, 'input'), count(usage, 'output'), count(usage, 'total')];
  return input !== undefined && output !== undefined && total === input + output;
}

/** The total of Langfuse's cost object, in pico-dollars; the sum of its parts when it gives none. */
export function costOf(costs: JsonObject | undefined): number | undefined {
  if (!costs) return undefined;
  const total = dollars((costs.total ?? null) as AttributeValue);
  if (total !== undefined) return total;
  const parts = Object.values(costs).map((cost) => dollars(cost as AttributeValue));
  const known = parts.filter((part) => part !== undefined);
  return known.length ? known.reduce((sum, part) => sum + part, 0) : undefined;
}

interface TokenCounts {
  input_tokens: number | null;
  output_tokens: number | null;
  cached_tokens: number | null;
  cache_write_tokens: number | null;
  reasoning_tokens: number | null;
}

/**
 * Makes totals include their parts. Some senders count input without cached tokens (Anthropic's own way) or output without
 * reasoning; where the parts exceed the total, or the sender is known for it (`exclusive`), they are added.
 */
export function includeParts(counts: TokenCounts, exclusive: boolean): void {
  const cache = (counts.cached_tokens ?? 0) + (counts.cache_write_tokens ?? 0);
  if (counts.input_tokens !== null && cache > 0 && (exclusive || cache > counts.input_tokens))
    counts.input_tokens += cache;
  const reasoning = counts.reasoning_tokens ?? 0;
  if (counts.output_tokens !== null && reasoning > counts.output_tokens) counts.output_tokens += reasoning;
}
