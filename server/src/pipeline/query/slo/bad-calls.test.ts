import { expect, it } from 'vitest';
import type { Filter } from '../../../model/filter.ts';
import { kindsFilter } from './bad-calls.ts';

const MINE: Filter[] = [{ field: 'prompt', op: 'eq', value: 'faq' }];
const FAILED: Filter = { field: 'status', op: 'eq', value: 'error' };
const kind = (http_status: number | null, error_type: string, bad: number, other = 0) => ({
  http_status,
  error_type,
  bad,
  other,
});

it('names error types or statuses, whichever tells bad calls from other failures', () => {
  expect(kindsFilter(MINE, [kind(503, 'APIError', 4), kind(504, '', 1), kind(400, 'APIError', 0, 9)])).toEqual({
    filter: [...MINE, FAILED, { field: 'http_status', op: 'in', value: [503, 504] }],
    exact: true,
  });
  expect(kindsFilter([], [kind(null, 'ReadTimeout', 4), kind(429, 'RateLimit', 0, 9)])).toEqual({
    filter: [FAILED, { field: 'error_type', op: 'in', value: ['ReadTimeout'] }],
    exact: true,
  });
});

it('takes both where neither will do alone', () => {
  const kinds = [kind(500, 'A', 1), kind(500, 'B', 0, 1), kind(400, 'A', 0, 1)];
  expect(kindsFilter([], kinds)).toMatchObject({
    filter: [FAILED, { field: 'error_type' }, { field: 'http_status' }],
    exact: true,
  });
});

it('finds all failures where nothing tells them apart, and says so', () => {
  expect(kindsFilter([], [kind(null, '', 3), kind(400, 'bad', 0, 2)])).toEqual({ filter: [FAILED], exact: false });
});
