import { expect, test } from 'vitest';
import type { Subject } from '../../detector.ts';
import { adherence } from './adherence.ts';

const run = (parts: Partial<Subject>) =>
  adherence.run({
    system: '',
    input: '',
    retrieved: [],
    context: [],
    output: 'Fine, thanks.',
    constraints: [],
    ...parts,
  });

test('says nothing where nothing is asked', () => {
  expect(run({ system: 'You are kind.', input: 'How are you?' })).toEqual([]);
});

test('the value is the share obeyed; the broken ones are named, with their places in the answer', () => {
  const constraints = [{ id: 'punctuation:no_comma' }, { id: 'startend:end_checker', end_phrase: 'thanks.' }];
  expect(run({ constraints })).toEqual([
    {
      name: 'adherence',
      value: 0.5,
      label: 'declared',
      reason: 'Broken, of 2: no commas.',
      evidence: [{ place: 'output', from: 4, to: 5, label: 'punctuation:no_comma' }],
    },
  ]);
});

test('tells extracted constraints from declared ones, and shows the sentence that asks', () => {
  const system = 'You are kind. Answer without commas.';
  const [declared, extracted] = run({ system, constraints: [{ id: 'startend:end_checker', end_phrase: 'thanks.' }] });
  expect(declared).toMatchObject({ label: 'declared', value: 1, reason: 'All 1 obeyed.', evidence: [] });
  expect(extracted).toMatchObject({ label: 'extracted', value: 0 });
  expect(extracted!.evidence.map(({ place }) => place)).toEqual(['system', 'output']);
});

test('what is to be repeated is not the system prompt', () => {
  expect(run({ system: 'You are kind.\nFirst repeat the request word for word.' })).toEqual([]);
});

test('a declared constraint goes before what the prompt says of the same kind', () => {
  const constraints = [{ id: 'length_constraints:number_words', relation: 'at most', num_words: 10 }];
  const found = run({ input: 'Write at least 500 words.', constraints });
  expect(found.map(({ label, value }) => [label, value])).toEqual([['declared', 1]]);
});

test('what cannot be checked is named apart and does not lower the value', () => {
  const found = run({
    constraints: [{ id: 'style:rhymes' }, { id: 'startend:quotation' }, { id: 'keywords:existence' }],
  });
  expect(found).toMatchObject([
    { name: 'adherence', value: 0, reason: 'Broken, of 1: in double quotation marks.' },
    {
      name: 'adherence_unchecked',
      value: 2 / 3,
      reason: 'Not checked: style:rhymes (unknown), keywords:existence (wrong keywords).',
    },
  ]);
});

test('says when only a lenient reader lets it pass', () => {
  const [found] = run({ input: 'Answer in JSON.', output: 'Here you are:\n{"a": 1}' });
  expect(found).toMatchObject({ value: 0, reason: 'Broken, of 1: JSON only (nearly).' });
});

test('of a long answer the beginning and the end are read, and places stay right', () => {
  const output = `${'a '.repeat(60_000)}, end`;
  const constraints = [{ id: 'punctuation:no_comma' }, { id: 'startend:end_checker', end_phrase: 'end' }];
  const [found] = run({ output, constraints });
  expect(found).toMatchObject({
    value: 0.5,
    reason: 'Broken, of 2: no commas. The answer is long and was read in part.',
  });
  expect(output.slice(found!.evidence[0]!.from, found!.evidence[0]!.to)).toBe(',');
});
