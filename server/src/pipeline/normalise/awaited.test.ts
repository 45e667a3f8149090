import { expect, test } from 'vitest';
import { AwaitedSpans } from './awaited.ts';

test('knows what was awaited, by project and trace', () => {
  const awaited = new AwaitedSpans();
  awaited.add('p1', 't', 's');
  expect(awaited.has('p1', 't', 's')).toBe(true);
  expect(awaited.has('p2', 't', 's')).toBe(false);
  expect(awaited.has('p1', 's', 't')).toBe(false);
});

test('knows of everything only after a while, unless nothing was there before', () => {
  let now = 0;
  const clock = { now: () => now };
  const [old, fresh, shared] = [
    new AwaitedSpans(clock),
    new AwaitedSpans({ ...clock, fresh: true }),
    new AwaitedSpans({ ...clock, shared: true }),
  ];
  expect([old, fresh, shared].map((one) => one.complete)).toEqual([false, true, false]);
  now = 11 * 60_000;
  expect([old, fresh, shared].map((one) => one.complete)).toEqual([true, true, false]);
});

test('says that it knows too little once it had to forget', () => {
  let now = 0;
  const awaited = new AwaitedSpans({ fresh: true, now: () => now });
  for (let i = 0; i < 100_001; i++) awaited.add('p1', 't', `a${i}`);
  expect(awaited.has('p1', 't', 'a0')).toBe(true);
  expect(awaited.complete).toBe(true);
  for (let i = 0; i < 100_000; i++) awaited.add('p1', 't', `b${i}`);
  expect(awaited.has('p1', 't', 'a0')).toBe(false);
  expect(awaited.complete).toBe(false);
  now = 11 * 60_000;
  expect(awaited.complete).toBe(true);
});
