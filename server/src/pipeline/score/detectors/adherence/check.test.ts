import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Constraint } from '../../detector.ts';
import { CONSTRAINT_IDS, check } from './check.ts';

/** What an answer to a constraint is: `obeyed`, `broken`, `nearly` (broken, but a lenient reader lets it pass), `unchecked`. */
function verdict(constraint: Constraint, answer: string): string {
  const outcome = check(constraint, answer);
  return outcome.kind === 'broken' && outcome.nearly ? 'nearly' : outcome.kind;
}

const CASES: [constraint: Constraint, answer: string, verdict: string][] = [
  [{ id: 'length_constraints:number_words', relation: 'at least', num_words: 3 }, 'One, two-three', 'obeyed'],
  [{ id: 'length_constraints:number_words', relation: 'less than', num_words: 3 }, 'One two three', 'broken'],
  [{ id: 'length_constraints:number_words', relation: 'less than', num_words: 3 }, 'Sure, here:\nOne two', 'nearly'],
  [
    { id: 'length_constraints:number_sentences', relation: 'exactly', num_sentences: 2 },
    'Mr. Fox came. He left!',
    'obeyed',
  ],
  [{ id: 'length_constraints:number_paragraphs', num_paragraphs: 2 }, 'One\n***\nTwo', 'obeyed'],
  [{ id: 'length_constraints:number_paragraphs', num_paragraphs: 2 }, 'One\n***\n***\nTwo', 'broken'],
  [
    { id: 'length_constraints:nth_paragraph_first_word', num_paragraphs: 2, nth_paragraph: 2, first_word: 'Then' },
    'First.\n\n"then," she said.',
    'obeyed',
  ],
  [
    { id: 'length_constraints:nth_paragraph_first_word', num_paragraphs: 2, nth_paragraph: 3, first_word: 'Then' },
    'First.\n\nThen.',
    'broken',
  ],
  [{ id: 'keywords:existence', keywords: ['Elm', 'oak'] }, 'elms and OAK', 'obeyed'],
  [{ id: 'keywords:existence', keywords: ['elm', 'oak'] }, 'an elm', 'broken'],
  [{ id: 'keywords:frequency', relation: 'at least', keyword: 'a', frequency: 3 }, 'banana', 'obeyed'],
  [{ id: 'keywords:forbidden_words', forbidden_words: ['cat'] }, 'The category', 'obeyed'],
  [{ id: 'keywords:forbidden_words', forbidden_words: ['cat'] }, 'The Cat!', 'broken'],
  [{ id: 'keywords:letter_frequency', let_relation: 'less than', letter: 'Q', let_frequency: 2 }, 'Quick', 'obeyed'],
  [{ id: 'detectable_format:number_bullet_lists', num_bullets: 2 }, '* one\n - two\n** not one', 'obeyed'],
  [{ id: 'detectable_format:number_bullet_lists', num_bullets: 2, relation: 'at most' }, '- one', 'obeyed'],
  [{ id: 'detectable_format:constrained_response' }, 'Well. My answer is no.', 'obeyed'],
  [{ id: 'detectable_format:constrained_response', choices: ['Ja', 'Nein'] }, 'No', 'broken'],
  [{ id: 'detectable_format:number_highlighted_sections', num_highlights: 2 }, '*one* and **two**', 'obeyed'],
  [{ id: 'detectable_format:number_highlighted_sections', num_highlights: 1 }, '**', 'broken'],
  [
    { id: 'detectable_format:multiple_sections', section_spliter: 'PART', num_sections: 2 },
    'PART 1 a\nPART 2 b',
    'obeyed',
  ],
  [{ id: 'detectable_format:title' }, '<<A name>>\nText', 'obeyed'],
  [{ id: 'detectable_format:title' }, '<<>> <a>', 'broken'],
  [{ id: 'detectable_format:json_format' }, '```json\n{"a": 1}\n```', 'obeyed'],
  [{ id: 'detectable_format:json_format' }, 'Here you are:\n{"a": 1}', 'nearly'],
  [{ id: 'detectable_content:number_placeholders', num_placeholders: 2 }, 'Dear [name], [greeting]', 'obeyed'],
  [{ id: 'detectable_content:number_placeholders', num_placeholders: 1 }, '[not\nclosed', 'broken'],
  [{ id: 'detectable_content:postscript', postscript_marker: 'P.S.' }, 'Bye.\np. s. more', 'obeyed'],
  [{ id: 'detectable_content:postscript', postscript_marker: 'P.P.S' }, 'Bye.\nP.S. more', 'broken'],
  [{ id: 'startend:end_checker', end_phrase: 'Peace!' }, 'Love. "peace!" ', 'obeyed'],
  [{ id: 'startend:end_checker', end_phrase: 'Peace!' }, 'Peace! Bye', 'broken'],
  [{ id: 'startend:quotation' }, ' "Yes." ', 'obeyed'],
  [{ id: 'startend:quotation' }, '"', 'broken'],
  [{ id: 'combination:two_responses' }, 'One\n******\nTwo', 'obeyed'],
  [{ id: 'combination:two_responses' }, 'One\n******\nOne', 'broken'],
  [{ id: 'combination:repeat_prompt', prompt_to_repeat: 'Say it. ' }, 'say IT. It.', 'obeyed'],
  [{ id: 'change_case:english_capital' }, 'THIS IS WHAT THE ANSWER SAYS.', 'obeyed'],
  [{ id: 'change_case:english_lowercase' }, 'this is what the answer says, I think', 'broken'],
  [{ id: 'change_case:english_lowercase' }, 'das ist eine antwort, die auf deutsch geschrieben wurde', 'broken'],
  [
    { id: 'change_case:capital_word_frequency', capital_relation: 'exactly', capital_frequency: 2 },
    'An URGENT note: DO-NOT wait',
    'obeyed',
  ],
  [{ id: 'language:response_language', language: 'de' }, 'Das ist eine Antwort, die auf Deutsch steht.', 'obeyed'],
  [{ id: 'language:response_language', language: 'fr' }, 'This answer is not in the language asked for.', 'broken'],
  [{ id: 'punctuation:no_comma' }, 'None here', 'obeyed'],
  [{ id: 'json_schema', schema: { required: ['a'] } }, '{"a": 1}', 'obeyed'],
  [{ id: 'json_schema', schema: { required: ['a'] } }, '{"b": 1}', 'broken'],
];

test.each(CASES)('%j of %j is %s', (constraint, answer, expected) => {
  expect(verdict(constraint, answer)).toBe(expected);
});

test('each kind of constraint has a case', () => {
  const tried = new Set(CASES.map(([{ id }]) => id));
  expect(CONSTRAINT_IDS.filter((id) => !tried.has(id))).toEqual([]);
  expect(CONSTRAINT_IDS).toHaveLength(26);
});

test('what cannot be checked is said, not counted', () => {
  expect(check({ id: 'style:rhymes' }, 'x')).toEqual({ kind: 'unchecked', id: 'style:rhymes', why: 'unknown' });
  expect(check({ id: 'keywords:existence', keywords: 'elm' }, 'x')).toMatchObject({ why: 'wrong keywords' });
  expect(check({ id: 'length_constraints:number_words', relation: 'at least' }, 'x')).toMatchObject({
    why: 'wrong num_words',
  });
  expect(check({ id: 'language:response_language', language: 'cy' }, 'x')).toMatchObject({ kind: 'unchecked' });
  expect(check({ id: 'constructor' }, 'x')).toMatchObject({ why: 'unknown' });
});

test('arguments that are null are as if not given, and an id may carry the prefix of a language', () => {
  expect(check({ id: 'en:punctuation:no_comma', keywords: null }, 'a, b')).toMatchObject({ kind: 'broken' });
});

test('a broken rule says what there is instead, and where', () => {
  expect(check({ id: 'punctuation:no_comma' }, 'a, b')).toMatchObject({
    rule: 'no commas',
    where: [{ from: 1, to: 2 }],
  });
  expect(check({ id: 'length_constraints:number_words', relation: 'at least', num_words: 5 }, 'a b')).toMatchObject({
    rule: 'at least 5 words',
    has: '2',
  });
  expect(check({ id: 'keywords:forbidden_words', forbidden_words: ['red'] }, 'hundred red')).toMatchObject({
    where: [{ from: 8, to: 11 }],
  });
});

test('an empty answer obeys nothing', () => {
  expect(check({ id: 'punctuation:no_comma' }, ' \n')).toMatchObject({ kind: 'broken' });
});

test('whatever is asked and answered, a verdict comes', () => {
  const argument = fc.oneof(
    fc.integer(),
    fc.string(),
    fc.constantFrom('at least', 'less than'),
    fc.array(fc.string()),
    fc.object(),
  );
  const names = [
    'relation',
    'num_words',
    'keywords',
    'frequency',
    'keyword',
    'letter',
    'schema',
    'language',
    'end_phrase',
  ];
  const constraint = fc
    .tuple(fc.constantFrom(...CONSTRAINT_IDS), fc.dictionary(fc.constantFrom(...names), argument))
    .map(([id, given]) => ({ ...given, id }));
  fc.assert(
    fc.property(constraint, fc.string({ unit: 'binary' }), (asked, answer) => {
      expect(['obeyed', 'broken', 'unchecked']).toContain(check(asked, answer).kind);
    }),
    { numRuns: 100 },
  );
});

test('more words never break a lower bound, and a place shown holds the phrase', () => {
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[a-z]{1,6}$/), { minLength: 1, maxLength: 30 }),
      fc.nat(30),
      (words, n) => {
        const atLeast = { id: 'length_constraints:number_words', relation: 'at least', num_words: n };
        expect(check(atLeast, words.join(' ')).kind).toBe(words.length >= n ? 'obeyed' : 'broken');
        const answer = words.join(', ');
        const outcome = check({ id: 'keywords:forbidden_words', forbidden_words: [words[0]!] }, answer);
        expect(outcome.kind === 'broken' && outcome.where.map(({ from, to }) => answer.slice(from, to))[0]).toBe(
          words[0],
        );
      },
    ),
  );
});

const HOSTILE = [
  '*',
  '* ',
  '<<',
  '[',
  '"',
  '\n\n',
  '***',
  '.',
  '. ',
  'P. ',
  'İ',
  'a',
  "'",
  '-\n',
  ' ',
  '```',
  '{"a":',
  '['.repeat(3),
];

test.each(HOSTILE)('100,000 signs of %j are judged at once', (sign) => {
  const answer = sign.repeat(Math.ceil(100_000 / sign.length));
  const all: Constraint[] = CASES.map(([constraint]) => constraint).filter(
    ({ id }, i, list) => list.findIndex((other) => other.id === id) === i,
  );
  for (const constraint of all) {
    const start = performance.now();
    check(constraint, answer);
    expect(performance.now() - start, constraint.id).toBeLessThan(5000);
  }
});
