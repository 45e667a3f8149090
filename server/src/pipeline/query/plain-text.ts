import { quote } from '../store/bind.ts';

/**
 * What differs from one failure to the next, and what stands in its place. The engine's expressions are RE2: linear in the
 * text whatever it holds. In order: what comes first may hold what comes later.
 */
const VARYING: readonly [pattern: string, instead: string][] = [
  ['[\\s\\x00-\\x1f]+', ' '],
  ['[a-z]{2,10}://[^\\s"\'<>]+', '‹url›'],
  ['[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:[.][A-Za-z0-9-]{1,63})+', '‹address›'],
  ['"[^"]{0,200}"', '‹text›'],
  ['`[^`]{0,200}`', '‹text›'],
  // An apostrophe opens nothing within a word.
  ["(^|[\\s(\\[{:=,])'[^']{0,200}'", '\\1‹text›'],
  ['(?i)\\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\\b', '‹id›'],
  ['\\b\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d(?::\\d\\d)?(?:[.]\\d+)?(?:Z|[+-]\\d\\d:?\\d\\d)?', '‹time›'],
  [
    '\\b(?:req|request|org|proj|project|chatcmpl|run|thread|asst|resp|msg|call|key|sk|trace)[-_][A-Za-z0-9_-]{6,}',
    '‹id›',
  ],
  ['(?i)\\b0x[0-9a-f]+', '‹id›'],
  ['\\b[A-Za-z_]*[0-9][A-Za-z0-9_]{15,}', '‹id›'],
  // A number within a name (gpt-4, v2) is part of the name.
  ['(^|[^A-Za-z0-9_.-])\\d+(?:[.,:]\\d+)*', '\\1‹n›'],
];

/** An expression for a text without what varies, at most `most` characters of it. */
export function plainText(text: string, most: number): string {
  const plain = VARYING.reduce(
    (inner, [pattern, instead]) => `replaceRegexpAll(${inner}, ${quote(pattern)}, ${quote(instead)})`,
    text,
  );
  return `substringUTF8(trimBoth(${plain}), 1, ${most})`;
}
