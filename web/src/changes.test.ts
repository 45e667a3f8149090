import { expect, it } from 'vitest';
import { type Change, segmentWords, sheetOfChanges } from './changes.ts';

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

it('comes as a table with its causes in one cell, unknown left out', () => {
  const change: Change = {
    ...{ metric: 'error_rate', direction: 'up', before: 0.01, after: 0.03, n_before: 900, n_after: 1000, p: 0.001 },
    causes: [
      {
        segment: [eq('prompt', 'checkout'), eq('prompt_version', '7')],
        share_explained: 0.8,
        n_before: 0,
        n_after: 90,
      },
      { segment: [eq('model', 'gpt-4o')], n_before: 10, n_after: 20 },
    ],
    with: [],
    course: { step_s: 60, before: [], after: [] },
  };
  const { columns, rows } = sheetOfChanges([change, { ...change, causes: [] }]);
  expect(rows.every((row) => row.length === columns.length)).toBe(true);
  expect(rows.map((row) => row.at(-1))).toEqual(['checkout@7 (0.80); gpt-4o', undefined]);
  expect(rows[0]?.[columns.indexOf('since')]).toBeUndefined();
});
