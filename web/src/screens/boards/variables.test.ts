import { expect, test } from 'vitest';
import { chosenOf, filtersOf, variableName, withChoice } from './variables.ts';

const variables = [
  { name: 'customer', field: 'customer' },
  { name: 'team', field: 'team', default: 'support' },
];

test('the address says what is chosen, the default where it says nothing', () => {
  expect([...chosenOf(variables)]).toEqual([['team', 'support']]);
  expect([...chosenOf(variables, ['customer:a:b', 'team:', 'other:x'])]).toEqual([['customer', 'a:b']]);
});

test('a choice is written down unless it is the default', () => {
  const chosen = withChoice(variables, undefined, 'customer', 'acme');
  expect(chosen).toEqual(['customer:acme']);
  expect(withChoice(variables, chosen, 'customer', undefined)).toBeUndefined();
  expect(withChoice(variables, chosen, 'team', undefined)).toEqual(['customer:acme', 'team:']);
  expect(withChoice(variables, ['team:'], 'team', 'support')).toBeUndefined();
});

test('filters take the value chosen, and are left out while there is none', () => {
  const filter = [
    { field: 'customer', op: 'eq' as const, value: '$customer' },
    { field: 'http_status', op: 'eq' as const, value: '$code' },
    { field: 'model', op: 'eq' as const, value: '$5' },
  ];
  expect(filtersOf({ filter }, new Map())).toEqual([filter[2]]);
  const chosen = new Map([
    ['customer', 'acme'],
    ['code', '429'],
  ]);
  expect(filtersOf({ filter }, chosen).map(({ value }) => value)).toEqual(['acme', 429, '$5']);
});

test.each([
  ['customer', [], 'customer'],
  ['customer', ['customer'], 'customer_2'],
  ['metadata.Plan-Name', [], 'plan_name'],
  ['metadata.42', [], 'value'],
])('a variable on %s beside %j is called %s', (field, taken, name) => {
  expect(variableName(field, taken)).toBe(name);
});
