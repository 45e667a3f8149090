import type { Line } from './charts/line.ts';
import type { Grid } from './charts/series.ts';
import type { Range } from './model.ts';
import { resolve } from './time.ts';

/** A table as data: what a file of it holds. Unknown = undefined or null. */
export interface Sheet {
  columns: string[];
  rows: (string | number | null | undefined)[][];
}

/** The columns named of any rows: groups, spans, keys. A list in a cell becomes words with spaces between. */
export const sheetOfRows = <K extends string>(
  rows: readonly { readonly [key in K]?: string | number | readonly string[] | undefined }[],
  columns: readonly K[],
): Sheet => ({
  columns: [...columns],
  rows: rows.map((row) => columns.map((column) => plain(row[column]))),
});

const plain = (value: string | number | readonly string[] | undefined): string | number | undefined =>
  typeof value === 'object' ? value.join(' ') : value;

/** The lines of a chart, a row for each bucket: when it begins, calls behind it, and the values in their plain units. */
export function sheetOfLines(grid: Grid, lines: readonly Line[], n: readonly (number | null)[] | undefined): Sheet {
  return {
    columns: ['time', ...(n ? ['n'] : []), ...lines.map(({ label, unit }) => `${label} (${unit})`)],
    rows: grid.times.map((time, at) => [
      new Date(time).toISOString(),
      ...(n ? [n[at]] : []),
      ...lines.map(({ values }) => values[at]),
    ]),
  };
}

/** What a spreadsheet would take for a formula. */
const FORMULA = /^\s*[=+\-@\t\r]/;

function cell(value: string | number | null | undefined): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** RFC 4180; an apostrophe stands before text that a spreadsheet would run as a formula. */
export const csvOf = ({ columns, rows }: Sheet): string =>
  [columns, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');

/** The same as objects by column, with what they are about; unknown values are absent. */
export function jsonOf({ columns, rows }: Sheet, about: object): string {
  const objects = rows.map((row) =>
    Object.fromEntries(columns.flatMap((column, at) => (row[at] == null ? [] : [[column, row[at]]]))),
  );
  return JSON.stringify({ ...about, rows: objects }, null, 2);
}

const slug = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60);

/** `shop_latency_20261123T2015Z-20261124T2015Z.csv`: project, what, range (UTC). */
export function fileName(project: string, what: string, range: Range, ending: string): string {
  const { from, to } = resolve(range);
  const stamp = (at: number) => `${new Date(at).toISOString().slice(0, 16).replace(/[-:]/g, '')}Z`;
  return `${slug(project) || 'project'}_${slug(what) || 'export'}_${stamp(from)}-${stamp(to)}.${ending}`;
}
