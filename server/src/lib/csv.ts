/** What a spreadsheet would take for a formula, or a later reader for one after trimming. */
const FORMULA = /^[\s]*[=+\-@\t\r]/;
const QUOTED = /[",\r\n]/;

/** A cell of RFC 4180. Text that a spreadsheet would run as a formula gets an apostrophe before it; numbers stay numbers. */
function cell(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return QUOTED.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One line of RFC 4180, its line break included. Unknown values are empty cells; lists and maps are JSON. */
export const csvLine = (values: readonly unknown[]): string => `${values.map(cell).join(',')}\r\n`;
