import type { ReactNode } from 'react';
import { Legend } from '../../charts/ChartTip.tsx';
import type { Line } from '../../charts/line.ts';
import { ExportMenu } from '../../parts/ExportMenu.tsx';
import { Marked } from '../../parts/Visible.tsx';
import type { RankedBar } from '../../picture.ts';
import type { Sheet } from '../../sheet.ts';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { useTileTools } from './useTile.ts';

interface Props {
  title: string;
  /** Beside the title: n, step. */
  note?: ReactNode;
  /** The data shown, for export. */
  sheet?: () => Sheet | undefined;
  /** Of a chart, which can be had as a picture too. */
  lines?: readonly Line[];
  /** Of a ranking, for the same. */
  bars?: () => readonly RankedBar[];
  /** Whether the lines are told by name under the title. */
  legend?: boolean;
  error?: Error | null;
  retry?: () => void;
  /** The picture belongs to an earlier question. */
  isStale?: boolean;
  /** Contents reach the border. */
  flush?: boolean;
  children: ReactNode;
}

/** A tile: its name, what it rests on, what can be done with it, and its picture in what room is left. */
export function TileFrame({
  title,
  note,
  sheet,
  lines,
  bars,
  legend = false,
  error,
  retry,
  isStale,
  flush,
  children,
}: Props) {
  const { handle, menu } = useTileTools();
  return (
    <section
      aria-label={title}
      className="flex h-full min-w-0 flex-col overflow-hidden rounded-panel border border-line bg-panel"
    >
      <header className="flex min-h-9 items-center gap-x-2 px-3.5 pt-1.5">
        {handle}
        <h2 className="min-w-0 truncate font-semibold" title={title}>
          <Marked text={title} />
        </h2>
        {note !== undefined && <div className="min-w-0 shrink-2 truncate text-small text-muted">{note}</div>}
        <div className="-mr-1.5 ml-auto flex shrink-0 items-center">
          {sheet && <ExportMenu what={title} sheet={sheet} lines={lines} bars={bars} />}
          {menu}
        </div>
      </header>
      {error && (
        <div className="px-3.5 pb-1">
          <ErrorNote error={error} compact {...(retry ? { retry } : {})} />
        </div>
      )}
      {legend && lines && (
        <div className="flex max-h-9 min-h-5 shrink-0 overflow-hidden px-3.5 pb-0.5">
          <Legend lines={[...lines]} />
        </div>
      )}
      <div className={`min-h-0 flex-1 transition-opacity ${isStale ? 'opacity-60' : ''} ${flush ? '' : 'px-3.5 pb-2'}`}>
        {children}
      </div>
    </section>
  );
}

/** In the place of a picture that has nothing to show. */
export const Nothing = ({ children }: { children: ReactNode }) => (
  <p className="flex h-full items-center justify-center text-center text-muted">{children}</p>
);
