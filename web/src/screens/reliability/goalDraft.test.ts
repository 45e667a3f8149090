import { expect, test } from 'vitest';
import type { GoalDefinition } from '../../goals.ts';
import { definitionOf, draftOf, faultsOf, fieldOf, nameOf, PRESETS } from './goalDraft.ts';

const FILTER = [{ field: 'prompt', op: 'eq' as const, value: 'faq' }];
const LATENCY: GoalDefinition = {
  indicator: { type: 'latency', below: 1100 },
  objective: 99.9,
  filter: FILTER,
  window_days: 7,
};

test('a goal survives the form, in its units', () => {
  for (const definition of [
    LATENCY,
    { ...LATENCY, indicator: { type: 'cost' as const, below: 0.0123 } },
    { ...LATENCY, indicator: { type: 'availability' as const } },
    { ...LATENCY, indicator: { type: 'availability' as const, count_cancelled: true } },
  ])
    expect(definitionOf(draftOf(definition))).toEqual(definition);
  expect(draftOf(LATENCY)).toMatchObject({ below: '1.1', objective: '99.9', days: '7' });
  for (const preset of PRESETS) expect(faultsOf(draftOf({ ...preset, filter: [] }))).toEqual({});
});

test('what is wrong is told field by field', () => {
  const draft = draftOf(LATENCY);
  expect(Object.keys(faultsOf({ ...draft, below: '0', objective: '100', days: '1.5' }))).toEqual([
    'below',
    'objective',
    'days',
  ]);
  expect(faultsOf({ ...draft, objective: 'many' })).toHaveProperty('objective');
  expect(faultsOf({ ...draft, below: ' ', type: 'availability' })).toEqual({});
});

test('the fields of the server are those of the form', () => {
  const names = ['name', 'indicator.below', 'objective', 'window_days', 'filter[1].value', 'body', undefined];
  expect(names.map(fieldOf)).toEqual(['name', 'below', 'objective', 'days', 'filter', undefined, undefined]);
});

test('a goal without a name is called what it says', () => {
  expect(nameOf(LATENCY)).toBe('99.9 % of calls under 1.1 s (faq)');
});
