/** A phrase in quotation marks, straight or curly. */
const QUOTED = /["“”]([^"“”\n]{1,300})["“”]|(?<![a-z])'([^'\n]{1,100})'(?![a-z])/gi;

/** What may stand between phrases of one list. */
const LINK = /^[\s,;\]]{0,4}(?:and|or|nor|&)?[\s,[]{0,4}$/;

/** Words that end a list without quotation marks. */
const STOP =
  /^(?:in|at|as|to|the|a|an|is|are|be|should|must|appears?|anywhere|within|from|with|for|more|less|once|twice|your|its?|that|which|when|while|but|so|you|this|these|please|use|do|of|before|after|about|characters?|or|and|if|on|by|like|such|into|across|not|only|exactly|at)$/;

export interface Phrases {
  all: string[];
  /** Where in the text the last one ends. */
  to: number;
}

/** The quoted phrases that begin within `reach` of a position, as long as only commas, `and` and `or` are between. */
export function quotedFrom(text: string, at: number, reach = 3): Phrases | undefined {
  const window = text.slice(at, at + 1_500);
  const all: string[] = [];
  let to = 0;
  for (const match of window.matchAll(QUOTED)) {
    const between = window.slice(to, match.index);
    if (all.length === 0 ? match.index > reach : !LINK.test(between)) break;
    all.push((match[1] ?? match[2]!).trim());
    to = match.index + match[0].length;
  }
  return all.length === 0 ? undefined : { all: all.filter((phrase) => phrase !== ''), to: at + to };
}

/** Single words from a position on, with commas, `and` and `or` between: `trust, brand, and law`. */
export function listedFrom(text: string, at: number): Phrases | undefined {
  const all: string[] = [];
  let to = at;
  let linked = true;
  for (const match of text.slice(at, at + 400).matchAll(/([\s,:]*)([\p{L}\d'-]{1,40}|[.;!?()\n])/gu)) {
    const word = match[2]!;
    if (match[1]!.includes('\n') || !/[\p{L}\d]/u.test(word)) break;
    if (match[1]!.includes(',')) linked = true;
    if (all.length > 0 && /^(?:and|or|nor)$/i.test(word)) {
      linked = true;
      continue;
    }
    if (!linked || STOP.test(word.toLowerCase())) break;
    all.push(word);
    linked = false;
    to = at + match.index + match[0].length;
  }
  return all.length === 0 ? undefined : { all, to };
}

/** Phrases at a position: quoted ones, else listed words. */
export function phrasesFrom(text: string, at: number): Phrases | undefined {
  return quotedFrom(text, at) ?? listedFrom(text, at);
}
