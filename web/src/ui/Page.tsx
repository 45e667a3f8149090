import { type ReactNode, useEffect } from 'react';

interface Props {
  /** Also the title of the browser tab. */
  title: string;
  /** What stands before the title, e.g. a link to the list it belongs to. */
  above?: ReactNode;
  note?: ReactNode;
  actions?: ReactNode;
  /** For words, forms and short tables, which a wide screen would only pull apart. */
  narrow?: boolean;
  children: ReactNode;
}

/** A screen: its one heading and what is below, on the page's gutter. */
export function Page({ title, above, note, actions, narrow = false, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Telltale`;
  }, [title]);
  return (
    <div className={`flex flex-col gap-3.5 px-5 pt-5 pb-10 max-sm:px-3 ${narrow ? 'max-w-340' : ''}`}>
      <header className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1">
        {above}
        <h1 className="min-w-0 text-title font-semibold tracking-[-0.01em]">{title}</h1>
        {note !== undefined && <div className="min-w-0 text-muted max-sm:order-last max-sm:basis-full">{note}</div>}
        {actions !== undefined && <div className="ml-auto flex flex-wrap items-center gap-2">{actions}</div>}
      </header>
      {children}
    </div>
  );
}
