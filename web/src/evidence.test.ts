import { expect, test } from 'vitest';
import { elsewhere, evidenceOf, markedParts, stretchesIn } from './evidence.ts';
import type { Score, ScoredSpan } from './model.ts';

const score = (evidence: unknown): Score => ({ name: 'pii', value: 1, source: 'detector', time: '', evidence });
const stretch = (from: number, text: string, more: object = {}) => ({
  place: 'output',
  from,
  to: from + text.length,
  text,
  ...more,
});
const marked = (text: string, evidence: ReturnType<typeof stretch>[]) => markedParts(text, stretchesIn(text, evidence));

test('marks what is quoted, at its place', () => {
  expect(marked('no, no and no', [stretch(4, 'no', { label: 'second' })])).toEqual([
    { text: 'no, ' },
    { text: 'no', found: 'second' },
    { text: ' and no' },
  ]);
});

test('looks for the words where the text is another than the one that was scored', () => {
  expect(marked('I am sorry, I cannot help', [stretch(400, 'I cannot')])).toEqual([
    { text: 'I am sorry, ' },
    { text: 'I cannot', found: '' },
    { text: ' help' },
  ]);
  // Two letters stand anywhere.
  expect(marked('I am sorry', [stretch(400, 'am')])).toEqual([{ text: 'I am sorry' }]);
});

test('stretches that overlap, or reach beyond the text, give it back once', () => {
  const text = 'abcdefghij';
  const parts = marked(text, [stretch(2, 'cdef'), stretch(4, 'efgh'), { ...stretch(8, 'ij'), to: 900 }]);
  expect(parts.map((part) => part.text).join('')).toBe(text);
  expect(parts.filter(({ found }) => found !== undefined).map((part) => part.text)).toEqual(['cdef', 'gh', 'ij']);
});

test('evidence of others is no evidence of ours', () => {
  expect(evidenceOf(score('because'))).toEqual([]);
  expect(evidenceOf(score([null, 7, { place: 'output', from: '1', to: 2, text: 'x' }, { quote: 'x' }]))).toEqual([]);
  expect(evidenceOf(score([stretch(1, 'bc', { label: 'email' })]))).toEqual([stretch(1, 'bc', { label: 'email' })]);
});

test('tells what stands in none of the texts shown', () => {
  const span = {
    input: JSON.stringify([{ role: 'user', content: 'Where is the café?' }]),
    output: 'In the old town',
  } as ScoredSpan;
  const [shown, hidden] = [stretch(7, 'old town'), { ...stretch(0, 'The café closed'), place: 'context' }];
  expect(elsewhere(span, [shown, hidden, { ...stretch(10, 'the café'), place: 'input' }])).toEqual([hidden]);
});
