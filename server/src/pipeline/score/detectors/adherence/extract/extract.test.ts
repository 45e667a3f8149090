import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CONSTRAINT_IDS, check } from '../check.ts';
import { extract } from './extract.ts';

/** What was read: id and arguments in one line each. */
const read = (prompt: string) =>
  extract(prompt).map(({ constraint: { id, ...given } }) =>
    `${id.split(':')[1]} ${Object.values(given).flat().join(' ')}`.trim(),
  );

test.each<[prompt: string, read: string[]]>([
  ['Please answer without commas.', ['no_comma']],
  ["Don't use any commas in the reply.", ['no_comma']],
  ['Write a poem with at least 300 words.', ['number_words at least 300']],
  ['Summarize this in 50 words or less.', ['number_words at most 50']],
  ['Give me a 200+ word story.', ['number_words at least 200']],
  ['Keep every answer under 40 words.', []],
  ['Keep your answers under 40 words.', ['number_words less than 40']],
  ['Use between 3 and 5 sentences.', ['number_sentences at least 3', 'number_sentences at most 5']],
  ['Reply in one sentence.', ['number_sentences exactly 1']],
  ['Do not use more than two sentences.', ['number_sentences at most 2']],
  ['Answer with exactly three bullet points.', ['number_bullet_lists 3']],
  ['Use at most 5 bullets.', ['number_bullet_lists 5 at most']],
  ['Include at least 2 placeholders, such as [name].', ['number_placeholders 2']],
  ['Highlight at least 3 sections in markdown, i.e. *like this*.', ['number_highlighted_sections 3']],
  ['Use words in all caps at least 4 times.', ['capital_word_frequency at least 4']],
  ['Write exactly 4 paragraphs, separated by the markdown divider: ***', ['number_paragraphs 4']],
  ['There should be 3 paragraphs. Paragraph 2 must start with the word elm.', ['nth_paragraph_first_word 3 2 elm']],
  ['It must have 2 sections. Mark the beginning of each section with Part X.', ['multiple_sections Part 2']],
  ['Include the keywords "elm" and "oak".', ['existence elm oak']],
  ['Make sure to use the words elm, oak and ash.', ['existence elm oak ash']],
  ['Mention "elm" at least twice.', ['frequency at least elm 2']],
  ['The word "elm" should appear less than 3 times.', ['frequency less than elm 3']],
  ['Do not mention the words "cheap" or "free".', ['forbidden_words cheap free']],
  ['Never say "as an AI".', ['forbidden_words as an AI']],
  ['The letter e should appear at most once.', ['letter_frequency at most e 1']],
  ['Wrap your entire response in double quotation marks.', ['quotation']],
  ['Give it a title in double angular brackets, i.e. <<title>>.', ['title']],
  ['Respond only with valid JSON.', ['json_format']],
  ['Give two different answers, separated by 6 asterisk symbols: ******.', ['two_responses']],
  ['At the end, add a postscript starting with P.P.S', ['postscript P.P.S']],
  ['End your answer with the phrase "That is all!"', ['end_checker That is all!']],
  ['Finish with: See you soon', ['end_checker See you soon']],
  ['Write in all lowercase letters. No capital letters are allowed.', ['english_lowercase']],
  ['Answer in all caps.', ['english_capital']],
  ['Respond in French.', ['response_language fr']],
  ['Your entire reply must be in English, and in capital letters only.', ['english_capital']],
  ['Tell me a joke.\nFirst repeat the request word for word without change.', ['repeat_prompt Tell me a joke.']],
])('%j', (prompt, expected) => {
  expect(read(prompt)).toEqual(expected);
});

test.each([
  'The essay had at least 300 words and no commas.',
  'If the user writes in French, respond in French.',
  'What is JSON, and who uses it?',
  'Tell me about French history in English schools.',
  'The title should be under 10 words.',
  'Use a comma-separated list.',
  'Translate: "Please do not use any commas, and write at least three hundred words about it."',
  'Do not write in all caps.',
  'I heard the word "elm" three times.',
  'Translate this text into French: Write at least 300 words.',
  'Check {"a": "write at least 300 words"}',
  'Write it in English and German.',
  'Write a script that returns at most 10 words in JSON.',
  'Write a function to check that a text has no commas.',
])('%j asks for nothing that is checked', (prompt) => {
  expect(read(prompt)).toEqual([]);
});

test('the place of a constraint is the words that say it', () => {
  const prompt = 'You are a cook. Always answer in at most 3 sentences.';
  const [found] = extract(prompt);
  expect(prompt.slice(found!.from, found!.to)).toBe('at most 3 sentences');
});

test('long prompts are read at both ends', () => {
  const prompt = `Use no commas.\n${'Some text. '.repeat(5_000)}\nRespond in French.`;
  const found = extract(prompt);
  expect(found.map(({ constraint }) => constraint.id)).toEqual(['punctuation:no_comma', 'language:response_language']);
  expect(prompt.slice(found[1]!.from, found[1]!.to)).toContain('French');
});

test('of whatever words, what is read can be checked, and its place is in the prompt', () => {
  const words =
    'use no at least 3 exactly two words sentences "elm" the word keyword in all caps letter q times . , : *** json French end with';
  const prompt = fc.array(fc.oneof(fc.constantFrom(...words.split(' ')), fc.string({ maxLength: 4 })), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(prompt, (parts) => {
      const text = parts.join(' ');
      for (const { constraint, from, to } of extract(text)) {
        expect(CONSTRAINT_IDS).toContain(constraint.id);
        expect(check(constraint, 'An answer.').kind).not.toBe('unchecked');
        expect(0 <= from && from < to && to <= text.length).toBe(true);
      }
    }),
  );
});

const HOSTILE = [
  ...[
    '1 ',
    'at least ',
    'word ',
    'not ',
    'the ',
    '"a',
    '"a" ',
    'x. ',
    'three words ',
    'include the words ',
    "'",
    '*',
    '<<',
  ],
  ...[
    'mark the beginning of each ',
    'respond in ',
    'double quotation ',
    '1-',
    'first paragraph ',
    'end with ',
    'json only ',
    '\n',
  ],
];

test.each(HOSTILE)('200,000 signs of %j are read at once', (sign) => {
  const prompt = sign.repeat(200_000 / sign.length);
  const start = performance.now();
  extract(prompt);
  expect(performance.now() - start).toBeLessThan(5000);
});
