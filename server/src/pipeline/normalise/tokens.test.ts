import { describe, expect, test } from 'vitest';
import { CHAT, rowOf, type Sent } from './testing/wire.ts';

describe('tokens', () => {
  test.each<[string, Sent[string]]>([
    ['negative', -5],
    ['2^64-1', 2n ** 64n - 1n],
    ['NaN', Number.NaN],
    ['a fraction', 1.5],
    ['text', 'many'],
    ['more than any request has', 2 ** 50],
    ['nothing', null],
  ])('%s is unknown, never 0', (_, value) => {
    const row = rowOf({ ...CHAT, 'gen_ai.usage.output_tokens': value });
    expect([row.output_tokens, row.cost]).toEqual([null, null]);
  });

  test('0 is 0, and digits in text are a number', () => {
    expect(rowOf({ 'gen_ai.usage.input_tokens': 0, 'gen_ai.usage.output_tokens': '17' })).toMatchObject({
      input_tokens: 0,
      output_tokens: 17,
    });
  });

  test.each<[string, Sent, object]>([
    [
      'GenAI C: input includes the cache',
      {
        'gen_ai.usage.input_tokens': 100,
        'gen_ai.usage.cache_read.input_tokens': 60,
        'gen_ai.usage.cache_write.input_tokens': 30,
      },
      { input_tokens: 100, cached_tokens: 60, cache_write_tokens: 30 },
    ],
    [
      'C before its rename',
      { 'gen_ai.usage.input_tokens': 100, 'gen_ai.usage.cache_creation.input_tokens': 30 },
      { input_tokens: 100, cache_write_tokens: 30 },
    ],
    [
      "Anthropic's own way: the cache exceeds the input, so it comes on top",
      {
        'gen_ai.usage.input_tokens': 10,
        'gen_ai.usage.cache_read_input_tokens': 60,
        'gen_ai.usage.cache_creation_input_tokens': 30,
      },
      { input_tokens: 100, cached_tokens: 60, cache_write_tokens: 30 },
    ],
    [
      'reasoning beside the output',
      { 'gen_ai.usage.output_tokens': 9, 'gen_ai.usage.reasoning_tokens': 64 },
      { output_tokens: 73, reasoning_tokens: 64 },
    ],
    [
      'reasoning within the output',
      { 'gen_ai.usage.output_tokens': 73, 'gen_ai.usage.reasoning.output_tokens': 64 },
      { output_tokens: 73, reasoning_tokens: 64 },
    ],
    [
      'Langfuse: disjoint parts',
      {
        'langfuse.observation.usage_details':
          '{"input":73,"output":9,"total":219,"input_cached_tokens":73,"output_reasoning_tokens":64}',
      },
      { input_tokens: 146, cached_tokens: 73, output_tokens: 73, reasoning_tokens: 64 },
    ],
    [
      'Langfuse: parts within, where input and output make up the total',
      {
        'langfuse.observation.usage_details':
          '{"input":100,"output":73,"total":173,"input_cached_tokens":60,"output_reasoning_tokens":64,"input_audio_tokens":3}',
      },
      { input_tokens: 100, cached_tokens: 60, output_tokens: 73, reasoning_tokens: 64 },
    ],
    [
      'Langfuse with cache lifetimes',
      {
        'langfuse.observation.usage_details':
          '{"input":10,"cache_creation_input_tokens":30,"cache_creation_input_tokens_5m":20,"cache_creation_input_tokens_1h":10,"cache_read_input_tokens":60}',
      },
      { input_tokens: 100, cached_tokens: 60, cache_write_tokens: 30, output_tokens: null },
    ],
    [
      "Langfuse with OpenAI's own usage object",
      {
        'langfuse.observation.usage_details':
          '{"prompt_tokens":100,"completion_tokens":73,"prompt_tokens_details":{"cached_tokens":60},"completion_tokens_details":{"reasoning_tokens":64}}',
      },
      { input_tokens: 100, cached_tokens: 60, output_tokens: 73, reasoning_tokens: 64 },
    ],
    [
      'OpenInference',
      {
        'llm.token_count.prompt': 146,
        'llm.token_count.completion': 19,
        'llm.token_count.prompt_details.cache_read': 73,
      },
      { input_tokens: 146, output_tokens: 19, cached_tokens: 73 },
    ],
    [
      'AI SDK 7',
      { 'ai.usage.inputTokens': 100, 'ai.usage.inputTokenDetails.cacheReadTokens': 60, 'ai.usage.outputTokens': 5 },
      { input_tokens: 100, cached_tokens: 60, output_tokens: 5 },
    ],
    [
      "AI SDK 5 with Anthropic's exclusive input",
      {
        'ai.usage.inputTokens': 80,
        'ai.usage.outputTokens': 5,
        'ai.response.providerMetadata':
          '{"anthropic":{"usage":{"input_tokens":80,"cache_creation_input_tokens":30,"cache_read_input_tokens":60}}}',
      },
      { input_tokens: 170, cached_tokens: 60, cache_write_tokens: 30 },
    ],
    [
      'AI SDK embeddings',
      { 'ai.operationId': 'ai.embed.doEmbed', 'ai.usage.tokens': 7 },
      { input_tokens: 7, kind: 'embedding', operation: 'embeddings' },
    ],
  ])('%s', (_, sent, expected) => {
    expect(rowOf(sent)).toMatchObject(expected);
  });
});
