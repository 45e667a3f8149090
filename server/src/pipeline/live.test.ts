import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { InvalidInput, Overloaded } from '../lib/errors.ts';
import { createLive, type Live } from './live.ts';
import { makeSpan } from './store/testing/span.ts';

let live: Live;
let now = 0;
beforeEach(() => {
  now = 0;
  live = createLive(() => now);
});
afterEach(() => live.close());

const watch = (given: Partial<Parameters<Live['subscribe']>[0]> = {}) =>
  live.subscribe({ project: 'p1', filter: [], scope: 'calls', ...given });
const ids = async (tail: ReturnType<typeof watch>, wait = 1) =>
  (await tail.next(wait))?.calls.map(({ span_id }) => span_id);

it('tells what comes in after it began, in order, texts cut', async () => {
  live.publish([makeSpan({ span_id: 'before' })]);
  const tail = watch();
  live.publish([makeSpan({ span_id: 'a', input: 'x'.repeat(501) }), makeSpan({ span_id: 'b' })]);
  const news = await tail.next(1);
  expect(news?.calls.map(({ span_id }) => span_id)).toEqual(['a', 'b']);
  expect(news?.calls[0]).toMatchObject({ input: 'x'.repeat(500), truncated: ['input'] });
  expect(news?.dropped).toBe(0);
  expect(await ids(tail)).toEqual([]);
});

it('wakes a reader that waits', async () => {
  const tail = watch();
  const waiting = ids(tail, 60_000);
  live.publish([makeSpan({ span_id: 'a' })]);
  expect(await waiting).toEqual(['a']);
});

it('shows each reader its project, its filter and its scope', async () => {
  const mine = watch();
  const theirs = watch({ project: 'p2' });
  const filtered = watch({ filter: [{ field: 'model', op: 'eq', value: 'm' }] });
  const spans = watch({ scope: 'spans' });
  live.publish([
    makeSpan({ span_id: 'a' }),
    makeSpan({ span_id: 'b', project: 'p2' }),
    makeSpan({ span_id: 'c', model: 'm' }),
    makeSpan({ span_id: 'd', is_call: false }),
    makeSpan({ span_id: 'e', deleted: true }),
  ]);
  expect(await ids(mine)).toEqual(['a', 'c']);
  expect(await ids(theirs)).toEqual(['b']);
  expect(await ids(filtered)).toEqual(['c']);
  expect(await ids(spans)).toEqual(['a', 'c', 'd']);
});

it('gives 50 rows a second and counts the rest', async () => {
  const tail = watch();
  const many = Array.from({ length: 60 }, (_, i) => makeSpan({ span_id: `s${i}` }));
  live.publish(many);
  expect(await tail.next(1)).toMatchObject({ calls: { length: 50 }, dropped: 10 });
  now += 999;
  live.publish(many.slice(0, 1));
  now += 1;
  live.publish(many.slice(0, 2));
  expect(await tail.next(1)).toMatchObject({ calls: { length: 2 }, dropped: 1 });
});

it('keeps no more than a hundred rows for a reader that does not come', async () => {
  const tail = watch();
  for (let second = 0; second < 10; second++, now += 1000) live.publish(Array.from({ length: 50 }, () => makeSpan()));
  expect(await tail.next(1)).toMatchObject({ calls: { length: 100 }, dropped: 400 });
});

it('tells within a second or so of rows that were dropped, also when nothing else comes', async () => {
  vi.useFakeTimers();
  try {
    const tail = watch();
    live.publish(Array.from({ length: 50 }, () => makeSpan()));
    await tail.next(1);
    const waiting = tail.next(60_000);
    live.publish([makeSpan()]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(await waiting).toEqual({ calls: [], dropped: 1 });
  } finally {
    vi.useRealTimers();
  }
});

it('ends for a reader that goes and for all when it closes', async () => {
  const [one, two] = [watch(), watch()];
  const waiting = two.next(60_000);
  one.close();
  one.close();
  expect(await one.next(1)).toBeUndefined();
  live.close();
  expect(await waiting).toBeUndefined();
});

it('takes a bounded number of readers, and new ones when others go', () => {
  const tails = Array.from({ length: 200 }, () => watch());
  expect(() => watch()).toThrow(Overloaded);
  tails[7]?.close();
  expect(() => watch()).not.toThrow();
});

it('refuses a filter that makes no sense', () => {
  expect(() => watch({ filter: [{ field: 'secret', op: 'eq', value: 1 }] })).toThrow(InvalidInput);
});
