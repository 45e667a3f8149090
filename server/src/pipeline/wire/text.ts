import { truncateUtf8 } from './limits.ts';

/** Node's direct slices: without the encoding lookup of `toString`, which costs more than a short string does. */
interface SliceBuffer extends Buffer {
  utf8Slice(start: number, end: number): string;
  latin1Slice(start: number, end: number): string;
}

const SLOTS = 4096;
/** Up to here looking a string up is cheaper than making it. */
const LONGEST = 40;

/**
 * Strings that were seen before, by their bytes: attribute keys and short values repeat from span to span, and a known string
 * costs no allocation. Direct-mapped and of fixed size, so hostile input can only make it useless. ASCII only.
 */
const seen: string[] = new Array(SLOTS).fill('');

/** The UTF-8 text in `bytes[start, end)`; invalid sequences become U+FFFD, NUL is kept. Over `max` bytes it is cut and marked. */
export function readText(bytes: Buffer, start: number, end: number, max: number): string {
  const length = end - start;
  if (length > LONGEST) {
    return length > max ? truncateUtf8(bytes, start, end, max) : (bytes as SliceBuffer).utf8Slice(start, end);
  }
  let hash = length;
  let high = 0;
  for (let i = start; i < end; i++) {
    const byte = bytes[i] as number;
    high |= byte;
    hash = (Math.imul(hash, 31) + byte) | 0;
  }
  if (high > 127) return (bytes as SliceBuffer).utf8Slice(start, end);
  const slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
  const known = seen[slot] as string;
  if (known.length === length && equals(known, bytes, start)) return known;
  const text = (bytes as SliceBuffer).latin1Slice(start, end);
  seen[slot] = text;
  return text;
}

function equals(text: string, bytes: Buffer, start: number): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== bytes[start + i]) return false;
  return true;
}
