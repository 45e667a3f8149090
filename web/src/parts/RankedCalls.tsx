import { exact } from '../format.ts';
import type { Row } from '../model.ts';
import { sheetOfRows } from '../sheet.ts';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Panel } from '../ui/Panel.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import type { MetricAnswer } from '../useMetric.ts';
import { ExportMenu } from './ExportMenu.tsx';
import { Marked } from './Visible.tsx';

interface Props {
  title: string;
  note?: React.ReactNode;
  answer: MetricAnswer;
  /** Rows as ranked, by `field`. */
  rows: readonly Row[];
  field: string;
  nameOf: (row: Row) => string;
  onPick: (row: Row) => void;
  none: string;
  className?: string;
}

/** Groups of calls by how many they are; each opens its calls. */
export function RankedCalls({ title, note, answer, rows, field, nameOf, onPick, none, className = '' }: Props) {
  const most = Math.max(1, ...rows.map(({ n }) => n));
  const { isPending, isStale, error, retry } = answer;
  return (
    <Panel
      className={className}
      title={title}
      note={note}
      actions={
        <ExportMenu
          what={title}
          sheet={() => sheetOfRows(rows, [field, 'n'])}
          bars={() => rows.map((row) => ({ label: nameOf(row), value: exact(row.n), share: row.n / most }))}
        />
      }
    >
      {error && <ErrorNote error={error} retry={retry} compact />}
      {rows.length > 0 ? (
        <ul aria-label={title} className={isStale ? 'opacity-60' : ''}>
          {rows.map((row) => (
            <li key={String(row[field] ?? '')}>
              <button
                type="button"
                onClick={() => onPick(row)}
                className="relative flex h-7 w-full items-center gap-2 rounded-control px-2 text-left outline-offset-[-2px] transition-colors hover:bg-hover"
              >
                <span
                  aria-hidden="true"
                  className="absolute inset-y-0.5 left-0 rounded-tag bg-series-1 opacity-20"
                  style={{ width: `${((row.n / most) * 100).toFixed(1)}%` }}
                />
                <bdi className={`relative min-w-0 flex-1 truncate ${row[field] === undefined ? 'text-muted' : ''}`}>
                  <Marked text={nameOf(row)} />
                </bdi>
                <span className="relative shrink-0 font-semibold">{exact(row.n)}</span>
              </button>
            </li>
          ))}
        </ul>
      ) : isPending ? (
        <Skeleton className="h-28 w-full opacity-50" />
      ) : (
        !error && <p className="py-3 text-muted">{none}</p>
      )}
    </Panel>
  );
}
