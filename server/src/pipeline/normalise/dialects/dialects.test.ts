import { describe, expect, test } from 'vitest';
import type { WireEvent } from '../../../model/wire.ts';
import { CHAT, NOW, rowOf, type Sent, scoresOf } from '../testing/wire.ts';
import { DIALECTS, EXCEPTIONS } from './precedence.ts';

const event = (name: string, attributes: Sent, time = NOW - 9_990_000): WireEvent => ({
  name,
  time,
  attributes: new Map(Object.entries(attributes)),
});

describe('precedence', () => {
  test('what the application says as Telltale goes before everything', () => {
    const row = rowOf({
      'gen_ai.prompt.name': 'c',
      'langfuse.observation.prompt.name': 'b',
      'telltale.prompt.name': 'a',
      'telltale.prompt.version': 3,
    });
    expect(row).toMatchObject({ prompt: 'a', prompt_version: '3' });
  });

  test('does not depend on the order of attributes', () => {
    const sent = Object.entries({
      'gen_ai.system': 'anthropic',
      'gen_ai.provider.name': 'openai',
      'user.id': 'a',
      'langfuse.user.id': 'b',
      'enduser.id': 'c',
    });
    for (const order of [sent, [...sent].reverse()]) {
      expect(rowOf(Object.fromEntries(order))).toMatchObject({ provider: 'openai', user: 'b' });
    }
  });

  test('an unusable value gives way to the next source and is kept', () => {
    const row = rowOf({ ...CHAT, 'gen_ai.usage.input_tokens': -1, 'gen_ai.usage.prompt_tokens': 12 });
    expect(row.input_tokens).toBe(12);
    expect(row.metadata.get('gen_ai.usage.input_tokens')).toBe('-1');
  });

  test('exceptions name only sources that some convention has', () => {
    const known = new Set(
      DIALECTS.flatMap(({ fields, expand = {}, trees = {} }) => [
        ...Object.values(fields).flatMap((sources) =>
          sources.map((source) => (typeof source === 'string' ? source : source[0])),
        ),
        ...Object.keys(expand),
        ...Object.keys(trees).map((prefix) => `${prefix}*`),
      ]),
    );
    const named = Object.values(EXCEPTIONS)
      .flat()
      .filter((source) => source !== '(events)');
    expect(named.filter((source) => !known.has(source))).toEqual([]);
  });
});

describe('time to first token', () => {
  test.each<[string, Sent, WireEvent[], number | null]>([
    ['in seconds', { 'gen_ai.response.time_to_first_chunk': 0.031 }, [], 31],
    ['in seconds, as the AI SDK 7 has it', { 'gen_ai.client.operation.time_to_first_chunk': 0.0137174 }, [], 13.717],
    ['in milliseconds', { 'ai.response.msToFirstChunk': 10.513089 }, [], 10.513],
    [
      'as a time',
      { 'langfuse.observation.completion_start_time': JSON.stringify(new Date(NOW / 1000 - 9_880).toISOString()) },
      [],
      120,
    ],
    [
      'as an event',
      {},
      [
        event('gen_ai.content.completion.chunk', {}, NOW - 9_750_000),
        event('gen_ai.content.completion.chunk', {}, NOW),
      ],
      250,
    ],
    ['before the start', { 'langfuse.observation.completion_start_time': '2020-01-01T00:00:00Z' }, [], null],
    ['negative', { 'ai.response.msToFirstChunk': -1 }, [], null],
  ])('%s', (_, sent, events, expected) => {
    expect(rowOf(sent, { events }).ttft_ms).toBe(expected);
  });
});

test.each([
  ['OpenAI', 'openai'],
  ['openai.chat', 'openai'],
  ['az.ai.openai', 'azure.ai.openai'],
  ['azure', 'azure.ai.openai'],
  ['aws.bedrock', 'aws.bedrock'],
  ['Bedrock', 'aws.bedrock'],
  ['google.vertex.chat', 'gcp.vertex_ai'],
  ['google.generative-ai', 'gcp.gemini'],
  ['mistralai', 'mistral_ai'],
  ['xai', 'x_ai'],
  ['anthropic.messages', 'anthropic'],
  ['gcp.vertex.agent', 'gcp.vertex_ai'],
  ['google-gla', 'gcp.gemini'],
  ['microsoft.agent_framework', 'microsoft.agent_framework'],
  ['constructor', 'constructor'],
])('provider %s is %s', (sent, provider) => {
  expect(rowOf({ 'gen_ai.system': sent }).provider).toBe(provider);
});

test('a provider nobody names is told by the address, else by the model', () => {
  const model = { 'gen_ai.request.model': 'gpt-4o' };
  expect(rowOf({ ...model, 'server.address': 'me.openai.azure.com' }).provider).toBe('azure.ai.openai');
  expect(rowOf(model).provider).toBe('openai');
  expect(rowOf({ 'server.address': 'api.openai.com' }).provider, 'a plain HTTP span has none').toBe('');
});

test('a model is its name, not a path to it', () => {
  const path = 'projects/p/locations/eu/publishers/google/models/gemini-2.5-flash';
  expect(rowOf({ 'llm.model_name': path })).toMatchObject({ model: 'gemini-2.5-flash', provider: 'gcp.gemini' });
  expect(rowOf({ 'gen_ai.request.model': 'meta/llama-3' }).model).toBe('meta/llama-3');
});

describe('kind', () => {
  test.each<[Sent, string]>([
    [{ 'gen_ai.operation.name': 'chat' }, 'llm'],
    [{ 'gen_ai.operation.name': 'invoke_agent', 'openinference.span.kind': 'CHAIN' }, 'chain'],
    [{ 'gen_ai.operation.name': 'chat', 'langfuse.observation.type': 'span' }, 'span'],
    [{ 'ai.operationId': 'ai.streamText' }, 'chain'],
    [{ agent_name: 'qa', 'gen_ai.usage.input_tokens': 3 }, 'agent'],
    [{ 'gen_ai.operation.name': 'parse', 'langsmith.span.kind': 'parser' }, 'chain'],
    [{ 'ai.operationId': 'ai.streamText.doStream' }, 'llm'],
    [{ 'traceloop.span.kind': 'workflow' }, 'chain'],
    [{ 'llm.request.type': 'completion' }, 'llm'],
    [{ 'openinference.span.kind': 'RERANKER' }, 'retriever'],
    [{ 'gen_ai.operation.name': 'brand_new', 'gen_ai.request.model': 'm', 'gen_ai.usage.input_tokens': 1 }, 'llm'],
    [{ 'gen_ai.request.model': 'm' }, 'span'],
    [
      { 'langfuse.observation.type': 'generation', 'langfuse.observation.model.name': 'text-embedding-3-small' },
      'embedding',
    ],
    [{}, 'span'],
  ])('%j is %s', (sent, kind) => {
    expect(rowOf(sent).kind).toBe(kind);
  });
});

describe('status', () => {
  test.each<[string, Sent, object, object]>([
    [
      'OTel error',
      CHAT,
      { status: 2, status_message: '503 overloaded' },
      { status: 'error', http_status: 503, status_message: '503 overloaded' },
    ],
    ['error.type alone', { 'error.type': '429' }, {}, { status: 'error', error_type: '429', http_status: 429 }],
    [
      'Langfuse leaves OTel unset',
      { 'langfuse.observation.level': 'ERROR', 'langfuse.observation.status_message': 'RateLimitError: slow down' },
      {},
      { status: 'error', error_type: 'RateLimitError', status_message: 'RateLimitError: slow down' },
    ],
    [
      'an exception names the type',
      {},
      { status: 2, events: [event('exception', { 'exception.type': 'Timeout', 'exception.message': 'too slow' })] },
      { error_type: 'Timeout', status_message: 'too slow' },
    ],
    [
      'a status code alone is no error of the span',
      { 'http.response.status_code': 200 },
      {},
      { status: 'ok', http_status: 200, error_type: '' },
    ],
    ['no number is made up', {}, { status: 2, status_message: '4294967296 is too large' }, { http_status: null }],
  ])('%s', (_, sent, overrides, expected) => {
    expect(rowOf(sent, overrides)).toMatchObject(expected);
  });

  test.each([
    ['tool-calls', 'tool_calls'],
    ['tool_use', 'tool_calls'],
    ['end_turn', 'stop'],
    ['MAX_TOKENS', 'length'],
    ['content_filter', 'content_filter'],
  ])('finish reason %s is %s', (sent, reason) => {
    expect(rowOf({ 'gen_ai.response.finish_reasons': [sent] }).finish_reason).toBe(reason);
  });
});

describe('messages', () => {
  test('system instructions go before the input, as sent', () => {
    const input = '[{"role":"user","parts":[]}]';
    expect(rowOf({ 'gen_ai.system_instructions': 'Be "brief".', 'gen_ai.input.messages': input }).input).toBe(
      '[{"role":"system","parts":[{"type":"text","content":"Be \\"brief\\"."}]},{"role":"user","parts":[]}]',
    );
    expect(rowOf({ 'gen_ai.system_instructions': '[{"type":"text"}]', 'gen_ai.input.messages': '[ ]' }).input).toBe(
      '[{"role":"system","parts":[{"type":"text"}]} ]',
    );
  });

  test('structured attributes are written as JSON', () => {
    expect(rowOf({ 'gen_ai.output.messages': [{ role: 'assistant', n: 1n }] }).output).toBe(
      '[{"role":"assistant","n":"1"}]',
    );
  });

  test('indexed attributes come together in the order of their numbers', () => {
    const sent: Sent = {};
    for (const n of [10, 2, 0]) sent[`gen_ai.prompt.${n}.content`] = `m${n}`;
    sent['gen_ai.prompt.0.role'] = 'system';
    expect(JSON.parse(rowOf(sent).input)).toEqual([
      { role: 'system', content: 'm0' },
      { content: 'm2' },
      { content: 'm10' },
    ]);
  });

  test('span events of older conventions are input and output', () => {
    const events = [
      event('gen_ai.content.prompt', { 'gen_ai.prompt': 'Q' }),
      event('gen_ai.content.completion', { 'gen_ai.completion': 'A' }),
    ];
    expect(rowOf({}, { events })).toMatchObject({ input: 'Q', output: 'A', events: '' });
  });

  test('events in one attribute, as Pydantic AI has them, are input and output', () => {
    const events =
      '[{"content":"Be brief","role":"system","gen_ai.message.index":0,"event.name":"gen_ai.system.message"},{"index":0,"message":{"role":"assistant","content":"ok"},"event.name":"gen_ai.choice"}]';
    expect(rowOf({ ...CHAT, events })).toMatchObject({
      input: '[{"role":"system","content":"Be brief"}]',
      output: '[{"role":"assistant","content":"ok"}]',
    });
    expect(rowOf({ events: 'a festival' }).metadata.get('events')).toBe('a festival');
  });

  test('events and links that are something else are kept', () => {
    const links = [{ trace_id: 't', span_id: 's', attributes: new Map() }];
    expect(JSON.parse(rowOf({}, { events: [event('retry', { n: 2 })], links }).events)).toEqual([
      { time: NOW - 9_990_000, name: 'retry', attributes: { n: '2' } },
      { name: 'link', trace_id: 't', span_id: 's', attributes: {} },
    ]);
  });
});

describe('everything else', () => {
  test('is metadata, under the name the application gave it', () => {
    const { metadata } = rowOf({
      'ai.telemetry.metadata.plan': 'gold',
      'traceloop.association.properties.tenant': 'acme',
      'langfuse.observation.metadata.k': 'v',
      metadata: '{"tier":"one","nested":{"a":1}}',
      'telltale.context': ['doc'],
      'telltale.constraints': '[{"id":"x"}]',
      'gen_ai.request.temperature': 0.2,
    });
    expect(Object.fromEntries(metadata)).toEqual({
      plan: 'gold',
      tenant: 'acme',
      k: 'v',
      tier: 'one',
      nested: '{"a":1}',
      'telltale.context': '["doc"]',
      'telltale.constraints': '[{"id":"x"}]',
      'gen_ai.request.temperature': '0.2',
    });
  });

  test('is bounded: vectors, long names, many keys', () => {
    const vector = Array.from({ length: 1536 }, () => 0.5);
    expect(rowOf({ 'embedding.vector': vector }).metadata.get('embedding.vector')).toBe('…[1536 numbers]');
    expect(rowOf({ 'gen_ai.request.model': 'm'.repeat(100_000) }).model).toHaveLength(513);
    const many = rowOf({
      metadata: JSON.stringify(Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`k${i}`, 1]))),
    });
    expect([many.metadata.size, many.metadata.get('telltale.dropped_metadata')]).toEqual([2049, '47952']);
  });

  test('hostile names and shapes do no harm', () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const row = rowOf({
      ['__proto__']: 'x',
      constructor: 'y',
      'llm.input_messages.0.__proto__.role': 'z',
      'llm.input_messages.0': 'taken',
      metadata: `{"__proto__":{"a":1},"deep":${deep}}`,
      'langfuse.observation.usage_details': '[]',
      'ai.telemetry.metadata.langfusePrompt': 'no json',
      'tag.tags': '["a',
      'gen_ai.response.finish_reasons': [],
    });
    expect(row.metadata.get('deep')).toContain('nested too deeply');
    expect([row.metadata.get('constructor'), row.metadata.get('__proto__')]).toEqual(['y', '{"a":1}']);
    expect(({} as { a?: number }).a).toBeUndefined();
  });
});

describe('scores', () => {
  test('of OpenInference, on the span, its trace or its session', () => {
    const scores = scoresOf({
      'session.id': 's',
      'annotations.0.annotation.name': 'good',
      'annotations.0.annotation.score': 0.5,
      'annotations.0.annotation.annotator_kind': 'HUMAN',
      'annotations.0.annotation.explanation': 'why',
      'session.evaluations.0.evaluation.name': 'calm',
      'session.evaluations.0.evaluation.label': 'yes',
    });
    expect(scores).toMatchObject([
      { name: 'good', value: 0.5, source: 'reviewer', reason: 'why', span_id: 'b7ad6b7169203331', session: '' },
      { name: 'calm', value: null, label: 'yes', session: 's', trace_id: '', span_id: '' },
    ]);
  });

  test('of evaluation events have the same id each time they come', () => {
    const events = [
      event('gen_ai.evaluation.result', {
        'gen_ai.evaluation.name': 'relevance',
        'gen_ai.evaluation.score.value': 0.9,
      }),
    ];
    const [first, again] = [scoresOf(CHAT, { events }), scoresOf(CHAT, { events })];
    expect(first).toMatchObject([{ name: 'relevance', value: 0.9, source: 'api' }]);
    expect(again[0]?.id).toBe(first[0]?.id);
  });
});
