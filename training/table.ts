/** One table of an evaluation, as the reference page shows it. */
export interface Table {
  title: string;
  /** What was measured on what, in a sentence or two. */
  note?: string;
  columns: string[];
  rows: (string | number)[][];
}

export function markdown({ title, note, columns, rows }: Table): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  const head = [line(columns), line(columns.map(() => '---'))];
  return [`### ${title}`, ...(note ? [note] : []), [...head, ...rows.map(line)].join('\n')].join('\n\n');
}
