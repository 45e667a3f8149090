import { generator } from '../statistics.ts';

/** Lists of phrases by name; `{name}` in a phrase stands for one of that list. */
export type Grammar = Record<string, readonly string[]>;

/** `count` distinct texts of a grammar, written out from its list `root`. The same grammar and seed give the same texts. */
export function compose(grammar: Grammar, root: string, count: number, seed = 1): string[] {
  const random = generator(seed);
  const pick = (name: string): string => {
    const list = grammar[name];
    if (!list) throw new Error(`no list ${name} in the grammar`);
    return list[Math.floor(random() * list.length)]!.replace(/\{(\w+)\}/g, (_, inner: string) => pick(inner));
  };
  const texts = new Set<string>();
  for (let tries = 0; texts.size < count && tries < count * 20; tries++) {
    texts.add(sentenceCase(pick(root).replace(/ {2,}/g, ' ').trim(), random() < 0.8));
  }
  return [...texts];
}

/** Phrases parted by `/` or line ends, for lists that are read as columns. */
export const list = (text: string): string[] =>
  text
    .split(/\s*[/\n]\s*/)
    .map((phrase) => phrase.trim())
    .filter(Boolean);

const sentenceCase = (text: string, capital: boolean) =>
  capital ? text.charAt(0).toUpperCase() + text.slice(1) : text;
