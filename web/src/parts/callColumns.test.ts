import { expect, test } from 'vitest';
import { columnsOf, toggleColumn } from './callColumns.tsx';

const ids = (cols: string | undefined) => columnsOf(cols, 'calls').map(({ id }) => id);

test('time is always the first column, and unknown names are passed over', () => {
  expect(ids('cost,nonsense,status')).toEqual(['time', 'status', 'cost']);
  expect(ids(undefined)[0]).toBe('time');
});

test('a column that is shown and hidden again leaves nothing in the address', () => {
  const more = toggleColumn(undefined, 'calls', 'session');
  expect(more?.split(',')).toContain('session');
  expect(toggleColumn(more, 'calls', 'session')).toBeUndefined();
});
