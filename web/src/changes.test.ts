import { expect, it } from 'vitest';
import { segmentWords } from './changes.ts';

const eq = (field: string, value: string | number) => ({ field, op: 'eq' as const, value });

it.each([
  [[eq('prompt', 'checkout'), eq('prompt_version', '7')], 'checkout@7'],
  [[eq('prompt', 'checkout'), eq('model', 'gpt-4o')], 'checkout · gpt-4o'],
  [[eq('prompt_version', '7')], 'version 7'],
  [[eq('service', 'desk')], 'service desk'],
  [[eq('http_status', 429)], 'HTTP 429'],
  [[{ field: 'prompt', op: 'exists' as const, value: false }], 'no prompt'],
])('%j is called %s', (segment, words) => {
  expect(segmentWords(segment)).toBe(words);
});
