import type { Constraint } from '../../../detector.ts';
import { type Extracted, type Instruction, negated, type Rule, spanOf } from './instruction.ts';
import { quotedFrom } from './phrases.ts';

/** A rule that one pattern decides, with a constraint without arguments. */
function plainly(
  cues: string,
  pattern: RegExp,
  constraint: Constraint,
  unless?: (instruction: Instruction, match: RegExpExecArray) => boolean,
): Rule {
  return {
    cues,
    read(instruction) {
      const match = pattern.exec(instruction.says);
      return match && !unless?.(instruction, match) ? [{ constraint, ...spanOf(instruction, match) }] : [];
    },
  };
}

const WHOLE = '(?:entire|whole|complete|your|the|this|all|everything|every)';
const ANSWER =
  '(?:response|answer|reply|output|email|letter|post|blog post|essay|poem|song|story|text|message|article|content|thing)';

const quotation: Rule = {
  cues: 'quotation quote quotes',
  read(instruction) {
    const { says } = instruction;
    const match =
      new RegExp(
        `\\b(?:wrap|put|place|enclose|surround|include)[a-z]{0,2} [^.]{0,50}\\b${WHOLE} [^.]{0,20}\\b(?:in|with|within|inside|by) double (?:quotation|quote)`,
      ).exec(says) ??
      new RegExp(
        `\\b(?:wrap|put|place|enclose)[a-z]{0,2} (?:in |with )?double (?:quotation marks|quotes) around [^.]{0,40}\\b${ANSWER}`,
      ).exec(says) ??
      new RegExp(
        `\\bdouble (?:quotation marks|quotes) (?:should|must) be (?:placed|put) around [^.]{0,30}\\b${ANSWER}`,
      ).exec(says) ??
      new RegExp(
        `\\b${ANSWER} (?:should|must) be (?:wrapped|enclosed|surrounded|put|placed) (?:in|with|within|inside|by) double (?:quotation|quote)`,
      ).exec(says);
    if (!match || /\btitle|\bname\b|\bword\b|\bphrase\b/.test(match[0])) return [];
    return [{ constraint: { id: 'startend:quotation' }, ...spanOf(instruction, match) }];
  },
};

const title = plainly(
  'angular angle <',
  /\b(?:title|name|headline)\b[^\n]{0,120}(?:double (?:angular|angle) brackets|<<[^<>\n]{1,80}>>)|double (?:angular|angle) brackets[^\n]{0,40}\b(?:title|name)\b/,
  { id: 'detectable_format:title' },
);

const json = plainly(
  'json',
  /\b(?:respond|answer|reply|output|return|wrap|format|formatted|produce|provide|present|give|list|write|put|express|be)\b[^.]{0,50}\b(?:in|as|with|using|only|valid|a|is)(?: valid| a| the| pure| raw| proper| strict| single| following)* json\b|\bjson (?:format|object|output|response)? ?only\b|\bonly (?:valid )?json\b|\buse (?:the )?json format/,
  { id: 'detectable_format:json_format' },
  (instruction, match) =>
    negated(instruction, match.index, 25) ||
    /^ (?:schema|parser|file|library|column)/.test(instruction.says.slice(match.index + match[0].length)),
);

const SIX = /\b(?:6|six) (?:consecutive )?asterisk|(?<!\*)\*{6}(?!\*)/;

/** Two answers with six asterisks between; the asterisks may stand in an example below. */
const twoResponses: Rule = {
  cues: 'separate separated separating different asterisk asterisks *',
  read(instruction) {
    const match = /\bseparat[a-z]{1,4}\b|\basterisk|\*{6}/.exec(instruction.says);
    if (!match || !SIX.test(instruction.plain) || !/\b(?:two|2)\b/.test(instruction.plain)) return [];
    return [{ constraint: { id: 'combination:two_responses' }, ...spanOf(instruction, match) }];
  },
};

const postscript: Rule = {
  cues: 'p post postscript',
  read(instruction) {
    const match = /\bp\.\s?(p\.\s?)?s\b\.?|\bpost ?script\b/.exec(instruction.says);
    if (!match || negated(instruction, match.index, 40)) return [];
    const double = /\bp\.\s?p\.\s?s\b/.test(instruction.plain);
    const constraint = { id: 'detectable_content:postscript', postscript_marker: double ? 'P.P.S' : 'P.S.' };
    return [{ constraint, ...spanOf(instruction, match) }];
  },
};

const choice: Rule = {
  cues: 'yes maybe',
  read(instruction) {
    const match = /\bmy answer is (?:yes|no|maybe)\b/.exec(instruction.says);
    if (!match || !/my answer is yes/.test(instruction.plain) || !/my answer is no\b/.test(instruction.plain))
      return [];
    return [{ constraint: { id: 'detectable_format:constrained_response' }, ...spanOf(instruction, match) }];
  },
};

const END =
  /\b(?:end|finish|conclude|close)[a-z]{0,3}\b(?: up)?(?: (?:your|the|this|it|entire|whole|response|answer|reply|[a-z]{1,15})){0,5} (?:with|by saying|using)(?: the| this| exactly| exact| following| phrase| sentence| words| line| question){0,5}[ ,:]{0,3}|\b(?:very end|last (?:sentence|line|words?|phrase)|end) of (?:your|the)(?: [a-z]{1,15}){1,3} (?:should|must) (?:be|read|say)(?: the| exactly| exact| following| phrase| like| sentence){0,4}[ ,:]{0,3}/;

/** The phrase an answer ends with: in quotation marks, or after a colon up to the end of the line. */
const end: Rule = {
  cues: 'end ends ending finish finishes finishing conclude concludes concluding close closes closing last',
  read(instruction) {
    const match = END.exec(instruction.says);
    if (!match || /\b(?:paragraph|section|line|sentence|chapter) (?:with|by)/.test(match[0])) return [];
    const at = instruction.from + match.index + match[0].length;
    const { prompt } = instruction;
    const quoted = quotedFrom(prompt, at, 12);
    if (quoted && /^\s*["“”']/.test(prompt.slice(at)))
      return quoted.all[0] ? [ending(quoted.all[0], instruction, match, quoted.to)] : [];
    if (!/[:]\s*$/.test(prompt.slice(instruction.from, at)) && !prompt.slice(at - 2, at).includes(':')) return [];
    const line = /^\s{0,4}(?![-*•\d])([^\n]{2,200})/.exec(prompt.slice(at));
    return line ? [ending(line[1]!.trim(), instruction, match, at + line[0].length)] : [];
  },
};

function ending(end_phrase: string, { from }: Instruction, match: RegExpExecArray, to: number): Extracted {
  return { constraint: { id: 'startend:end_checker', end_phrase }, from: from + match.index, to };
}

const REPEAT = /\brepeat (?:it|the|this|that|all|everything|exactly)\b/;
const VERBATIM =
  /word for word|word by word|without (?:any )?change|exactly|do not change|don't change|as it is|verbatim|\bexact\b|before you|before saying|first repeat/;
const NO_REQUEST = /\b(?:chorus|lyrics|step|process|pattern|phrase)\b/;

/** The request to be repeated: what stands before the sentence that says so, or else after it. */
const repeat: Rule = {
  cues: 'repeat',
  read(instruction) {
    const match = REPEAT.exec(instruction.says);
    const { plain, prompt } = instruction;
    if (!match || !/\b(?:request|prompt|sentence|question|text|above|below|following|it)\b/.test(instruction.says))
      return [];
    if (!VERBATIM.test(plain) || NO_REQUEST.test(instruction.says.slice(match.index, match.index + 30))) return [];
    const start = prompt.lastIndexOf('\n', instruction.from) + 1;
    const before = prompt.slice(0, start).trim();
    const gap = prompt.indexOf('\n\n', instruction.to);
    const request = before !== '' ? before : gap >= 0 ? prompt.slice(gap).trim() : '';
    if (request === '') return [];
    return [
      { constraint: { id: 'combination:repeat_prompt', prompt_to_repeat: request }, ...spanOf(instruction, match) },
    ];
  },
};

/** How an answer looks. */
export const SHAPE: Rule[] = [quotation, title, json, twoResponses, postscript, choice, end, repeat];
