/**
 * Keeps what was made of texts that come again, such as system prompts and documents: of at least the last `most / 2`
 * characters of different texts, at most of the last `most`. A text longer than an eighth of that is not kept.
 */
export function kept<Value>(most: number, make: (text: string) => Value): (text: string) => Value {
  let young = new Map<string, Value>();
  let old = new Map<string, Value>();
  let length = 0;
  return (text) => {
    const known = young.get(text);
    if (known !== undefined) return known;
    const value = old.get(text) ?? make(text);
    if (text.length * 8 > most) return value;
    if (length + text.length > most / 2) {
      old = young;
      young = new Map();
      length = 0;
    }
    // A copy: the text may be a piece of a request, which would be kept whole.
    young.set(` ${text}`.slice(1), value);
    length += text.length;
    return value;
  };
}
