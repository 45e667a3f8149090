import { describe, expect, it } from 'vitest';
import type { QueryResult } from '../model.ts';
import { gridOf, wholeOnly } from './series.ts';

const meta = (from: string, to: string, interval = '5m'): QueryResult['meta'] => ({
  interval,
  elapsed_ms: 1,
  source: 'raw',
  range: { from, to },
});
const row = (time: string, calls: number) => ({ time, n: calls, calls });

describe('rows on a grid', () => {
  it('leave a gap where there were no calls', () => {
    const rows = [row('2026-11-24T10:00:00.000000Z', 3), row('2026-11-24T10:10:00.000000Z', 4)];
    const grid = gridOf(rows, undefined, meta('2026-11-24T10:00:00Z', '2026-11-24T10:20:00Z'));
    expect(grid?.of('calls')).toEqual([3, null, 4, null]);
    expect(grid?.before('calls')).toEqual([null, null, null, null]);
  });

  it('start with the bucket that the range begins in', () => {
    const grid = gridOf(
      [row('2026-11-24T10:05:00Z', 1)],
      undefined,
      meta('2026-11-24T10:03:00Z', '2026-11-24T10:11:00Z'),
    );
    expect(grid?.times.map((time) => new Date(time).toISOString().slice(11, 16))).toEqual(['10:00', '10:05', '10:10']);
    expect(grid?.of('calls')).toEqual([null, 1, null]);
  });

  it('put the compared period onto the nearest bucket', () => {
    const rows = [row('2026-11-24T10:00:00Z', 1)];
    const before = [row('2026-11-24T10:06:00Z', 9)];
    const grid = gridOf(rows, before, meta('2026-11-24T10:00:00Z', '2026-11-24T10:15:00Z'));
    expect(grid?.before('calls')).toEqual([null, 9, null]);
  });

  it('leave cut buckets out of sums', () => {
    const rows = ['10:00', '10:05', '10:10', '10:15'].map((time) => row(`2026-11-24T${time}:00Z`, 2));
    const grid = gridOf(rows, undefined, meta('2026-11-24T10:02:00Z', '2026-11-24T10:18:00Z'))!;
    expect(wholeOnly(grid, grid.of('calls'))).toEqual([null, 2, 2, null]);
  });

  it('are none without an answer, a step or a range', () => {
    expect(gridOf([], undefined, undefined)).toBeUndefined();
    expect(gridOf([], undefined, meta('2026-11-24T10:00:00Z', '2026-11-24T10:15:00Z', 'none'))).toBeUndefined();
    expect(gridOf([], undefined, meta('2026-11-24T10:00:00Z', '2026-11-24T10:15:00Z'))?.times).toHaveLength(3);
  });

  it('never grow beyond what can be drawn', () => {
    const grid = gridOf([], undefined, meta('2020-01-01T00:00:00Z', '2026-01-01T00:00:00Z', '1s'));
    expect(grid?.times).toHaveLength(5000);
  });
});
