import { expect, test } from 'vitest';
import {
  cannotSay,
  type DifferField,
  decodeSelection,
  encodeSelection,
  filtersOf,
  shareWords,
  sheetOfDifferences,
  surroundings,
  valueWords,
} from './differs.ts';

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

test('what the selection is compared with is the view without the selection’s own filters', () => {
  const model = { field: 'model', op: 'eq' as const, value: 'm' };
  expect(surroundings([model, slow], [slow])).toEqual([model]);
});

const part = { selected: { n: 1, share: 0.5 }, rest: { n: 1, share: 0.5 } };
const field = (name: string, kind: DifferField['kind'] = 'category'): DifferField => ({
  field: name,
  kind,
  score: 0.1,
  p: 0,
  significant: true,
  values: [],
});

test.each([
  ['model', { value: 'a' }, [{ field: 'model', op: 'eq', value: 'a' }], [{ field: 'model', op: 'ne', value: 'a' }]],
  [
    'model',
    { value: '' },
    [{ field: 'model', op: 'exists', value: false }],
    [{ field: 'model', op: 'exists', value: true }],
  ],
  [
    'http_status',
    { value: '429' },
    [{ field: 'http_status', op: 'eq', value: 429 }],
    [{ field: 'http_status', op: 'ne', value: 429 }],
  ],
  [
    'duration_ms',
    { value: '100 to 200', from: 100, to: 200 },
    [
      { field: 'duration_ms', op: 'gte', value: 100 },
      { field: 'duration_ms', op: 'lt', value: 200 },
    ],
    undefined,
  ],
  [
    'cost',
    { value: 'below 0.1', to: 0.1 },
    [{ field: 'cost', op: 'lt', value: 0.1 }],
    [{ field: 'cost', op: 'gte', value: 0.1 }],
  ],
])('a value of %s (%j) is a filter, and so is its opposite', (name, value, is, isNot) => {
  expect(filtersOf(field(name), { ...value, ...part })).toEqual(is);
  expect(filtersOf(field(name), { ...value, ...part }, true)).toEqual(isNot);
});

test('a stretch in the middle has no opposite, and the reason says what can be asked instead', () => {
  expect(cannotSay(field('duration_ms'), { value: 'x', from: 1200, to: 3400, ...part }).replaceAll('\u00a0', ' ')).toBe(
    'Filters can’t say all but 1.20 s – 3.40 s of duration_ms: that is two stretches. Filter by duration_ms < 1.20 s or ≥ 3.40 s.',
  );
});

test.each([
  ['duration_ms', { value: 'x', from: 1200, to: 3400 }, '1.20\u00a0s – 3.40\u00a0s'],
  ['output_tokens', { value: 'x', to: 120 }, 'below 120'],
  ['cost', { value: 'x', from: 0.012 }, '$0.012 and more'],
  ['prompt', { value: '' }, 'not set'],
])('%s: %j reads well', (name, value, words) => {
  expect(valueWords(name, { ...value, ...part })).toBe(words);
});

test.each([
  [0, '0\u00a0%'],
  [0.0004, '<\u00a00.1\u00a0%'],
  [0.052, '5.2\u00a0%'],
  [0.5, '50\u00a0%'],
  [0.9996, '>\u00a099.9\u00a0%'],
])('a share of %d is %s', (share, words) => {
  expect(shareWords(share)).toBe(words);
});

test('comes as a table: a row for each value of each field', () => {
  const part = { selected: { n: 3, share: 0.3 }, rest: { n: 1, share: 0.01 } };
  const field = { kind: 'number' as const, score: 0.4, p: 0.001, significant: true };
  const side = { n: 10, looked_at: 10 };
  const { columns, rows } = sheetOfDifferences({
    ...{ selection: side, rest: side, defining: [] },
    fields: [
      { ...field, field: 'model', values: [{ value: 'gpt-4o', lift: 30, ...part }] },
      {
        ...field,
        field: 'input_tokens',
        values: [
          { value: '', from: 10, ...part },
          { value: '', to: 10, ...part },
        ],
      },
    ],
  });
  expect(rows).toHaveLength(3);
  expect(rows.every((row) => row.length === columns.length)).toBe(true);
  expect(rows[0]).toEqual(['model', 0.4, 0.001, 'gpt-4o', undefined, undefined, 3, 0.3, 1, 0.01, 30]);
});
