import type { Constraint } from '../../../detector.ts';
import { type Span, sentences } from '../../../text/sentences.ts';
import { cuesIn, type Index } from './cues.ts';

/** One sentence of a prompt, and the text around it. */
export interface Instruction extends Span {
  /** The sentence, small letters, with long quotations hidden: they are material, not instructions. */
  says: string;
  /** The whole prompt as it is. */
  prompt: string;
  /** The whole prompt as `says` is; of the same length. */
  plain: string;
}

/** A constraint read out of a prompt, and where it stands there. */
export interface Extracted extends Span {
  constraint: Constraint;
}

/** One way to say constraints. */
export interface Rule {
  /** Words, in small letters and divided by spaces, one of which a sentence has if the rule may find something in it. */
  cues: string;
  /** Constraints in a sentence; only some of it may be about them. */
  read(instruction: Instruction): Extracted[];
}

/** Longest sentence that is read; a longer one is data. */
const SENTENCE = 800;

/** Quotations from this length on are material to work on. */
const QUOTATION = 70;

/** What asks for something. A sentence without any of these tells. */
const DIRECTIVE =
  /\b(?:should|must|shall|need|needs|have|has|please|make sure|ensure|be sure|write|use|using|answer|respond|reply|contain|contains|containing|include|includes|including|limit|keep|make|provide|give|generate|create|compose|describe|explain|summari[sz]e|rewrite|elaborate|want|like you|not|don't|never|avoid|refrain|no|without|wrap|put|place|finish|end|start|begin|highlight|add|separate|separated|mark|capitalize|return|output|produce|format|list|repeat|choose|mention|say|try|tell|plan|translate|organize|allowed|is in|only|with)\b/;

/** Rules that hold in some case only are not checked: whether the case is given is not known. */
const CONDITION =
  /^[\s\d.)*-]{0,6}(?:if|when|whenever|unless|in case|once|where|for (?:questions|requests|users|each|every|any))\b/;

/** "Translate this: …": what follows is to be worked on, not obeyed. */
const MATERIAL =
  /(\b(?:translate|rewrite|fix|correct|proofread|summari[sz]e|paraphrase|analy[sz]e|classify|edit|improve|explain|continue|expand)\b[^:]{0,80}:) .*$/;

/** What tells of the past, unless it asks for something all the same. */
const TOLD = /\b(?:had|was|were)\b/;
const ASKED = /\b(?:should|must|please|make|ensure|need|your|write|use|answer|include|not|don't|can you|could you)\b/;

/** The sentences of a prompt that ask for something of every answer, with the rules their words call for. */
export function* instructions(prompt: string, index: Index): Generator<[Instruction, Set<Rule>]> {
  const plain = hidden(lowered(prompt));
  const hits = cuesIn(plain, index);
  if (hits.length === 0) return;
  let hit = 0;
  for (const line of lines(prompt)) {
    if ((hits[hit]?.at ?? prompt.length) >= line.to) continue;
    for (const span of sentences(plain.slice(line.from, line.to))) {
      const from = line.from + span.from;
      const to = line.from + span.to;
      const rules = new Set<Rule>();
      for (; hit < hits.length && hits[hit]!.at < to; hit++) for (const rule of hits[hit]!.rules) rules.add(rule);
      if (rules.size === 0 || to - from > SENTENCE) continue;
      const says = plain
        .slice(from, to)
        .replace(/[\n\r\t]/g, ' ')
        .replace(MATERIAL, '$1');
      if (DIRECTIVE.test(says) && !CONDITION.test(says) && (!TOLD.test(says) || ASKED.test(says)))
        yield [{ from, to, says, prompt, plain }, rules];
    }
  }
}

/** Small letters and straight apostrophes, at the same positions. */
function lowered(text: string): string {
  const low = text.toLowerCase();
  const kept = low.length === text.length ? low : text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return /[’‘]/.test(kept) ? kept.replace(/[’‘]/g, "'") : kept;
}

/** The text with fenced code and long quotations struck out, sign for sign. */
function hidden(text: string): string {
  const strike = (all: string) => (all.length < QUOTATION ? all : all.replace(/[^\n]/g, '_'));
  const bare = text.includes('```') ? text.replace(/```[^`]{0,8000}```/g, strike) : text;
  return /["“]/.test(bare) ? bare.replace(/["“][^"“”\n]{1,2000}["”]/g, strike) : bare;
}

/** Lines; one that goes on in small letters on the next is told from a list by no sign of one. */
function* lines(text: string): Generator<Span> {
  let from = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    if (/^\n[ \t]{0,8}[a-z]/.test(text.slice(at, at + 10)) && !/[.:!?]\s*$/.test(text.slice(Math.max(0, at - 3), at)))
      continue;
    yield { from, to: at };
    from = at + 1;
  }
  yield { from, to: text.length };
}

/** A match inside a sentence as a span of the prompt. */
export function spanOf({ from }: Instruction, match: RegExpExecArray): Span {
  return { from: from + match.index, to: from + match.index + match[0].length };
}

const NO = /\b(?:no|not|never|without|avoid|refrain|cannot|omit|exclude|free of|zero)\b|n't\b/;

/** Where a sentence turns to something else: what was forbidden before is not what follows. */
const TURN =
  /[;:]|\b(?:and|but) (?:make|use|include|ensure|add|write|keep|mention|be|please|should|must|have|end|start|wrap|put|give|answer|respond|highlight)\b/;

/** Whether a sentence says no shortly before a position in it. */
export function negated({ says }: Instruction, at: number, reach = 60): boolean {
  const before = says.slice(Math.max(0, at - reach), at);
  return NO.test(before.split(TURN).at(-1)!);
}
