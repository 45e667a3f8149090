/** Why an answer refuses: it would do harm, it cannot be done, or a rule of the application forbids it. */
export type RefusalKind = 'safety' | 'inability' | 'policy';

/** Words that tell of a kind, in small letters. */
const CUES: Record<RefusalKind, RegExp> = {
  policy:
    /\b(?:polic(?:y|ies)|guidelines|terms of (?:use|service)|not (?:allowed|permitted) to|instructed|only (?:able to )?(?:help|assist|answer|discuss)|outside (?:of )?(?:what|my|the) (?:scope|role|topics?)|programmed|confidential instructions|system prompt)\b/g,
  inability:
    /\b(?:access to|real[- ]time|browse|browsing|internet|up[- ]to[- ]date|language model|training data|enough information|more (?:information|details|context)|the ability to|don't know|do not know|not sure|couldn't find|could not find|no information|personal opinions?|cut-?off|can't (?:see|hear|open)|cannot (?:see|hear|open))\b/g,
  safety:
    /\b(?:illegal|unethical|harm(?:s|ful|ing)?|dangerous|unsafe|violen(?:t|ce)|weapons?|hate|hateful|discriminat\w{2,8}|privacy|offensive|inappropriate|crime|criminal|law|abus\w{1,6}|stereotypes?|suicide|respectful|ethical|moral|explicit|consent|safety)\b/g,
};

/** The kind whose words are most in the opening of a refusal; without any, safety, as the stock phrases are. */
export function refusalKind(opening: string): RefusalKind {
  const text = opening.replaceAll('\u2019', "'").toLowerCase();
  let kind: RefusalKind = 'safety';
  let most = 0;
  for (const [name, cue] of Object.entries(CUES) as [RefusalKind, RegExp][]) {
    const count = text.match(cue)?.length ?? 0;
    if (count > most || (count === most && count > 0 && name === 'safety')) {
      kind = name;
      most = count;
    }
  }
  return kind;
}
