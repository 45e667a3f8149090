import { messagesOf, prettyJson } from './messages.ts';
import type { Score, ScoredSpan } from './model.ts';

/** A stretch that a score rests on: where it stands, in UTF-16 positions of the plain text of that place, and its beginning. */
export interface Evidence {
  place: string;
  from: number;
  to: number;
  label?: string;
  text: string;
}

/** A part of a text; `found`: what evidence says of it, '' when that has no name. */
export interface MarkedPart {
  text: string;
  found?: string;
}

/** Quotes that are shorter are only believed at their very position. */
const LEAST_SOUGHT = 4;

/** What the evidence of a score says, of whatever was sent as such. */
export function evidenceOf({ evidence }: Score): Evidence[] {
  if (!Array.isArray(evidence)) return [];
  return (evidence as unknown[]).flatMap((one): Evidence[] => {
    if (typeof one !== 'object' || one === null) return [];
    const { place, from, to, label, text } = one as Record<string, unknown>;
    if (typeof place !== 'string' || typeof text !== 'string' || text === '') return [];
    if (typeof from !== 'number' || typeof to !== 'number') return [];
    return [{ place, from, to, text, ...(typeof label === 'string' && { label }) }];
  });
}

/** Which of the texts of a call a place belongs to. */
export const sideOf = ({ place }: Evidence): 'input' | 'output' => (place === 'output' ? 'output' : 'input');

/**
 * Where in a shown text the evidence stands, in order and without overlaps: at its position if the words there are the quoted
 * ones, else where they stand first, for turns are shown one by one.
 */
export function stretchesIn(
  text: string,
  evidence: readonly Evidence[],
): { from: number; to: number; label: string }[] {
  const found = evidence.flatMap(({ from, to, text: quote, label = '' }) => {
    if (text.startsWith(quote, from)) return [{ from, to: Math.min(to, text.length), label }];
    const at = quote.length < LEAST_SOUGHT ? -1 : text.indexOf(quote);
    return at < 0 ? [] : [{ from: at, to: Math.min(text.length, at + Math.max(quote.length, to - from)), label }];
  });
  let end = 0;
  return found
    .sort((a, b) => a.from - b.from || b.to - a.to)
    .flatMap((one) => {
      const from = Math.max(one.from, end);
      if (one.to <= from) return [];
      end = one.to;
      return [{ ...one, from }];
    });
}

/** Splits a text at them. */
export function markedParts(text: string, places: ReturnType<typeof stretchesIn>): MarkedPart[] {
  const parts: MarkedPart[] = [];
  let end = 0;
  for (const { from, to, label } of places) {
    if (from >= text.length) break;
    if (from > end) parts.push({ text: text.slice(end, from) });
    parts.push({ text: text.slice(from, to), found: label });
    end = to;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}

/** The texts of a side as they are shown. */
export function textsOf(span: ScoredSpan, side: 'input' | 'output'): string[] {
  const source = span[side];
  if (source === undefined) return [];
  const messages = messagesOf(source, side === 'input' ? 'user' : 'assistant');
  if (!messages) return [prettyJson(source) ?? source];
  return messages.flatMap(({ parts }) =>
    parts.flatMap((part) => {
      if (part.type === 'tool_result') return [prettyJson(part.result) ?? part.result];
      return part.type === 'text' || part.type === 'refusal' || part.type === 'reasoning' ? [part.text] : [];
    }),
  );
}

/** Evidence whose words are in none of the texts that are shown. */
export function elsewhere(span: ScoredSpan, evidence: readonly Evidence[]): Evidence[] {
  const texts = { input: textsOf(span, 'input'), output: textsOf(span, 'output') };
  return evidence.filter((one) => !texts[sideOf(one)].some((text) => stretchesIn(text, [one]).length > 0));
}
