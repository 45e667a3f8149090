import { expect, test } from 'vitest';
import type { Call } from './model.ts';
import { conversationOf } from './traceConversation.ts';

const call = (id: number, input: unknown, output: unknown): Call => ({
  time: new Date(1_700_000_000_000 + id).toISOString(),
  trace_id: 't',
  span_id: String(id),
  status: 'ok',
  is_call: true,
  input: typeof input === 'string' ? input : JSON.stringify(input),
  output: typeof output === 'string' ? output : JSON.stringify(output),
});
const say = (role: string, content: string) => ({ role, content });

test('what a later call repeats of earlier ones is not said again', () => {
  const system = say('system', 'Be brief.');
  const calls = [
    call(2, [system, say('user', 'a'), say('assistant', 'b'), say('user', 'c')], [say('assistant', 'd')]),
    call(1, [system, say('user', 'a')], [say('assistant', 'b')]),
  ];
  const told = conversationOf(calls).map(({ asked, answered, repeated }) => ({
    asked: asked.map(({ parts }) => parts),
    answered: answered.length,
    repeated,
  }));
  expect(told).toEqual([
    { asked: [[{ type: 'text', text: 'Be brief.' }], [{ type: 'text', text: 'a' }]], answered: 1, repeated: 0 },
    { asked: [[{ type: 'text', text: 'c' }]], answered: 1, repeated: 3 },
  ]);
});

test('a tool call is recognised without its id, however its arguments are spaced', () => {
  const asked = [say('user', 'weather?')];
  const sent = [{ type: 'tool_use', name: 'weather', input: { city: 'Oslo' } }];
  const later = [
    ...asked,
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'x', function: { name: 'weather', arguments: '{"city":"Oslo"}' } }],
    },
    { role: 'tool', tool_call_id: 'x', content: 'rain' },
  ];
  const [, second] = conversationOf([call(1, asked, sent), call(2, later, 'It rains.')]);
  expect(second?.repeated).toBe(2);
  expect(second?.asked).toEqual([{ role: 'tool', parts: [{ type: 'tool_result', id: 'x', result: 'rain' }] }]);
});

test('plain text takes its turn too', () => {
  expect(conversationOf([call(1, 'Hi', 'Hello')])[0]).toMatchObject({
    asked: [{ role: 'user', parts: [{ type: 'text', text: 'Hi' }] }],
    answered: [{ role: 'assistant', parts: [{ type: 'text', text: 'Hello' }] }],
  });
});
