/** A number of JSON that has to go, and the quotes to put about what takes its place. */
export interface BareNumber {
  from: number;
  to: number;
  quote: string;
}

const WITHIN = /[\d.eE+-]/;

/**
 * Which of the stretches, in order, are part of a bare number in JSON: `{"card":4111111111111111}`.
 * Their place is taken by a string, for anything else would break the JSON. In JSON within a string only values of keys are told.
 */
export function bareNumbers(
  text: string,
  stretches: readonly { from: number; to: number }[],
): (BareNumber | undefined)[] {
  const json = /^\s*[[{]/.test(text);
  let quoted = false;
  let at = 0;
  return stretches.map(({ from, to }) => {
    for (; json && at < from; at++) {
      const code = text.charCodeAt(at);
      if (code === 34) quoted = !quoted;
      else if (code === 92) at++;
    }
    const number = numberAround(text, from, to);
    if (!number) return undefined;
    const key = /(\\{0,15}")\s{0,4}:\s{0,4}$/.exec(text.slice(Math.max(0, number.from - 24), number.from));
    if (key) return { ...number, quote: key[1]! };
    const element = json && !quoted && /[[,]\s{0,8}$/.test(text.slice(Math.max(0, number.from - 10), number.from));
    return element ? { ...number, quote: '"' } : undefined;
  });
}

/** The number that holds the stretch, when it is one and what follows can follow a value. */
function numberAround(text: string, from: number, to: number): { from: number; to: number } | undefined {
  if (!/^[\d.eE+-]+$/.test(text.slice(from, Math.min(to, from + 64)))) return undefined;
  let begin = from;
  let end = to;
  while (begin > 0 && from - begin < 32 && WITHIN.test(text.charAt(begin - 1))) begin--;
  while (end < text.length && end - to < 32 && WITHIN.test(text.charAt(end))) end++;
  return /^\s{0,8}(?:[,}\]]|$)/.test(text.slice(end, end + 9)) ? { from: begin, to: end } : undefined;
}
