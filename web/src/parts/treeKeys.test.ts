import { expect, test } from 'vitest';
import { rowsOf, type TreeSpan, treeOf } from '../traceTree.ts';
import { stepOf } from './treeKeys.ts';

const span = (id: string, parent?: string): TreeSpan => ({
  span_id: id,
  ...(parent === undefined ? {} : { parent_id: parent }),
  time: '2026-11-24T12:00:00Z',
  duration_ms: 1,
  status: 'ok',
  is_call: false,
});
const tree = treeOf([span('a'), span('b', 'a'), span('c', 'b'), span('d')]);

/** Where a key leads from a row, as `id`, or `fold id`. */
function press(key: string, from: string, folded: string[] = []): string | undefined {
  const collapsed = new Set(folded);
  const rows = rowsOf(tree, collapsed);
  const step = stepOf(
    key,
    rows,
    rows.findIndex(({ id }) => id === from),
    collapsed,
  );
  return step?.fold ? `fold ${step.fold.id}` : step?.to?.id;
}

test.each([
  ['ArrowDown', 'a', 'b'],
  ['ArrowDown', 'd', 'd'],
  ['ArrowUp', 'a', 'a'],
  ['ArrowUp', 'd', 'c'],
  ['Home', 'c', 'a'],
  ['End', 'a', 'd'],
  ['ArrowRight', 'a', 'b'],
  ['ArrowRight', 'd', undefined],
  ['ArrowLeft', 'a', 'fold a'],
  ['ArrowLeft', 'c', 'b'],
  ['ArrowLeft', 'd', undefined],
])('%s on %s leads to %s', (key, from, to) => {
  expect(press(key, from)).toBe(to);
});

test('a folded row opens to the right and is left to the left', () => {
  expect(press('ArrowRight', 'b', ['b'])).toBe('fold b');
  expect(press('ArrowLeft', 'b', ['b'])).toBe('a');
});

test('other keys are not taken', () => {
  expect(stepOf('x', rowsOf(tree, new Set()), 0, new Set())).toBeUndefined();
});
