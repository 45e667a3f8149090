import { z } from 'zod';
import { sentences } from '../../text/sentences.ts';
import { amount, checker, counted, holds, phrase, quoted, relation } from './checker.ts';

const DIVIDER = /\s?\*\*\*\s?/;

const PLAIN = Uint8Array.from({ length: 128 }, (_, code) => (/\w/.test(String.fromCharCode(code)) ? 1 : 0));

/** Runs of letters, digits and underscores. */
function words(answer: string): number {
  let n = 0;
  let inside = false;
  for (let at = 0; at < answer.length; at++) {
    const code = answer.charCodeAt(at);
    const isWord = code < 128 ? PLAIN[code] === 1 : isWordCode(answer, at);
    if (isWord && !inside) n++;
    inside = isWord;
  }
  return n;
}

function isWordCode(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  // Both halves of a sign beyond the first plane are judged by the whole.
  const low = code >= 0xdc00 && code <= 0xdfff;
  return /^[\p{L}\p{N}]/u.test(low && at > 0 ? text.slice(at - 1, at + 1) : text.slice(at, at + 2));
}

/** Paragraphs between lines of three asterisks; `undefined` where one of them is empty. */
function divided(answer: string): number | undefined {
  const parts = answer.split(DIVIDER).map((part) => part.trim() !== '');
  const inner = parts.slice(1, -1);
  if (inner.includes(false)) return;
  return parts.filter(Boolean).length;
}

/** The first word of a paragraph, small, up to a mark. */
function firstWord(paragraph: string): string {
  const word = paragraph.trim().slice(0, 200).split(/\s/, 1)[0]!;
  return word
    .replace(/^'+/, '')
    .replace(/^"+/, '')
    .split(/[.,?!'"]/, 1)[0]!
    .toLowerCase();
}

const blank = (paragraph: string) => paragraph.trim() === '';

/** How long an answer is, and in how many parts. */
export const LENGTH = {
  'length_constraints:number_words': checker({
    takes: z.object({ relation, num_words: amount }),
    obeyed: (answer, { relation, num_words }) => holds(words(answer), relation, num_words),
    rule: ({ relation, num_words }) => `${relation} ${counted(num_words, 'word')}`,
    has: (answer) => String(words(answer)),
  }),
  'length_constraints:number_sentences': checker({
    takes: z.object({ relation, num_sentences: amount }),
    obeyed: (answer, { relation, num_sentences }) => holds(sentences(answer).length, relation, num_sentences),
    rule: ({ relation, num_sentences }) => `${relation} ${counted(num_sentences, 'sentence')}`,
    has: (answer) => String(sentences(answer).length),
  }),
  'length_constraints:number_paragraphs': checker({
    takes: z.object({ num_paragraphs: amount }),
    obeyed: (answer, { num_paragraphs }) => divided(answer) === num_paragraphs,
    rule: ({ num_paragraphs }) => `${counted(num_paragraphs, 'paragraph')} divided by ***`,
    has: (answer) => String(divided(answer) ?? 'an empty one'),
  }),
  'length_constraints:nth_paragraph_first_word': checker({
    takes: z.object({ num_paragraphs: amount, nth_paragraph: amount.min(1), first_word: phrase }),
    obeyed(answer, { num_paragraphs, nth_paragraph, first_word }) {
      const paragraphs = answer.split('\n\n');
      const full = paragraphs.filter((paragraph) => !blank(paragraph)).length;
      const nth = paragraphs[nth_paragraph - 1];
      if (nth_paragraph > full || nth === undefined || blank(nth)) return false;
      return full === num_paragraphs && firstWord(nth) === first_word.toLowerCase();
    },
    rule: ({ num_paragraphs, nth_paragraph, first_word }) =>
      `${counted(num_paragraphs, 'paragraph')}, number ${nth_paragraph} beginning with ${quoted(first_word)}`,
    has: (answer) => String(answer.split('\n\n').filter((paragraph) => !blank(paragraph)).length),
  }),
};
