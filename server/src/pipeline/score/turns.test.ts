import { describe, expect, test } from 'vitest';
import { turnsOf } from './turns.ts';

const said = (value: unknown, role: 'user' | 'assistant' = 'user') =>
  Object.fromEntries(
    Object.entries(turnsOf(typeof value === 'string' ? value : JSON.stringify(value), role)).filter(
      ([, texts]) => texts.length > 0,
    ),
  );

describe('turns of a call', () => {
  test.each<[string, unknown, Record<string, string[]>]>([
    ['plain text', 'Hello', { user: ['Hello'] }],
    ['broken JSON is text', '[{"role":"user"', { user: ['[{"role":"user"'] }],
    [
      'OpenAI messages',
      [
        { role: 'developer', content: 'Be brief' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Hi' },
            { type: 'image_url', image_url: { url: 'x' } },
          ],
        },
        { role: 'assistant', content: null, tool_calls: [{ function: { name: 'f', arguments: '{"secret":1}' } }] },
        { role: 'tool', tool_call_id: '1', content: 'sunny' },
      ],
      { system: ['Be brief'], user: ['Hi'], tool: ['sunny'] },
    ],
    [
      'GenAI parts',
      [
        { role: 'system', parts: [{ type: 'text', content: 'Be kind' }] },
        { role: 'user', parts: [{ type: 'text', content: 'Weather?' }] },
        { role: 'tool', parts: [{ type: 'tool_call_response', id: '1', response: { sky: 'blue' } }] },
      ],
      { system: ['Be kind'], user: ['Weather?'], tool: ['{"sky":"blue"}'] },
    ],
    [
      'an Anthropic request with a result in the user’s turn',
      {
        system: [{ type: 'text', text: 'Rules' }],
        messages: [
          {
            role: 'user',
            content: [{ type: 'tool_result', tool_use_id: 't', content: [{ type: 'text', text: 'rain' }] }],
          },
          {
            role: 'assistant',
            content: [
              { type: 'thinking', thinking: 'hm' },
              { type: 'text', text: 'It rains' },
            ],
          },
        ],
      },
      { system: ['Rules'], assistant: ['It rains'], tool: ['rain'] },
    ],
    [
      'a Gemini request',
      {
        systemInstruction: { parts: [{ text: 'S' }] },
        contents: [
          { role: 'user', parts: [{ text: 'Q' }] },
          { role: 'model', parts: [{ functionCall: { name: 'f', args: {} } }] },
          { role: 'function', parts: [{ functionResponse: { name: 'f', response: { ok: true } } }] },
        ],
      },
      { system: ['S'], user: ['Q'], tool: ['{"ok":true}'] },
    ],
    [
      'LangChain messages',
      [
        [
          { type: 'system', content: 'S' },
          { type: 'human', content: 'Q' },
          { type: 'ai', content: 'A' },
        ],
      ],
      { system: ['S'], user: ['Q'], assistant: ['A'] },
    ],
    ['LangChain classes', [{ id: ['langchain', 'HumanMessage'], kwargs: { content: 'Q' } }], { user: ['Q'] }],
  ])('%s', (_, value, turns) => {
    expect(said(value)).toEqual(turns);
  });

  test.each<[string, unknown, string[]]>([
    ['a chat completion', { choices: [{ message: { role: 'assistant', content: 'A' } }] }, ['A']],
    [
      'a response',
      { output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'A' }] }] },
      ['A'],
    ],
    ['candidates', { candidates: [{ content: { role: 'model', parts: [{ text: 'A' }] } }] }, ['A']],
    ['a refusal', [{ role: 'assistant', content: null, refusal: 'No.' }], ['No.']],
    ['JSON that is the answer itself', { city: 'Paris' }, ['{"city":"Paris"}']],
  ])('answers: %s', (_, value, texts) => {
    expect(turnsOf(JSON.stringify(value), 'assistant').assistant).toEqual(texts);
  });

  test('nested without end, it ends', () => {
    const deep = `${'['.repeat(5000)}"x"${']'.repeat(5000)}`;
    expect(() => turnsOf(deep, 'user')).not.toThrow();
  });
});
