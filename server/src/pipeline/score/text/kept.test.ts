import { expect, test } from 'vitest';
import { kept } from './kept.ts';

test('makes of a text that comes again only once', () => {
  let made = 0;
  const length = kept(1000, (text) => {
    made++;
    return text.length;
  });
  expect([length('abc'), length('abc'), length('abcd'), length('abc')]).toEqual([3, 3, 4, 3]);
  expect(made).toBe(2);
});

test('keeps what is in use and forgets the rest, whatever comes', () => {
  const made: string[] = [];
  const same = kept(1000, (text) => {
    made.push(text);
    return text;
  });
  for (let at = 0; at < 500; at++) {
    same('in use');
    same(`text ${at}`.padEnd(20, '.'));
  }
  expect(made.filter((text) => text === 'in use')).toHaveLength(1);
  made.length = 0;
  same('text 0'.padEnd(20, '.'));
  same('long'.repeat(50));
  same('long'.repeat(50));
  expect(made).toHaveLength(3);
});
