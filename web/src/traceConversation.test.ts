import { expect, test } from 'vitest';
import type { Call } from './model.ts';
import { openTurns, type Turn, turnsOf } from './traceConversation.ts';
import { treeOf } from './traceTree.ts';

let spans: Call[] = [];
/** A span below another, begun after all those before it. */
function span(
  id: string,
  parent: string | undefined,
  kind: string,
  input?: unknown,
  output?: unknown,
  more = {},
): void {
  const written = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  spans.push({
    time: new Date(1_700_000_000_000 + spans.length * 10).toISOString(),
    trace_id: 't',
    span_id: id,
    ...(parent === undefined ? {} : { parent_id: parent }),
    kind,
    status: 'ok',
    is_call: kind === 'llm',
    duration_ms: 5,
    ...(input === undefined ? {} : { input: written(input) }),
    ...(output === undefined ? {} : { output: written(output) }),
    ...more,
  });
}
const say = (role: string, content: string) => ({ role, content });

/** What is told, a line for each turn. */
function told(collapsed = new Set<string>()): string[] {
  const turns = openTurns([...turnsOf(treeOf(spans))].flat(), collapsed);
  spans = [];
  expect(new Set(turns.map(({ key }) => key)).size).toBe(turns.length);
  return turns.map((turn) => `${'  '.repeat(turn.depth)}${lineOf(turn)}`);
}
function lineOf(turn: Turn<Call>): string {
  const words = (parts: { type: string }[]) =>
    parts
      .map((part) => Object.values(part).slice(1).join(' '))
      .join(' + ')
      .replace(/\s+/g, ' ');
  if (turn.type === 'said') return `${turn.message.role}: ${words(turn.message.parts)}`;
  if (turn.type === 'answer')
    return `answer(${turn.repeated}): ${turn.messages.map(({ parts }) => words(parts)).join(' | ')}`;
  if (turn.type === 'step') return `${turn.span.kind} ${turn.asked ?? '-'} -> ${turn.told ?? '-'}`;
  return `${turn.type} ${turn.span.span_id}`;
}

test('what a later call repeats of earlier ones is not said again, but who says the same twice is heard twice', () => {
  const history = [say('system', 'Be brief.'), say('user', 'yes')];
  span('1', undefined, 'llm', history, [say('assistant', 'sure?')]);
  span('2', undefined, 'llm', [...history, say('assistant', 'sure?'), say('user', 'yes')], [say('assistant', 'fine')]);
  expect(told()).toEqual(['system: Be brief.', 'user: yes', 'answer(0): sure?', 'user: yes', 'answer(3): fine']);
});

test('an agent: question, tool call, result and final answer each stand once', () => {
  const asked = [say('user', 'Weather in Oslo?')];
  const call = {
    role: 'assistant',
    content: null,
    tool_calls: [{ id: 'x', function: { name: 'weather', arguments: '{"city":"Oslo"}' } }],
  };
  span('root', undefined, 'agent', 'Weather in Oslo?', 'It rains.');
  span('1', 'root', 'llm', asked, call);
  span('tool', 'root', 'tool', { city: 'Oslo' }, '{"sky": "rain"}');
  span(
    '2',
    'root',
    'llm',
    [...asked, call, { role: 'tool', tool_call_id: 'x', content: '{"sky":"rain"}' }],
    'It rains.',
  );
  expect(told()).toEqual([
    'user: Weather in Oslo?',
    'answer(1): x weather {"city":"Oslo"}',
    'tool - -> {"sky": "rain"}',
    'answer(3): It rains.',
  ]);
});

test('calls of tools are known by their ids too, when arguments were tidied up or an answer stands beside them', () => {
  const call = (args: object) => ({ type: 'tool-call', toolCallId: 'c', toolName: 'w', input: args });
  const answer = { type: 'text', text: 'Rain' };
  span('root', undefined, 'agent', { args: [], kwargs: {} }, [
    { role: 'assistant', content: [answer, call({ at: 'Oslo' })] },
  ]);
  span('1', 'root', 'llm', [say('user', 'Hi')], [call({ at: 'Oslo', extra: 1 })]);
  span('2', 'root', 'llm', [say('user', 'Hi'), { role: 'assistant', content: [call({ at: 'Oslo' })] }], 'Rain');
  expect(told()).toEqual(['user: Hi', 'answer(0): c w { "at": "Oslo", "extra": 1 }', 'answer(2): Rain']);
});

test('a result of a tool that nobody traced stands where the next call brings it, several in one message apart', () => {
  span('1', undefined, 'llm', [say('user', 'Both?')], [{ type: 'tool_use', name: 'a', input: {} }]);
  const results = ['one', 'two'].map((content, i) => ({ type: 'tool_result', tool_use_id: `${i}`, content }));
  span('2', undefined, 'llm', [say('user', 'Both?'), { role: 'user', content: results }], 'Done');
  expect(told()).toEqual(['user: Both?', 'answer(0): a {}', 'tool: 0 one', 'tool: 1 two', 'answer(1): Done']);
});

test('sub-agents and tools that ask models are dialogues of their own, which can be folded', () => {
  const trace = () => {
    span('root', undefined, 'agent', 'Write', 'Both done');
    span('1', 'root', 'llm', [say('user', 'Write')], 'I ask the others');
    span('sub', 'root', 'agent', 'Draft it', 'A draft');
    span('2', 'sub', 'llm', [say('user', 'Draft it')], 'A draft');
    span('asker', 'root', 'tool', { q: 1 }, 'found');
    span('3', 'asker', 'llm', [say('user', 'Find')], 'something');
  };
  trace();
  expect(told()).toEqual([
    'user: Write',
    'answer(1): I ask the others',
    'block sub',
    '  user: Draft it',
    '  answer(1): A draft',
    'tool {"q":1} -> -',
    '  user: Find',
    '  answer(0): something',
    'tool - -> found',
    'assistant: Both done',
  ]);
  trace();
  expect(told(new Set(['sub', 'asker']))).toEqual([
    'user: Write',
    'answer(1): I ask the others',
    'block sub',
    'tool {"q":1} -> -',
    'tool - -> found',
    'assistant: Both done',
  ]);
});

test('agents beside each other are apart, an agent alone below its workflow is not', () => {
  span('flow', undefined, 'chain');
  span('a', 'flow', 'agent', 'x', 'y');
  span('b', 'flow', 'agent', 'z', 'w');
  expect(told()).toEqual(['block a', '  user: x', '  assistant: y', 'block b', '  user: z', '  assistant: w']);
  span('flow', undefined, 'chain');
  span('a', 'flow', 'agent', 'x');
  span('1', 'a', 'llm', 'x', 'y');
  expect(told()).toEqual(['user: x', 'answer(1): y']);
});

test('an agent whose input is its whole dialogue leaves that to its calls', () => {
  const dialogue = [say('user', 'Hi'), say('assistant', 'Hello'), say('user', 'Bye')];
  span('agent', undefined, 'agent', dialogue, 'See you');
  span('1', 'agent', 'llm', dialogue.slice(0, 1), 'Hello');
  span('2', 'agent', 'llm', dialogue, 'See you');
  expect(told()).toEqual(['user: Hi', 'answer(1): Hello', 'user: Bye', 'answer(2): See you']);
});

test('failures stand where they happened, not again with everything above them', () => {
  const failed = { status: 'error', status_message: 'no' };
  span('root', undefined, 'chain', undefined, undefined, failed);
  span('step', 'root', 'chain', undefined, undefined, failed);
  span('other', 'root', 'chain');
  expect(told()).toEqual(['failed step']);
});

test('parents that did not come, searches and checks', () => {
  span('r', 'gone', 'retriever', 'query', [{ content: 'd' }]);
  span('g', 'gone', 'guardrail', 'text', { ok: true });
  span('1', 'gone', 'llm', [say('user', 'Hi')], 'Hello');
  expect(told()).toEqual([
    'retriever query -> [{"content":"d"}]',
    'guardrail text -> {"ok":true}',
    'user: Hi',
    'answer(0): Hello',
  ]);
});

test('10,000 calls that each carry what went before are read in a moment', () => {
  span('root', undefined, 'agent');
  for (let i = 0; i < 10_000; i++) {
    const history = Array.from({ length: 10 }, (_, at) =>
      say(at % 2 ? 'assistant' : 'user', `m${Math.max(0, i - 9) + at}`),
    );
    span(`s${i}`, 'root', 'llm', history, `a${i}`);
  }
  const begun = performance.now();
  expect(told().length).toBeGreaterThan(10_000);
  expect(performance.now() - begun).toBeLessThan(10_000);
});
