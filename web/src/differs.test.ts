import { expect, test } from 'vitest';
import { decodeSelection, encodeSelection } from './differs.ts';

const range = { from: '2026-11-24T10:00:00.000Z', to: '2026-11-24T11:00:00.000Z' };
const slow = { field: 'duration_ms', op: 'gte' as const, value: 5000 };

test.each([
  { filter: [slow] },
  { filter: [], range },
  { filter: [slow, { field: 'prompt', op: 'eq' as const, value: 'a:b,c' }], range },
])('a selection comes back from the address: %j', (selection) => {
  expect(decodeSelection(encodeSelection(selection))).toEqual(selection);
});

test('what selects nothing is none', () => {
  expect(decodeSelection(undefined)).toBeUndefined();
  expect(decodeSelection(['nonsense', 'time:gte:now-1h'])).toBeUndefined();
});
