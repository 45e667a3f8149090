/** What one request may hold. Beyond it things are cut and marked, counted as refused, or refused whole; never silently lost. */
export const MAX_ATTRIBUTES = 1024;
export const MAX_EVENTS = 1024;
export const MAX_LINKS = 1024;
export const MAX_VALUE_BYTES = 1 << 20;
export const MAX_KEY_BYTES = 1024;
export const MAX_NAME_BYTES = 4096;
/** Nesting of attribute values. */
export const MAX_DEPTH = 32;
/**
 * Values, events and spans (weighed) of one request. Tiny wire messages become much larger objects, so that bytes alone
 * don't bound memory; a body of 64 MiB with ordinary spans stays below a third of this.
 */
export const MAX_NODES = 4_000_000;
export const NODES_PER_SPAN = 8;
export const NODES_PER_EVENT = 4;

/** Attributes under which a span tells what was cut from it. */
export const DROPPED_ATTRIBUTES = 'telltale.dropped_attributes';
export const DROPPED_EVENTS = 'telltale.dropped_events';
export const DROPPED_LINKS = 'telltale.dropped_links';

/** The first `max` bytes of the UTF-8 text in `bytes[start, end)`, cut between characters, with a mark that says how much went. */
export function truncateUtf8(bytes: Buffer, start: number, end: number, max: number): string {
  let cut = start + max;
  while (cut > start && cut > start + max - 4 && ((bytes[cut] ?? 0) & 0xc0) === 0x80) cut--;
  return `${bytes.toString('utf8', start, cut)}…[truncated ${end - cut} bytes]`;
}

/** The same for a string; one that fits is returned as it is. */
export function truncateText(text: string, max: number): string {
  if (text.length * 3 <= max) return text;
  const size = Buffer.byteLength(text);
  return size <= max ? text : truncateUtf8(Buffer.from(text), 0, size, max);
}
