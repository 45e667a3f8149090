/** How fast a model is: invented figures of a plausible size. Real latencies come with `api-calls.jsonl.gz`. */
export interface Model {
  name: string;
  provider: string;
  /** Milliseconds to the first token, for an empty input. */
  first: number;
  /** Milliseconds per input token, until the first token. */
  read: number;
  /** Milliseconds per output token. */
  write: number;
}

const model = (name: string, provider: string, first: number, read: number, write: number): Model => ({
  name,
  provider,
  first,
  read,
  write,
});

export const MODELS = {
  'gpt-4.1-mini': model('gpt-4.1-mini', 'openai', 380, 0.02, 8),
  'gpt-5-mini': model('gpt-5-mini', 'openai', 1400, 0.03, 11),
  'claude-haiku-4-5': model('claude-haiku-4-5', 'anthropic', 520, 0.012, 7),
  'claude-sonnet-4-5': model('claude-sonnet-4-5', 'anthropic', 900, 0.03, 15),
  'gemini-2.5-flash': model('gemini-2.5-flash', 'gcp.gemini', 430, 0.01, 5),
  'mistral-small-latest': model('mistral-small-latest', 'mistral_ai', 310, 0.02, 7),
  'text-embedding-3-small': model('text-embedding-3-small', 'openai', 70, 0.03, 0),
  // These wrote the answers they are shown with.
  'gpt-4o-mini-2024-07-18': model('gpt-4o-mini-2024-07-18', 'openai', 420, 0.02, 9),
  'claude-3-5-sonnet-20240620': model('claude-3-5-sonnet-20240620', 'anthropic', 950, 0.03, 16),
  'o1-preview-2024-09-12': model('o1-preview-2024-09-12', 'openai', 6200, 0.04, 14),
  // Nobody's price list has this one: its cost stays unknown.
  'Qwen/Qwen2.5-7B-Instruct-GPTQ-Int4': model('Qwen/Qwen2.5-7B-Instruct-GPTQ-Int4', 'vllm', 160, 0.05, 12),
} as const satisfies Record<string, Model>;

export type ModelName = keyof typeof MODELS;

/** Time to the first token and in all (ms). `spread` 1 = a call like most. */
export function timing(
  { first, read, write }: Model,
  { input, output, spread }: { input: number; output: number; spread: number },
): { ttft: number; duration: number } {
  const ttft = (first + read * input) * spread;
  return { ttft, duration: ttft + write * output * (0.5 + spread / 2) };
}
