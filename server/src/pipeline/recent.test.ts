import { expect, test } from 'vitest';
import { RecentIdentities } from './recent.ts';

test('tells a span seen before from a new one', () => {
  const recent = new RecentIdentities(1 << 10);
  expect(recent.seen('p', 't1', 's1')).toBe(false);
  expect(recent.seen('p', 't1', 's1')).toBe(true);
  expect(recent.seen('p', 't1', 's2')).toBe(false);
  expect(recent.seen('q', 't1', 's1')).toBe(false);
});

test('keeps the parts of an identity apart', () => {
  const recent = new RecentIdentities(1 << 10);
  recent.seen('p', 'ab', 'c');
  expect(recent.seen('p', 'a', 'bc')).toBe(false);
});

test('remembers at least half its slots and forgets the oldest', () => {
  const recent = new RecentIdentities(1 << 8);
  for (let i = 0; i < 120; i++) recent.seen('p', 't', `s${i}`);
  expect(recent.seen('p', 't', 's0')).toBe(true);
  for (let i = 0; i < 1000; i++) recent.seen('p', 't', `n${i}`);
  expect(recent.seen('p', 't', 's1')).toBe(false);
});

test('has no false positives in a hundred thousand random identities', () => {
  const recent = new RecentIdentities();
  let false_ = 0;
  for (let i = 0; i < 100_000; i++) {
    const hex = (i * 2654435761).toString(16).padStart(16, '0');
    if (recent.seen('default', `${hex}${hex}`, hex)) false_++;
  }
  expect(false_).toBe(0);
});
