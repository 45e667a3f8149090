import { byGrams } from './byte-grams.ts';

/** The language of a text, as its ISO 639-1 code. `''` where there is none to tell: no letters, no words. */
export interface Language {
  language: string;
  /** Whether to build on it. Short texts and mixed ones are not sure. */
  sure: boolean;
}

/** Fewer letters than this are a name or a word that stands in many languages. */
const ENOUGH_LETTERS = 12;

/** Words of languages the n-grams do not know. A text of another language holds one or two of them at most. */
const FUNCTION_WORDS: Record<'sw' | 'ne', ReadonlySet<string>> = {
  sw: new Set(
    (
      'na ni ya wa kwa la cha vya katika hii hiyo kuwa kama lakini pia kila ili sana zaidi ambayo ambao watu wetu wako ' +
      'yako wake yake kutoka kuna hapa moja siku yote mimi akasema tafadhali'
    ).split(' '),
  ),
  ne: new Set('र छ छन् हो यो पनि लागि गर्न गर्ने तपाईं हुन्छ भने गर्नुहोस् गरेको थियो हामी मेरो यस'.split(' ')),
};

/** Endings that Nepali writes at the noun; Hindi and Marathi write words of their own, or others. */
const NEPALI_ENDING = /\p{L}\p{M}?(?:मा|को|हरू|लाई|बाट|सँग)$/u;

/** What Nepali is taken for. */
const DEVANAGARI = new Set(['hi', 'mr']);

/** Words of the beginning that are looked at; the share and the number of different ones that tell a language. */
const WORDS_READ = 40;
const WORDS_SHARE = 0.1;
const DIFFERENT = 3;

/** Signs from the beginning that are read: somewhat more than the 350 bytes that n-grams are taken from. */
const READ = 500;

/**
 * Tells the language of a text by its first 350 bytes or so: n-grams, and function words for Swahili and Nepali, which
 * the n-grams lack. Indonesian is told as Malay (`ms`). Takes tens of microseconds whatever the length.
 */
export function languageOf(whole: string): Language {
  const text = whole.slice(0, READ);
  const found = byGrams(text);
  const sure = found.language !== '' && enoughLetters(text) && found.reliable;
  if (found.language === 'en' && sure) return { language: 'en', sure };
  const other = byFunctionWords(text, DEVANAGARI.has(found.language) ? 'ne' : 'sw');
  return other ? { language: other, sure: true } : { language: found.language, sure };
}

function enoughLetters(text: string): boolean {
  let letters = 0;
  for (let at = 0; at < text.length && letters < ENOUGH_LETTERS; at++) {
    const code = text.charCodeAt(at);
    if (code < 128) {
      if ((code | 32) >= 97 && (code | 32) <= 122) letters++;
    } else if (code >= 0x3040 && code <= 0xd7af) {
      // A word of Chinese, Japanese or Korean is one to three letters.
      letters += 3;
    } else if (/\p{L}/u.test(text[at]!)) letters++;
  }
  return letters >= ENOUGH_LETTERS;
}

function byFunctionWords(text: string, language: 'sw' | 'ne'): string | undefined {
  const known = FUNCTION_WORDS[language];
  const words = text.toLowerCase().split(/[\s,.;:!?"()*।]+/, WORDS_READ);
  const hits = words.filter((word) => known.has(word) || (language === 'ne' && NEPALI_ENDING.test(word)));
  return hits.length >= words.length * WORDS_SHARE && new Set(hits).size >= DIFFERENT ? language : undefined;
}
