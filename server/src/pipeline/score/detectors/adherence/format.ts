import { z } from 'zod';
import { amount, checker, counted, holds, phrase, quoted, relation } from './checker.ts';

/** A word and a number after it, at most one space around either: `Section 1`. */
function sections(answer: string, splitter: string): number {
  let n = 0;
  for (let at = answer.indexOf(splitter); at >= 0; at = answer.indexOf(splitter, at + splitter.length)) {
    if (/^\s?\d/.test(answer.slice(at + splitter.length, at + splitter.length + 2))) n++;
  }
  return n;
}

/** Lines that begin with `-`, or with one `*` and text after it. */
function bullets(answer: string): number {
  let n = 0;
  for (const line of answer.split('\n')) {
    const text = line.trimStart();
    if (text.startsWith('-') || (text.length > 1 && text[0] === '*' && text[1] !== '*')) n++;
  }
  return n;
}

/** Stretches between asterisks, one or two on either side, within a line. */
function highlights(answer: string): number {
  let n = 0;
  for (const [found] of answer.matchAll(/\*[^\n*]*\*/g)) if (found.slice(1, -1).trim() !== '') n++;
  for (const [found] of answer.matchAll(/\*\*[^\n*]*\*\*/g)) if (found.slice(2, -2).trim() !== '') n++;
  return n;
}

/** A title in double angular brackets, within a line. */
function titled(answer: string): boolean {
  return answer.split('\n').some((line) => {
    const from = line.indexOf('<<');
    const to = line.lastIndexOf('>>');
    return from >= 0 && to > from + 2 && line.slice(from, to).replace(/^<+/, '').trim() !== '';
  });
}

/** The text inside a ``` fence, or the text itself. */
export function unfenced(answer: string): string {
  const text = answer.trim();
  const body = text.startsWith('```') ? text.slice(3).replace(/^json/i, '') : text;
  return (body.endsWith('```') ? body.slice(0, -3) : body).trim();
}

/** How JSON begins. Most answers do not, and telling so by an exception costs more than all else. */
const JSON_BEGINS = /^(?:[[{"\d-]|(?:true|false|null)$)/;

/** The JSON value an answer is; `undefined` where it is none. */
export function jsonOf(answer: string): unknown {
  const text = unfenced(answer);
  if (!JSON_BEGINS.test(text)) return;
  try {
    return JSON.parse(text);
  } catch {
    return;
  }
}

const CHOICES = ['My answer is yes.', 'My answer is no.', 'My answer is maybe.'];

/** The shape of an answer. */
export const FORMAT = {
  'detectable_format:number_bullet_lists': checker({
    takes: z.object({ num_bullets: amount, relation: relation.default('exactly') }),
    obeyed: (answer, { num_bullets, relation }) => holds(bullets(answer), relation, num_bullets),
    rule: ({ num_bullets, relation }) => `${relation} ${counted(num_bullets, 'bullet point')}`,
    has: (answer) => String(bullets(answer)),
  }),
  'detectable_format:constrained_response': checker({
    takes: z.object({ choices: z.array(phrase).min(1).max(50).default(CHOICES) }),
    obeyed: (answer, { choices }) => choices.some((choice) => answer.includes(choice.trim())),
    rule: ({ choices }) => `one of ${choices.map(quoted).join(', ')}`,
  }),
  'detectable_format:number_highlighted_sections': checker({
    takes: z.object({ num_highlights: amount }),
    obeyed: (answer, { num_highlights }) => highlights(answer) >= num_highlights,
    rule: ({ num_highlights }) => `at least ${counted(num_highlights, 'highlighted section')}`,
    has: (answer) => String(highlights(answer)),
  }),
  'detectable_format:multiple_sections': checker({
    takes: z.object({ section_spliter: phrase, num_sections: amount }),
    obeyed: (answer, { section_spliter, num_sections }) => sections(answer, section_spliter.trim()) >= num_sections,
    rule: ({ section_spliter, num_sections }) =>
      `at least ${counted(num_sections, 'section')} marked ${quoted(`${section_spliter.trim()} 1`)} …`,
    has: (answer, { section_spliter }) => String(sections(answer, section_spliter.trim())),
  }),
  'detectable_format:title': checker({
    takes: z.object({}),
    obeyed: titled,
    rule: () => 'a title in <<double angular brackets>>',
  }),
  'detectable_format:json_format': checker({
    takes: z.object({}),
    obeyed: (answer) => jsonOf(answer) !== undefined,
    rule: () => 'JSON only',
  }),
};
