/**
 * Ends JSON that was cut off anywhere, so that what came before the cut can be parsed: an open string is closed, a half
 * escape, key or literal is dropped, open lists and objects are closed. Linear; the result may still not parse.
 */
export function closeJson(source: string): string {
  const open: ('}' | ']')[] = [];
  /** End of the last text after which closing what is open leaves valid JSON. */
  let safe = 0;
  let inString = false;
  /** Whether a string that begins here is the key of an object: no value to stop after. */
  let isKey = false;
  let escapeEnd = 0;
  for (let at = 0; at < source.length; at++) {
    const char = source[at];
    if (inString) {
      if (char === '\\') {
        escapeEnd = at + (source[at + 1] === 'u' ? 6 : 2);
        if (escapeEnd > source.length) return finish(source.slice(0, at));
        at = escapeEnd - 1;
      } else if (char === '"') {
        inString = false;
        if (!isKey) safe = at + 1;
      }
    } else if (char === '"') inString = true;
    else if (char === '{' || char === '[') {
      open.push(char === '{' ? '}' : ']');
      isKey = char === '{';
      safe = at + 1;
    } else if (char === '}' || char === ']') {
      open.pop();
      safe = at + 1;
    } else if (char === ':') isKey = false;
    else if (char === ',') {
      safe = at;
      isKey = open.at(-1) === '}';
    }
  }
  return finish(source);

  function finish(read: string): string {
    return `${inString && !isKey ? `${read}"` : source.slice(0, safe)}${open.toReversed().join('')}`;
  }
}
