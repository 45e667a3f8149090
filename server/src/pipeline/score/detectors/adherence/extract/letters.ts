import { type Instruction, negated, type Rule, spanOf } from './instruction.ts';

const COMMA = /\bcommas?\b/;

const commas: Rule = {
  cues: 'comma commas',
  read(instruction) {
    const match = COMMA.exec(instruction.says);
    if (!match || !negated(instruction, match.index, 40)) return [];
    if (
      /^(?:-|\s)(?:separated|delimited|splice)|^ (?:at|before|after|between|in lists?|in numbers) /.test(
        instruction.says.slice(match.index + match[0].length),
      )
    )
      return [];
    return [{ constraint: { id: 'punctuation:no_comma' }, ...spanOf(instruction, match) }];
  },
};

/** Parts of an answer that may have a case of their own. */
const PART =
  /\b(?:words? (?:be |are |that are )?(?:with|in|or|should)|some|few|titles?|headings?|headers?|names?|sections?|keys?|certain|important|first letter|keywords?|variables?|acronyms?)\b/;
const ALL = /\b(?:entire|whole|everything|every letter|every word|all of the letters|not a single)\b/;

const LOWER =
  /\b(?:all|only|in|entirely|completely)(?: in| use| using| be)?(?: all)?(?: the)? ?(?:lowercase|lower case|small letters)\b|\b(?:lowercase|lower case) (?:letters )?only\b|\bletters are lowercase\b|\b(?:no|without|avoid|any|use|using|contain|include) (?:using )?(?:any )?(?:capital|uppercase|upper case) letters?\b|\bno capitals\b|\bnot a single letter [^.]{0,60}\bcapitalized\b|\ball lowercase\b/;
const UPPER =
  /\b(?:all|only|in|entirely|completely)(?: in| use| using| be)?(?: all)?(?: the)?[ -](?:caps|capital letters|capitals|uppercase|upper case)\b|\b(?:capital letters|uppercase|caps)(?: letters)? only\b|\bcapitali[sz]e every letter\b|\b(?:no|without|avoid|any|use|using|contain|include) (?:using )?(?:any )?(?:lowercase|lower case|small) letters?\b/;

/** Whether a sentence is about the case of all of the answer. */
function ofAll({ says }: Instruction, { index, 0: found }: RegExpExecArray): boolean {
  const after = says.slice(index + found.length, index + found.length + 40);
  return ALL.test(says) || !(PART.test(says.slice(Math.max(0, index - 50), index + 4)) || /^ (?:for|on) /.test(after));
}

/** `opposite`: what the pattern finds that must be forbidden to mean the same. */
function casing(pattern: RegExp, opposite: RegExp, id: string): Rule {
  return {
    cues: 'caps capital capitals capitalize capitalise capitalized lowercase uppercase case small',
    read(instruction) {
      const match = pattern.exec(instruction.says);
      if (!match || !ofAll(instruction, match)) return [];
      // "Do not use all caps" asks for nothing that can be checked; "do not use any capital letters" does.
      const forbidden = /^(?:no|not|without|avoid)\b/.test(match[0]) || negated(instruction, match.index, 30);
      if (forbidden !== opposite.test(match[0])) return [];
      return [{ constraint: { id }, ...spanOf(instruction, match) }];
    },
  };
}

const lower = casing(LOWER, /capital|upper/, 'change_case:english_lowercase');
const upper = casing(UPPER, /lower|small/, 'change_case:english_capital');

/** Languages by their English names, as their codes. */
const LANGUAGES = new Map(
  Object.entries({
    arabic: 'ar',
    bengali: 'bn',
    bulgarian: 'bg',
    catalan: 'ca',
    chinese: 'zh',
    croatian: 'hr',
    czech: 'cs',
    danish: 'da',
    dutch: 'nl',
    english: 'en',
    estonian: 'et',
    farsi: 'fa',
    finnish: 'fi',
    french: 'fr',
    german: 'de',
    greek: 'el',
    gujarati: 'gu',
    hebrew: 'he',
    hindi: 'hi',
    hungarian: 'hu',
    indonesian: 'id',
    italian: 'it',
    japanese: 'ja',
    kannada: 'kn',
    korean: 'ko',
    latvian: 'lv',
    lithuanian: 'lt',
    malay: 'ms',
    malayalam: 'ml',
    marathi: 'mr',
    nepali: 'ne',
    norwegian: 'no',
    persian: 'fa',
    polish: 'pl',
    portuguese: 'pt',
    punjabi: 'pa',
    romanian: 'ro',
    russian: 'ru',
    serbian: 'sr',
    slovak: 'sk',
    slovenian: 'sl',
    spanish: 'es',
    swahili: 'sw',
    swedish: 'sv',
    tagalog: 'tl',
    tamil: 'ta',
    telugu: 'te',
    thai: 'th',
    turkish: 'tr',
    ukrainian: 'uk',
    urdu: 'ur',
    vietnamese: 'vi',
  }),
);
const ANY = [...LANGUAGES.keys()].join('|');
/** One language; "in English and German" names two. */
const NAME = `(${ANY})\\b(?! ?(?:and|or|,|/|&) ?(?:in )?(?:${ANY})\\b)`;
/** After the name: the end of a thought. "In French history" goes on. */
const DONE =
  '(?= ?(?:[.,;:!?)\\n"]|$|language\\b|and\\b|only\\b|but\\b|with\\b|about\\b|no\\b|that\\b|to\\b|using\\b|for\\b|in\\b))';

const LANGUAGE = [
  new RegExp(`\\b${NAME}(?: language)?,? (?:with |and )?no other languages? (?:is|are)`),
  new RegExp(
    `\\b(?:respond|answer|reply|write|responses?|answers?|output|speak|rewrite|letter|essay|everything|it|is|be|made)\\b[^.]{0,40}? (?:only |entirely |completely |exclusively |fully )?in (?:only )?(?:the )?${NAME}\\b${DONE}`,
  ),
  new RegExp(`\\b(?:using|use|speak)(?: the)? ${NAME}\\b(?: language)?(?= ?(?:[.,;!]|$|only))`),
  new RegExp(`\\b(?:using|use|speak|in) (?:only|exclusively|nothing but) (?:the )?${NAME}\\b`),
  new RegExp(`\\b(?:only|entirely|completely|exclusively|all) in (?:the )?${NAME}\\b${DONE}`),
];

const language: Rule = {
  cues: [...LANGUAGES.keys()].join(' '),
  read(instruction) {
    for (const pattern of LANGUAGE) {
      const match = pattern.exec(instruction.says);
      if (!match || negated(instruction, match.index, 25)) continue;
      return [
        {
          constraint: { id: 'language:response_language', language: LANGUAGES.get(match[1]!)! },
          ...spanOf(instruction, match),
        },
      ];
    }
    return [];
  },
};

/** Commas, case and language. */
export const LETTERING: Rule[] = [commas, lower, upper, language];
