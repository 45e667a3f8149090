import { z } from 'zod';
import { amount, checker, counted, phrase, quoted } from './checker.ts';

/** Stretches in square brackets, within a line. */
function placeholders(answer: string): number {
  let n = 0;
  for (const line of answer.split('\n')) {
    for (let at = line.indexOf('['); at >= 0; at = line.indexOf('[', at)) {
      const end = line.indexOf(']', at);
      if (end < 0) break;
      n++;
      at = end + 1;
    }
  }
  return n;
}

/** A postscript, with the marker's letters apart or together: `P.P.S`, `P. P. S`. */
function postscript(answer: string, marker: string): boolean {
  const low = answer.toLowerCase();
  if (marker === 'P.P.S') return /p\.\s?p\.\s?s/.test(low);
  if (marker === 'P.S.') return /p\.\s?s\./.test(low);
  return low.includes(marker.toLowerCase());
}

/** Parts an answer must have. */
export const CONTENT = {
  'detectable_content:number_placeholders': checker({
    takes: z.object({ num_placeholders: amount }),
    obeyed: (answer, { num_placeholders }) => placeholders(answer) >= num_placeholders,
    rule: ({ num_placeholders }) => `at least ${counted(num_placeholders, 'placeholder')} in [square brackets]`,
    has: (answer) => String(placeholders(answer)),
  }),
  'detectable_content:postscript': checker({
    takes: z.object({ postscript_marker: phrase }),
    obeyed: (answer, { postscript_marker }) => postscript(answer, postscript_marker.trim()),
    rule: ({ postscript_marker }) => `a postscript with ${quoted(postscript_marker)}`,
  }),
};
