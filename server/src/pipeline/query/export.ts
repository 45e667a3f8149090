import { nowMicros } from '../../lib/clock.ts';
import { csvLine } from '../../lib/csv.ts';
import { InvalidInput } from '../../lib/errors.ts';
import type { CallExport } from '../../model/query.ts';
import { type CallJson, EXPORTED } from './call-row.ts';
import { type CallContext, searchCalls } from './calls.ts';
import { Gate } from './gate.ts';
import { resolveRange } from './range.ts';
import { formatTime } from './time.ts';

/** Rows of one export at most. */
export const MOST_ROWS = 100_000;
/** Characters kept of a text: what a cell of a spreadsheet holds. */
export const TEXT_CUT = 32_000;
/** Rows read at a time: as many as come to about this much text, so that short rows take few statements and long ones little memory. */
const PAGE_CHARACTERS = 4_000_000;
const PAGE = { first: 200, least: 50, most: 1000 };

/** An export reads long: few at once, so that screens are never behind them. */
const exports = new Gate({ atOnce: 2, waiting: 8, waitMs: 20_000 });

/**
 * The rows behind any number, by time, page by page as text: CSV with a head, or one JSON object a line. No more than a page
 * is in memory. Throws like `searchCalls` before the first piece, `Overloaded` when too many run.
 */
export async function* exportCalls(context: CallContext, asked: CallExport): AsyncGenerator<string> {
  const { format, columns = EXPORTED, limit, ...search } = asked;
  const wrong = columns.findIndex((column) => !EXPORTED.includes(column));
  if (wrong >= 0) throw new InvalidInput(`columns[${wrong}]`, `there is no field \`${columns[wrong]}\``);
  // One moment for all pages: `now` must not move under them.
  const { from, to } = resolveRange(search.range, context.now ?? nowMicros());
  const range = { from: formatTime(from), to: formatTime(to) };
  const lineOf = lines(format, columns);
  let left = limit;
  let size = PAGE.first;
  let cursor: string | undefined;
  let head = format === 'csv' ? csvLine(columns) : '';
  do {
    const page = await exports.run(
      () =>
        searchCalls(
          { ...context, cut: TEXT_CUT },
          { ...search, range, limit: Math.min(size, left), ...(cursor === undefined ? {} : { cursor }) },
        ),
      context.signal,
    );
    left -= page.calls.length;
    cursor = page.next_cursor;
    const text = page.calls.map(lineOf).join('');
    size = Math.min(PAGE.most, Math.max(PAGE.least, Math.round((size * PAGE_CHARACTERS) / (text.length + 1))));
    yield head + text;
    head = '';
  } while (cursor !== undefined && left > 0);
}

function lines(format: CallExport['format'], columns: readonly string[]): (call: CallJson) => string {
  if (format === 'csv') return (call) => csvLine(columns.map((column) => call[column]));
  const wanted = new Set([...columns, 'truncated']);
  return (call) => `${JSON.stringify(Object.fromEntries(Object.entries(call).filter(([name]) => wanted.has(name))))}\n`;
}
