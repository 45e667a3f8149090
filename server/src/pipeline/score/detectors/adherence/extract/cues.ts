import type { Rule } from './instruction.ts';

/** Which rules a word calls for, and a quick look at whether a word can be one of those. */
export interface Index {
  rules: ReadonlyMap<string, readonly Rule[]>;
  /** By first letter: a bit for each length that words with rules have. */
  lengths: Int32Array;
}

/** Where a word stands that calls for rules. */
interface Hit {
  at: number;
  rules: readonly Rule[];
}

const SPACE = 32;
const A = 97;
const Z = 122;
const APOSTROPHE = 39;
const LONGEST = 31;

/** Signs that can be cues: quotation marks, asterisks, brackets. Of pairs, one sign is enough. */
const SIGNS = new Set([...`"\u201c'*<`].map((sign) => sign.charCodeAt(0)));

export function indexOf(rules: readonly Rule[]): Index {
  const by = new Map<string, Rule[]>();
  const lengths = new Int32Array(26);
  for (const rule of rules) {
    for (const cue of rule.cues.split(' ')) {
      by.set(cue, [...(by.get(cue) ?? []), rule]);
      const first = cue.charCodeAt(0) - A;
      if (first >= 0 && first < 26) lengths[first]! |= 1 << cue.length;
    }
  }
  return { rules: by, lengths };
}

/** The words and signs of a text in small letters that call for rules, in order. */
export function cuesIn(text: string, { rules, lengths }: Index): Hit[] {
  const hits: Hit[] = [];
  const look = (from: number, to: number) => {
    const called = rules.get(text.slice(from, to));
    if (called) hits.push({ at: from, rules: called });
  };
  let word = -1;
  for (let at = 0; at <= text.length; at++) {
    const code = at < text.length ? text.charCodeAt(at) : SPACE;
    if (code >= A && code <= Z) {
      if (word < 0) word = at;
      continue;
    }
    if (word >= 0) {
      const length = at - word;
      if (length <= LONGEST && (lengths[text.charCodeAt(word) - A]! & (1 << length)) !== 0) look(word, at);
      word = -1;
      // Within or after a word it is no quotation mark that opens.
      if (code === APOSTROPHE) continue;
    }
    if (code !== SPACE && SIGNS.has(code)) look(at, at + 1);
  }
  return hits;
}
