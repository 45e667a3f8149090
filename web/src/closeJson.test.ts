import fc from 'fast-check';
import { expect, test } from 'vitest';
import { closeJson } from './closeJson.ts';

test.each([
  ['[{"role":"user","content":"hel', [{ role: 'user', content: 'hel' }]],
  ['[{"role":"user","content":"a\\', [{ role: 'user', content: 'a' }]],
  ['[{"role":"user","content":"a\\u00e', [{ role: 'user', content: 'a' }]],
  ['[{"role":"user","content":"a\\"', [{ role: 'user', content: 'a"' }]],
  ['[{"role":"user","conte', [{ role: 'user' }]],
  ['[{"role":"user","content":', [{ role: 'user' }]],
  ['[{"role":"user","content":tru', [{ role: 'user' }]],
  ['{"a":1,"b":23', { a: 1 }],
  ['{"a":[1,2,{"b":"c"', { a: [1, 2, { b: 'c' }] }],
  ['[', []],
])('%s is read as far as it goes', (cut, expected) => {
  expect(JSON.parse(closeJson(cut))).toEqual(expected);
});

test('JSON cut anywhere after its first character can be parsed', () => {
  const document = fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue()));
  fc.assert(
    fc.property(document, fc.nat(), (value, at) => {
      const source = JSON.stringify(value);
      const cut = source.slice(0, 1 + (at % source.length));
      expect(() => JSON.parse(closeJson(cut))).not.toThrow();
    }),
  );
});

test('whole JSON stays what it is', () => {
  const document = fc.oneof(fc.array(fc.jsonValue()), fc.dictionary(fc.string(), fc.jsonValue()));
  fc.assert(
    fc.property(document, (value) => {
      const source = JSON.stringify(value);
      expect(closeJson(source)).toBe(source);
    }),
  );
});

test('a million brackets take no longer than their length', () => {
  const start = performance.now();
  closeJson('['.repeat(1_000_000));
  expect(performance.now() - start).toBeLessThan(2000);
});
