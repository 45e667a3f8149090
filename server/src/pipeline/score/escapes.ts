/** A text with the escapes of JSON undone, and where each of its characters began in the text it was made from. */
export interface Unescaped {
  text: string;
  /** One position more than the text has characters: the last is the end. */
  origin: Int32Array;
}

const short: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  '"': '"',
  '/': '/',
  '\\': '\\',
};

/** `a\u0040b.com` becomes `a@b.com`. What is no escape stays as it is; `undefined` when there is none at all. */
export function undoEscapes({ text, origin }: Unescaped): Unescaped | undefined {
  if (!text.includes('\\')) return undefined;
  const places = new Int32Array(text.length + 1);
  let out = '';
  let length = 0;
  let plain = 0;
  for (let at = 0; at < text.length; ) {
    const next = text.charCodeAt(at) === 92 ? escapeAt(text, at) : undefined;
    places[length++] = origin[at]!;
    if (next) {
      out += text.slice(plain, at) + next.character;
      plain = at + next.length;
    }
    at += next?.length ?? 1;
  }
  places[length] = origin[text.length]!;
  return { text: out + text.slice(plain), origin: places.subarray(0, length + 1) };
}

function escapeAt(text: string, at: number): { character: string; length: number } | undefined {
  const letter = text.charAt(at + 1);
  if (letter === 'u') {
    const code = text.slice(at + 2, at + 6);
    return /^[0-9a-f]{4}$/i.test(code)
      ? { character: String.fromCharCode(Number.parseInt(code, 16)), length: 6 }
      : undefined;
  }
  const character = short[letter];
  return character === undefined ? undefined : { character, length: 2 };
}

/** The text itself, before anything is undone. */
export function asWritten(text: string): Unescaped {
  const origin = new Int32Array(text.length + 1);
  for (let at = 0; at <= text.length; at++) origin[at] = at;
  return { text, origin };
}
