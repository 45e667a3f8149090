import type { AttributeValue } from '../../../model/wire.ts';
import { providerBeforeDot } from '../providers.ts';
import { objectOf, parseJson, text } from '../values.ts';
import { type Dialect, type Expand, spread } from './dialect.ts';

/** `ai.streamText.doStream` → what it is. The outer spans repeat what their inner calls say, so they are chains. */
function kindOf(value: AttributeValue): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (/\.(doGenerate|doStream)$/.test(value)) return 'llm';
  if (value.endsWith('.doEmbed')) return 'embedding';
  if (value.endsWith('.doRerank')) return 'retriever';
  if (value === 'ai.toolCall') return 'tool';
  return value.startsWith('ai.') ? 'chain' : undefined;
}

const OPERATIONS = new Map([
  ['llm', 'chat'],
  ['embedding', 'embeddings'],
  ['tool', 'execute_tool'],
]);
const operationOf = (value: AttributeValue): string | undefined => OPERATIONS.get(kindOf(value) ?? '') ?? text(value);

/** `openai.chat` → `openai`. */
const providerOf = (value: AttributeValue): string | undefined =>
  typeof value === 'string' && value !== '' ? providerBeforeDot(value) : undefined;

/** The prompt a Langfuse user passes along: JSON `{name, version}`. */
const langfusePrompt: Expand = (value, offer) => {
  const { name, version } = objectOf(value) ?? {};
  if (typeof name !== 'string' || name === '') return false;
  offer('prompt', name);
  if (typeof version === 'number' || typeof version === 'string') offer('prompt_version', String(version));
  return true;
};

/** Anthropic's provider up to version 5 counts input without cached tokens; its own usage, passed along, says so. */
const providerMetadata: Expand = (value, offer, draft) => {
  const anthropic = objectOf(objectOf(value)?.anthropic);
  const usage = objectOf(anthropic?.usage);
  if (usage) {
    const count = (key: string): number | undefined =>
      typeof usage[key] === 'number' ? (usage[key] as number) : undefined;
    offer('cached_tokens', count('cache_read_input_tokens'));
    offer('cache_write_tokens', count('cache_creation_input_tokens'));
    draft.exclusive = true;
  }
  draft.keep('ai.response.providerMetadata', value);
  return true;
};

/** A list of values, each as JSON text. */
function valuesOf(value: AttributeValue): string | undefined {
  const values = Array.isArray(value) ? value : [value];
  const plain = values.map((text) => (typeof text === 'string' ? (parseJson(text) ?? text) : text));
  return text((Array.isArray(value) ? plain : (plain[0] ?? null)) as AttributeValue);
}

/** Vectors are as large as they are useless to read. */
const vectors: Expand = (value, _offer, draft) => {
  draft.keep('ai.embeddings', Array.isArray(value) ? `…[${value.length} vectors]` : '…[1 vector]');
  return true;
};

const meta = (key: string): string[] => [`ai.telemetry.metadata.${key}`, `ai.settings.context.${key}`];

/** Vercel's AI SDK, versions 4 to 7; version 7's own spans speak GenAI with `ai.settings.context.*` beside it. */
export const vercel: Dialect = {
  name: 'vercel',
  fields: {
    kind: [['ai.operationId', kindOf]],
    operation: [['ai.operationId', operationOf]],
    name: ['ai.toolCall.name', 'ai.telemetry.functionId'],
    provider: [['ai.model.provider', providerOf]],
    model: ['ai.response.model', 'ai.model.id'],
    requested_model: ['ai.model.id'],
    prompt: meta('promptName'),
    prompt_version: meta('promptVersion'),
    user: [...meta('userId'), ...meta('user_id')],
    session: [...meta('sessionId'), ...meta('session_id')],
    team: meta('team'),
    customer: meta('customer'),
    feature: meta('feature'),
    tags: meta('tags'),
    finish_reason: ['ai.response.finishReason'],
    ttft_ms: ['ai.response.msToFirstChunk'],
    input_tokens: ['ai.usage.inputTokens', 'ai.usage.promptTokens', 'ai.usage.tokens'],
    output_tokens: ['ai.usage.outputTokens', 'ai.usage.completionTokens'],
    cached_tokens: ['ai.usage.inputTokenDetails.cacheReadTokens', 'ai.usage.cachedInputTokens'],
    cache_write_tokens: ['ai.usage.inputTokenDetails.cacheWriteTokens'],
    reasoning_tokens: ['ai.usage.outputTokenDetails.reasoningTokens', 'ai.usage.reasoningTokens'],
    input: ['ai.prompt.messages', 'ai.prompt', 'ai.toolCall.args', ['ai.value', valuesOf], ['ai.values', valuesOf]],
    output: ['ai.response.text', 'ai.response.toolCalls', 'ai.response.object', 'ai.toolCall.result'],
  },
  expand: {
    'ai.telemetry.metadata.langfusePrompt': langfusePrompt,
    'ai.settings.context.langfusePrompt': langfusePrompt,
    'ai.response.providerMetadata': providerMetadata,
    'ai.telemetry.metadata': spread,
    'ai.embedding': vectors,
    'ai.embeddings': vectors,
  },
  metadata: ['ai.telemetry.metadata.', 'ai.settings.context.'],
  redundant: [
    'operation.name',
    'resource.name',
    'ai.usage.totalTokens',
    'ai.usage.inputTokenDetails.noCacheTokens',
    'ai.usage.outputTokenDetails.textTokens',
  ],
};
