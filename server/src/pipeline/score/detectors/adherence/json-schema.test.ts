import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CannotTell } from './checker.ts';
import { faultOf } from './json-schema.ts';
import { matches } from './pattern.ts';

const person = {
  type: 'object',
  required: ['name'],
  properties: {
    name: { type: 'string', minLength: 1 },
    age: { type: 'integer', minimum: 0 },
    tags: { $ref: '#/$defs/tags' },
  },
  additionalProperties: false,
  $defs: { tags: { type: 'array', items: { enum: ['a', 'b'] }, uniqueItems: true } },
};

test.each([
  [{ name: 'Ada', age: 36, tags: ['a', 'b'] }, undefined],
  [{ age: 3 }, '/ without "name"'],
  [{ name: '' }, '/name shorter than 1'],
  [{ name: 'Ada', age: 1.5 }, '/age not integer'],
  [{ name: 'Ada', tags: ['a', 'c'] }, '/tags/1 none of the values allowed'],
  [{ name: 'Ada', tags: ['a', 'a'] }, '/tags an element twice'],
  [{ name: 'Ada', size: 1 }, '/size not allowed'],
  [[], '/ not object'],
])('%j of a person: %s', (value, expected) => {
  const fault = faultOf(person, value);
  expect(fault && `${fault.at} ${fault.what}`).toBe(expected);
});

test.each<[schema: unknown, good: unknown, bad: unknown]>([
  [{ const: { a: [1] } }, { a: [1] }, { a: [2] }],
  [{ type: ['string', 'null'] }, null, 1],
  [{ exclusiveMinimum: 1, multipleOf: 0.1 }, 1.3, 1],
  [{ pattern: '^[A-Z]{2}-\\d+$' }, 'AB-12', 'A-12'],
  [{ maxLength: 1 }, '😀', 'ab'],
  [{ prefixItems: [{ type: 'string' }], items: { type: 'number' } }, ['a', 1], ['a', 'b']],
  [{ prefixItems: [{ type: 'string' }] }, ['a', 1], [1]],
  [{ items: [{ type: 'string' }], additionalItems: false }, ['a'], ['a', 1]],
  [{ contains: { const: 1 }, minContains: 2 }, [1, 1], [1]],
  [{ patternProperties: { '^x': { type: 'number' } } }, { x1: 1 }, { x1: '1' }],
  [{ propertyNames: { maxLength: 2 } }, { ab: 1 }, { abc: 1 }],
  [{ dependentRequired: { a: ['b'] } }, { a: 1, b: 1 }, { a: 1 }],
  [{ dependencies: { a: { required: ['b'] } } }, { b: 1 }, { a: 1 }],
  [{ oneOf: [{ minimum: 2 }, { maximum: 4 }] }, 5, 3],
  [{ anyOf: [{ const: 1 }, { const: 2 }] }, 2, 3],
  [{ not: { type: 'string' } }, 1, 'a'],
  [JSON.parse('{"if": {"type": "string"}, "then": {"minLength": 2}, "else": {"minimum": 2}}'), 'ab', 1],
  [{ $ref: '#/$defs/a~1b', $defs: { 'a/b': { type: 'null' } } }, null, 1],
  [{ properties: { constructor: { type: 'number' } }, required: ['constructor'] }, { constructor: 1 }, {}],
  [{ minProperties: 1, maxProperties: 1 }, { a: 1 }, { a: 1, b: 1 }],
])('%j takes %j and not %j', (schema, good, bad) => {
  expect(faultOf(schema, good)).toBeUndefined();
  expect(faultOf(schema, bad)).toBeDefined();
});

const nested = (depth: number) => JSON.parse(`${'{"not":'.repeat(depth)}true${'}'.repeat(depth)}`);
const doubling = {
  $ref: '#/$defs/0',
  $defs: Object.fromEntries(
    Array.from({ length: 40 }, (_, i) => [
      String(i),
      i === 39 ? true : { allOf: Array(2).fill({ $ref: `#/$defs/${i + 1}` }) },
    ]),
  ),
};

test.each([
  ['a reference to itself', { $ref: '#' }],
  ['a reference to elsewhere', { $ref: 'https://example.com/schema.json' }],
  ['references that double', doubling],
  ['depth', nested(200)],
  ['a keyword that is not known', { unevaluatedProperties: false }],
  ['a type there is not', { type: 'date' }],
  ['a pattern that backtracks', { pattern: '^(a+)+$' }],
])('%s is not judged', (_, schema) => {
  const start = performance.now();
  expect(() => faultOf(schema, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!')).toThrow(CannotTell);
  expect(performance.now() - start).toBeLessThan(5000);
});

test('a value is always one of the values it is listed among, and never fails the schema that takes all', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.array(fc.jsonValue(), { maxLength: 3 }), (value, others) => {
      expect(faultOf({ enum: [...others, JSON.parse(JSON.stringify(value))] }, value)).toBeUndefined();
      expect(faultOf({}, value)).toBeUndefined();
      expect(faultOf({ not: {} }, value)).toBeDefined();
    }),
  );
});

test.each(['^(a|aa)+$', '(a*)*b', '^(?=a)b', '(a)\\1', 'a*a*a*a*a*b', '^([a-z]+|\\d)*$', 'a'.repeat(400)])(
  '%s is never run',
  (pattern) => {
    expect(() => matches(pattern, 'a'.repeat(2000))).toThrow(CannotTell);
  },
);

test.each([
  ['^\\d{4}-\\d{2}-\\d{2}$', '2026-01-31'],
  ['^[^@\\s]+@[^@\\s]+\\.[a-z]{2,}$', 'ada@example.org'],
  ['^(red|green)$', 'green'],
  ['^(?:[a-f0-9]{2}){4}$', '00ff00ff'],
])('%s is run', (pattern, text) => {
  expect(matches(pattern, text)).toBe(true);
});
