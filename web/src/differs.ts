import { decodeFilter, encodeFilter } from './filter.ts';
import type { Filter, Range } from './model.ts';

/** Calls that are compared with the rest of the view: those that pass all filters, in a part of its time. */
export interface Selection {
  filter: Filter[];
  range?: Range | undefined;
}

const START = 'time:gte:';
const END = 'time:lt:';

/** A selection as the URL holds it (`diff`). */
export const encodeSelection = ({ filter, range }: Selection): string[] => [
  ...filter.map(encodeFilter),
  ...(range ? [START + range.from, END + range.to] : []),
];

/** The selection behind `diff`, or undefined when it selects nothing. */
export function decodeSelection(texts: readonly string[] | undefined): Selection | undefined {
  const bound = (start: string) => texts?.find((text) => text.startsWith(start))?.slice(start.length);
  const [from, to] = [bound(START), bound(END)];
  const filter = (texts ?? []).flatMap((text) => {
    const decoded = text.startsWith(START) || text.startsWith(END) ? undefined : decodeFilter(text);
    return decoded ? [decoded] : [];
  });
  if (from !== undefined && to !== undefined) return { filter, range: { from, to } };
  return filter.length > 0 ? { filter } : undefined;
}
