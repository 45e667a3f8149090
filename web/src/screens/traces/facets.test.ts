import { describe, expect, test } from 'vitest';
import type { Filter } from '../../model.ts';
import { chosenOf, toggleNot, toggleOnly } from './facets.ts';

const cost: Filter = { field: 'cost', op: 'gt', value: 1 };

describe('picking values', () => {
  test('one is a condition, several are alternatives, none is no condition', () => {
    const one = toggleOnly([cost], 'model', 'a');
    expect(one).toEqual([cost, { field: 'model', op: 'eq', value: 'a' }]);
    const two = toggleOnly(one, 'model', 'b');
    expect(two).toEqual([cost, { field: 'model', op: 'in', value: ['a', 'b'] }]);
    expect(toggleOnly(toggleOnly(two, 'model', 'a'), 'model', 'b')).toEqual([cost]);
  });

  test('numbers stay numbers', () => {
    expect(toggleOnly([], 'http_status', 429)).toEqual([{ field: 'http_status', op: 'eq', value: 429 }]);
  });
});

describe('shutting values out', () => {
  test('goes with other conditions, but not with asking for the same value', () => {
    const asked = toggleOnly([cost], 'model', 'a');
    expect(toggleNot(asked, 'model', 'a')).toEqual([cost, { field: 'model', op: 'ne', value: 'a' }]);
    expect(toggleNot(asked, 'model', 'b')).toEqual([...asked, { field: 'model', op: 'ne', value: 'b' }]);
  });

  test('and back leaves nothing', () => {
    expect(toggleNot(toggleNot([], 'model', 'a'), 'model', 'a')).toEqual([]);
  });
});

test('what a field is held to', () => {
  const chips = toggleNot(toggleOnly(toggleOnly([], 'model', 'a'), 'model', 'b'), 'model', 'c');
  expect(chosenOf(chips, 'model')).toEqual({ only: ['a', 'b'], not: ['c'] });
  expect(chosenOf(chips, 'user')).toEqual({ only: [], not: [] });
});
