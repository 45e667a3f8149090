import type { ReactNode } from 'react';

interface Props {
  /** Named panels are regions; without a title a panel is only a frame. */
  title?: ReactNode;
  /** Beside the title: unit, n, what it is ranked by. */
  note?: ReactNode;
  actions?: ReactNode;
  /** Contents reach the border, e.g. a table. */
  flush?: boolean;
  className?: string;
  id?: string;
  children: ReactNode;
}

/** A framed part of a page. */
export function Panel({ title, note, actions, flush = false, className = '', id, children }: Props) {
  const head = title !== undefined || actions !== undefined;
  return (
    <section id={id} className={`min-w-0 rounded-panel border border-line bg-panel ${className}`}>
      {head && (
        <header className="flex min-h-11 flex-wrap items-center gap-x-2.5 gap-y-1 px-3.5 pt-2 pb-1">
          {title !== undefined && <h2 className="font-semibold">{title}</h2>}
          {note !== undefined && <div className="text-small text-muted">{note}</div>}
          {actions !== undefined && <div className="ml-auto flex items-center gap-1.5">{actions}</div>}
        </header>
      )}
      <div className={flush ? '' : head ? 'px-3.5 pb-2.5' : 'p-3.5'}>{children}</div>
    </section>
  );
}
