import type { Figure, Measured } from '../server/src/pipeline/score/quality.ts';
import { auroc, bootstrap, confusion, type Judged, wilson } from './statistics.ts';
import { markdown, type Table } from './table.ts';

/** What the reference page says of one detector, and what `quality.json` keeps of it. */
export interface Chapter {
  title: string;
  /** The scores it gives. */
  scores: string[];
  says: string;
  evidence: string;
  weak: string;
  /** From which value on the figures count a call as called. */
  threshold: string;
  measured: Measured[];
  /** Share of ordinary texts that are called all the same. */
  ordinary: { on: string; n: number; called: Figure }[];
  /** What there is to tell beside. */
  tables?: Table[];
  note?: string;
}

/** A share with Wilson's interval. */
export function shareOf(count: number, n: number): Figure {
  const [low, high] = wilson(count, n);
  return { value: n === 0 ? 0 : count / n, low, high };
}

const spread = (rows: readonly Judged[], statistic: (sample: Judged[]) => number): Figure => {
  const [low, high] = bootstrap(rows, statistic, 200);
  return { value: statistic([...rows]), low, high };
};

/** The figures of judged rows at a threshold. Without rows of one class, what needs both is left out. */
export function measuredOn(on: string, rows: readonly Judged[], threshold: number): Measured {
  const positive = rows.filter(({ label }) => label).length;
  const { hits, falseAlarms, misses } = confusion(rows, threshold);
  const both = positive > 0 && positive < rows.length;
  return {
    on,
    n: rows.length,
    positive,
    ...(both && { auroc: spread(rows, auroc) }),
    ...(both && hits + falseAlarms > 0 && { precision: shareOf(hits, hits + falseAlarms) }),
    recall: shareOf(hits, hits + misses),
    ...(both && { f1: spread(rows, (sample) => confusion(sample, threshold).f1) }),
  };
}

const cell = (figure: Figure | undefined) =>
  figure ? `${figure.value.toFixed(3)} [${figure.low.toFixed(3)}, ${figure.high.toFixed(3)}]` : '–';

/** A chapter as text of the page. */
export function chapterText(chapter: Chapter): string {
  const { title, scores, says, evidence, weak, threshold, measured, ordinary, tables = [], note } = chapter;
  const parts = [
    `## ${title}`,
    `${scores.map((name) => `\`${name}\``).join(', ')}. ${says}`,
    `**Evidence**: ${evidence}`,
    `**Weak**: ${weak}`,
    `**Called** ${threshold}.${note ? ` ${note}` : ''}`,
  ];
  if (measured.length > 0)
    parts.push(
      rowsOf(
        ['tested on', 'n (positive)', 'AUROC', 'precision', 'recall', 'F1'],
        measured.map(({ on, n, positive, auroc, precision, recall, f1 }) => [
          on,
          `${n} (${positive})`,
          ...[auroc, precision, recall, f1].map(cell),
        ]),
      ),
    );
  if (ordinary.length > 0)
    parts.push(
      rowsOf(
        ['ordinary texts', 'n', 'called all the same'],
        ordinary.map(({ on, n, called }) => [on, n, cell(called)]),
      ),
    );
  return [...parts, ...tables.map(markdown)].join('\n\n');
}

function rowsOf(columns: string[], rows: (string | number)[][]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}
