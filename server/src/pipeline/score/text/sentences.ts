/** A stretch of a text, in UTF-16 positions. */
export interface Span {
  from: number;
  to: number;
}

/** Abbreviations of English whose full stop ends no sentence by itself; without that stop, lower case. */
const ABBREVIATIONS = new Set(
  (
    'mr mrs ms dr prof rev gen col lt sgt capt sen rep gov st jr sr ph.d m.d b.a m.a d.c u.s u.k u.n e.g i.e a.m p.m vs ' +
    'inc corp co ltd bros no nos fig vol pp p.s jan feb mar apr aug sept sep oct nov dec ave blvd dept est approx'
  ).split(' '),
);

/** Words which, written with a capital after an abbreviation, begin a sentence. */
const STARTERS = new Set(
  (
    'the a an this that these those it he she we they i you in on at by for from when while if as but and so however there ' +
    'what who how why where after before since then also although because its his her our their my your'
  ).split(' '),
);

/** Marks that stand at a word without being part of it. */
const MARKS = ')";}]*:@\'({[!?';
const CLOSING = '"\')]}';

/**
 * Sentences of a text, without the space between them. Written for English; a line break alone ends no sentence. Where
 * one ends is told as the usual tokenisers do: a mark at the end of a word, unless it belongs to an abbreviation, an
 * initial, a number before a small letter, or an ellipsis.
 */
export function sentences(text: string): Span[] {
  const found: Span[] = [];
  let from = -1;
  let last = 0;
  for (let at = spaceEnd(text, 0); at < text.length; ) {
    let marked = false;
    let to = at;
    for (; to < text.length; to++) {
      const code = text.charCodeAt(to);
      if (isSpace(code)) break;
      if (code === 46 || code === 63 || code === 33) marked = true;
    }
    const next = spaceEnd(text, to);
    if (from < 0) from = at;
    last = to;
    const end = marked ? endOf(text, { from: at, to, next }) : -1;
    if (end >= 0) {
      found.push({ from, to: end });
      from = end < to ? end : -1;
    }
    at = next;
  }
  if (from >= 0) found.push({ from, to: last });
  return found;
}

/** A run without white space, and where the next one begins (the length of the text after the last). */
interface Word extends Span {
  next: number;
}

function spaceEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && isSpace(text.charCodeAt(end))) end++;
  return end;
}

function isSpace(code: number): boolean {
  if (code < 128) return code === 32 || (code >= 9 && code <= 13);
  return code >= 0x2000 ? /\s/.test(String.fromCharCode(code)) : code === 0xa0 || code === 0x1680;
}

/** Where in a word a sentence ends, or -1. */
function endOf(text: string, word: Word): number {
  const mark = lastMark(text, word);
  if (mark < 0) return -1;
  const next = mark + 1 < word.to ? text[mark + 1]! : text.slice(word.next, word.next + 40);
  if (!ends(text.slice(word.from, mark + 1), next)) return -1;
  let to = mark + 1;
  while (to < word.to && CLOSING.includes(text[to]!)) to++;
  // Quotation marks and brackets belong to the sentence they close, unless the word goes on after them.
  return to < word.to ? mark + 1 : to;
}

/** Where in a word its last mark stands that may end a sentence: before white space and more text, or before another mark. */
function lastMark(text: string, word: Word): number {
  for (let at = word.to - 1; at >= word.from; at--) {
    const sign = text[at]!;
    if (sign !== '.' && sign !== '?' && sign !== '!') continue;
    if (at + 1 === word.to ? word.next < text.length : MARKS.includes(text[at + 1]!)) return at;
  }
  return -1;
}

/** Whether a sentence ends after `head`, a word up to its mark, when `next` follows. */
function ends(head: string, next: string): boolean {
  if (!head.endsWith('.')) return true;
  if (/[?!]/.test(head) && /[?!][)";}\]*:@'({[!?]/.test(head)) return true;
  if (head.endsWith('..')) return starts(next);
  // Most words are longer than any abbreviation.
  if (/[a-z]{7}\.$/.test(head)) return true;
  const token = head.slice(lastOf(head) + 1, -1).replace(/^[-,#&`]+/, '');
  const low = token.toLowerCase();
  if (/^-?[.,]?\d[\d,.-]*$/.test(low)) return !/^\p{Ll}/u.test(next);
  if (/^\p{L}$/u.test(token)) return !/^\p{L}/u.test(next) || starts(next);
  if (ABBREVIATIONS.has(low) || ABBREVIATIONS.has(low.slice(low.lastIndexOf('-') + 1))) return starts(next);
  return true;
}

function starts(next: string): boolean {
  return /^\p{Lu}/u.test(next) && STARTERS.has((/^\p{L}+/u.exec(next)?.[0] ?? '').toLowerCase());
}

function lastOf(head: string): number {
  for (let at = head.length - 1; at >= 0; at--) if (MARKS.includes(head[at]!)) return at;
  return -1;
}
