import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { messagesOf, prettyJson, previewOf } from './messages.ts';

const read = (value: unknown, role: 'user' | 'assistant' = 'user') => messagesOf(JSON.stringify(value), role);

describe('conversations', () => {
  test('OpenAI chat messages, with text, parts and tool calls', () => {
    expect(
      read([
        { role: 'system', content: 'Be brief.' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is this?' },
            { type: 'image_url', image_url: { url: 'https://example.com/cat.png' } },
          ],
        },
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'c1', type: 'function', function: { name: 'look', arguments: '{"at":"cat"}' } }],
        },
        { role: 'tool', tool_call_id: 'c1', content: 'a cat' },
      ]),
    ).toEqual([
      { role: 'system', parts: [{ type: 'text', text: 'Be brief.' }] },
      {
        role: 'user',
        parts: [
          { type: 'text', text: 'What is this?' },
          { type: 'media', kind: 'image', detail: 'https://example.com/cat.png' },
        ],
      },
      { role: 'assistant', parts: [{ type: 'tool_call', id: 'c1', name: 'look', arguments: '{"at":"cat"}' }] },
      { role: 'tool', parts: [{ type: 'tool_result', id: 'c1', result: 'a cat' }] },
    ]);
  });

  test('Anthropic content blocks, also those of an answer alone', () => {
    expect(
      read(
        [
          { type: 'thinking', thinking: 'hm', signature: 's' },
          { type: 'text', text: 'Paris' },
          { type: 'tool_use', id: 't1', name: 'map', input: { city: 'Paris' } },
        ],
        'assistant',
      ),
    ).toEqual([
      {
        role: 'assistant',
        parts: [
          { type: 'reasoning', text: 'hm' },
          { type: 'text', text: 'Paris' },
          { type: 'tool_call', id: 't1', name: 'map', arguments: '{\n  "city": "Paris"\n}' },
        ],
      },
    ]);
    expect(
      read({
        system: [{ type: 'text', text: 'Rules' }],
        messages: [
          {
            role: 'user',
            content: [{ type: 'tool_result', tool_use_id: 't1', content: [{ type: 'text', text: '48.8 N' }] }],
          },
        ],
      }),
    ).toEqual([
      { role: 'system', parts: [{ type: 'text', text: 'Rules' }] },
      { role: 'user', parts: [{ type: 'tool_result', id: 't1', result: '48.8 N' }] },
    ]);
  });

  test('GenAI parts, known and unknown', () => {
    expect(
      read([
        {
          role: 'assistant',
          parts: [
            { type: 'reasoning', content: 'so' },
            { type: 'text', content: 'Hi' },
            { type: 'tool_call', id: 'c', name: 'f', arguments: { a: 1 } },
            { type: 'tool_call_response', id: 'c', response: 'done' },
            { type: 'blob', mime_type: 'image/png', modality: 'image', content: 'A'.repeat(4000) },
            { type: 'uri', modality: 'audio', uri: 's3://bucket/a.wav' },
            { type: 'novelty', what: 1 },
          ],
          finish_reason: 'stop',
        },
      ]),
    ).toEqual([
      {
        role: 'assistant',
        parts: [
          { type: 'reasoning', text: 'so' },
          { type: 'text', text: 'Hi' },
          { type: 'tool_call', id: 'c', name: 'f', arguments: '{\n  "a": 1\n}' },
          { type: 'tool_result', id: 'c', result: 'done' },
          { type: 'media', kind: 'image', detail: 'image/png, 3 kB inline' },
          { type: 'media', kind: 'audio', detail: 's3://bucket/a.wav' },
          { type: 'other', kind: 'novelty', json: '{\n  "type": "novelty",\n  "what": 1\n}' },
        ],
      },
    ]);
  });

  test('AI SDK prompts and tool calls', () => {
    expect(read({ system: 'Be kind.', prompt: 'Hello' })).toEqual([
      { role: 'system', parts: [{ type: 'text', text: 'Be kind.' }] },
      { role: 'user', parts: [{ type: 'text', text: 'Hello' }] },
    ]);
    expect(
      read([
        {
          role: 'tool',
          content: [{ type: 'tool-result', toolCallId: 'c', toolName: 'f', output: { type: 'text', value: '21 °C' } }],
        },
      ]),
    ).toEqual([{ role: 'tool', parts: [{ type: 'tool_result', id: 'c', name: 'f', result: '21 °C' }] }]);
    expect(read([{ toolCallType: 'function', toolCallId: 'c', toolName: 'f', args: '{}' }], 'assistant')).toEqual([
      { role: 'assistant', parts: [{ type: 'tool_call', id: 'c', name: 'f', arguments: '{}' }] },
    ]);
  });

  test('whole requests and responses', () => {
    const hi = [{ role: 'assistant', parts: [{ type: 'text', text: 'hi' }] }];
    expect(read({ choices: [{ index: 0, message: { role: 'assistant', content: 'hi' } }] }, 'assistant')).toEqual(hi);
    expect(read({ choices: [{ text: 'hi' }] }, 'assistant')).toEqual(hi);
    expect(read({ candidates: [{ content: { role: 'model', parts: [{ text: 'hi' }] } }] }, 'assistant')).toEqual([
      { role: 'model', parts: [{ type: 'text', text: 'hi' }] },
    ]);
    expect(
      read(
        {
          output: [
            { type: 'reasoning', summary: [{ type: 'summary_text', text: 'thought' }] },
            { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'hi' }] },
            { type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' },
          ],
        },
        'assistant',
      ),
    ).toEqual([
      { role: 'assistant', parts: [{ type: 'reasoning', text: 'thought' }] },
      ...hi,
      { role: 'assistant', parts: [{ type: 'tool_call', id: 'c', name: 'f', arguments: '{}' }] },
    ]);
  });

  test('LangChain messages, serialised or plain', () => {
    expect(
      read({ messages: [[{ lc: 1, type: 'constructor', id: ['l', 'm', 'HumanMessage'], kwargs: { content: 'q' } }]] }),
    ).toEqual([{ role: 'user', parts: [{ type: 'text', text: 'q' }] }]);
    expect(read([{ type: 'ai', content: 'a' }])).toEqual([{ role: 'assistant', parts: [{ type: 'text', text: 'a' }] }]);
  });

  test('text that was cut is read as far as it goes', () => {
    expect(messagesOf('[{"role":"user","content":"Tell me ab', 'user')).toEqual([
      { role: 'user', parts: [{ type: 'text', text: 'Tell me ab' }] },
    ]);
  });

  test.each([
    ['plain text', 'Say [hello] {there}'],
    ['a JSON object of another shape', '{"args":[],"kwargs":{}}'],
    ['a list of numbers', '[0.1,0.2]'],
    ['an empty list', '[]'],
    ['text that only looks like JSON', '{not json at all'],
    ['nothing', ''],
  ])('%s is no conversation', (_, source) => {
    expect(messagesOf(source, 'user')).toBeNull();
  });

  test('a depth bomb is no conversation', () => {
    expect(messagesOf(`[{"role":"user","content":${'['.repeat(500_000)}`, 'user')).toBeNull();
  });

  test('never throws, whatever arrives, cut anywhere', () => {
    const key = fc.constantFrom(
      'role',
      'content',
      'parts',
      'type',
      'text',
      'tool_calls',
      'function',
      'name',
      'messages',
    );
    const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.constantFrom('user', 'tool'));
    const { node } = fc.letrec<{ node: unknown }>((tie) => ({
      node: fc.oneof(
        { maxDepth: 5 },
        leaf,
        fc.array(tie('node'), { maxLength: 4 }),
        fc.dictionary(key, tie('node'), { maxKeys: 5 }),
      ),
    }));
    fc.assert(
      fc.property(node, fc.nat(), (value, at) => {
        const source = JSON.stringify(value);
        for (const text of [source, source.slice(0, at % (source.length + 1))]) {
          for (const message of messagesOf(text, 'user') ?? []) {
            expect(typeof message.role).toBe('string');
            for (const part of message.parts) {
              for (const field of Object.values(part)) expect(typeof field).toBe('string');
            }
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('previews', () => {
  test('the last words of the user, on one line', () => {
    const input = JSON.stringify([
      { role: 'user', content: 'first' },
      { role: 'assistant', content: 'answer' },
      { role: 'user', content: 'second\n  question' },
    ]);
    expect(previewOf(input, 'user')).toBe('second question');
  });

  test('plain text as it is, shortened', () => {
    expect(previewOf('a\tb\n\nc', 'user')).toBe('a b c');
    expect(previewOf('x'.repeat(1000), 'user')).toHaveLength(240);
  });

  test('a call of a tool when nothing was said', () => {
    const output = JSON.stringify([{ type: 'tool_use', name: 'map', input: { city: 'Oslo' } }]);
    expect(previewOf(output, 'assistant')).toBe('map({ "city": "Oslo" })');
  });
});

test('only objects and lists are set as JSON', () => {
  expect(prettyJson('{"a":1}')).toBe('{\n  "a": 1\n}');
  expect(prettyJson('12')).toBeUndefined();
  expect(prettyJson('{"a":')).toBeUndefined();
});
