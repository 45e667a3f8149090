import { eld } from 'eld/extrasmall';

/** The language of a text, as its ISO 639-1 code. `''` where there is none to tell: no letters, no words. */
export interface Language {
  language: string;
  /** Whether to build on it. Short texts and mixed ones are not sure. */
  sure: boolean;
}

/** Fewer letters than this are a name or a word that stands in many languages. */
const ENOUGH_LETTERS = 12;

/** Words in every sentence of languages the n-grams do not know; of each, none is frequent in a language they do know. */
const FUNCTION_WORDS: Record<string, ReadonlySet<string>> = {
  sw: new Set(
    'kwa ya wa katika hii kuwa yako cha vya pia kila ili hiyo sana ambayo ambao lakini zaidi watu wetu kutoka'.split(
      ' ',
    ),
  ),
  ne: new Set('र छ हो यो छन् पनि लागि गर्न तपाईं हुन्छ भने गर्नुहोस् गरेको थियो हामी मेरो तर यस'.split(' ')),
};

/** Words of the beginning that are compared with {@link FUNCTION_WORDS}, and how many of them must be there. */
const WORDS_READ = 40;
const WORDS_SHARE = 0.1;

/**
 * Tells the language of a text by its first 350 bytes or so: n-grams, and function words for Swahili and Nepali, which
 * the n-grams lack. Indonesian is told as Malay (`ms`). Takes tens of microseconds whatever the length.
 */
export function languageOf(text: string): Language {
  const found = eld.detect(text);
  if (found.language === 'en') return { language: 'en', sure: sureOf(text, found) };
  const other = byFunctionWords(text);
  if (other) return { language: other, sure: true };
  return { language: found.language, sure: found.language !== '' && sureOf(text, found) };
}

function sureOf(text: string, found: { isReliable(): boolean }): boolean {
  return enoughLetters(text) && found.isReliable();
}

function enoughLetters(text: string): boolean {
  let letters = 0;
  for (const _ of text.slice(0, 400).matchAll(/\p{L}/gu)) if (++letters >= ENOUGH_LETTERS) return true;
  // A word of Chinese or Japanese is one or two letters.
  return letters >= 4 && /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/.test(text.slice(0, 400));
}

function byFunctionWords(text: string): string | undefined {
  const words = text
    .slice(0, 400)
    .toLowerCase()
    .split(/[\s,.;:!?"()*।]+/, WORDS_READ);
  if (words.length < 5) return;
  for (const [language, known] of Object.entries(FUNCTION_WORDS)) {
    let hits = 0;
    for (const word of words) if (known.has(word)) hits++;
    if (hits >= 2 && hits >= words.length * WORDS_SHARE) return language;
  }
  return;
}
