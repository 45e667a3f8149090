import fc from 'fast-check';
import { expect, test } from 'vitest';
import { documentsOf } from './documents.ts';

test.each([
  [[{ id: 'a', content: 'text', score: 0.5 }], [{ id: 'a', score: 0.5, text: 'text' }]],
  [[{ page_content: 'text', metadata: { source: 'x' } }], [{ text: 'text' }]],
  [{ documents: ['one', 'two'] }, [{ text: 'one' }, { text: 'two' }]],
  [[{ node: { id: 7, text: 'inner' }, score: '0.25' }], [{ id: '7', score: 0.25, text: 'inner' }]],
  [
    [{ title: 'T', score: 'high', other: 1 }],
    [{ id: 'T', text: '{\n  "title": "T",\n  "score": "high",\n  "other": 1\n}' }],
  ],
  [[], []],
])('%j is a list of documents', (given, expected) => {
  expect(documentsOf(JSON.stringify(given))).toEqual(expected);
});

test.each(['plain', '{"answer":1}', '[1,2]', '[{"content":"cut', '[null]'])('%s is none', (source) => {
  expect(documentsOf(source)).toBeUndefined();
});

test('any JSON is read or left alone', () => {
  fc.assert(fc.property(fc.json(), (source) => void documentsOf(source)));
});
