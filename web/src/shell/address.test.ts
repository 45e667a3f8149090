import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { parseParams, parseState } from '../search.ts';
import { addressOf, isMoving, linkTo, savedState } from './address.ts';

const kept = new Map<string, string>();
beforeEach(() => {
  kept.clear();
  vi.stubGlobal('localStorage', { getItem: (key: string) => kept.get(key) ?? null });
  vi.useFakeTimers({ now: Date.parse('2026-11-24T12:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const stateOf = (address: string) => parseState(parseParams(address.split('?')[1] ?? ''));

describe('a link to share', () => {
  test('names the very stretch of time, and follows nothing', () => {
    const link = linkTo('/traces', { from: 'now-1h', live: '1', f: ['model:eq:a', 'user:ne:b'] }, 'shop', false);
    expect(stateOf(link)).toEqual({
      project: 'shop',
      from: '2026-11-24T11:00:00.000Z',
      to: '2026-11-24T12:00:00.000Z',
      f: ['model:eq:a', 'user:ne:b'],
    });
  });

  test('or moves with time, as the view does', () => {
    expect(stateOf(linkTo('/', { from: 'now-1h', live: '1' }, 'shop', true))).toEqual({
      project: 'shop',
      from: 'now-1h',
      live: '1',
    });
  });

  test('spells out the default range and what is open', () => {
    const state = stateOf(linkTo('/traces', { sel: 't/s' }, undefined, false));
    expect(state).toMatchObject({ sel: 't/s', from: '2026-11-23T12:00:00.000Z' });
  });

  test('carries the columns that only this browser knows', () => {
    kept.set('telltale.columns.calls', 'time,model');
    expect(stateOf(linkTo('/traces', {}, undefined, true)).cols).toBe('time,model');
    expect(stateOf(linkTo('/traces', { cols: 'time,cost' }, undefined, true)).cols).toBe('time,cost');
    expect(stateOf(linkTo('/traces', { by: 'model' }, undefined, true)).cols).toBeUndefined();
    expect(stateOf(linkTo('/', {}, undefined, true)).cols).toBeUndefined();
  });
});

describe('a saved view', () => {
  test('stays relative and leaves out whose it is and what was open', () => {
    const search = savedState('/traces', { project: 'shop', from: 'now-7d', sel: 't/s', q: 'refund', tab: 'raw' });
    expect(search).toEqual({ from: 'now-7d', q: 'refund' });
    expect(addressOf({ path: '/traces', search }, 'other')).toBe('/traces?project=other&from=now-7d&q=refund');
  });
});

test('a range moves when one of its ends does', () => {
  expect(isMoving({})).toBe(true);
  expect(isMoving({ from: '2026-11-01T00:00:00Z', to: 'now' })).toBe(true);
  expect(isMoving({ from: '2026-11-01T00:00:00Z', to: '2026-11-02T00:00:00Z' })).toBe(false);
});
