/** Words as the server's word index splits them: letters and digits of ASCII, and everything beyond ASCII. */
const WORD = /[A-Za-z0-9\u0080-\uffff]+/g;

const folded = (word: string): string => word.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

/** What a search looks for, each word once. */
export const wordsOf = (search: string): ReadonlySet<string> => new Set((search.match(WORD) ?? []).map(folded));

/** A stretch of text, and whether it is one of the words. */
export interface Stretch {
  text: string;
  found: boolean;
}

/** Splits text at the words that were looked for; linear in its length. */
export function stretches(text: string, words: ReadonlySet<string>): Stretch[] {
  const parts: Stretch[] = [];
  let from = 0;
  for (const { 0: word, index } of text.matchAll(WORD)) {
    if (!words.has(folded(word))) continue;
    if (index > from) parts.push({ text: text.slice(from, index), found: false });
    parts.push({ text: word, found: true });
    from = index + word.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), found: false });
  return parts;
}

/** The text from a little before its first found word on; the whole text when that word is near its beginning, or nowhere. */
export function around(text: string, words: ReadonlySet<string>, lead = 28): string {
  for (const { 0: word, index } of text.matchAll(WORD)) {
    if (!words.has(folded(word))) continue;
    if (index <= lead * 1.5) return text;
    const space = text.indexOf(' ', index - lead);
    return `… ${text.slice(space === -1 || space >= index ? index : space + 1)}`;
  }
  return text;
}
