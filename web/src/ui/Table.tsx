import type { ReactNode, TdHTMLAttributes, ThHTMLAttributes } from 'react';

/** A table that scrolls inside its panel and keeps its first column in sight. `label` names it. */
export function Table({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section aria-label={label} tabIndex={0} className="relative overflow-x-auto rounded-panel">
      <table className="w-full border-collapse text-body">{children}</table>
    </section>
  );
}

type Align = { number?: boolean; first?: boolean };

/** A head cell. `sorted`: whether and how the rows are ordered by it. */
export function Th({
  number = false,
  first = false,
  sorted,
  className = '',
  ...props
}: ThHTMLAttributes<HTMLTableCellElement> & Align & { sorted?: 'up' | 'down' | undefined }) {
  return (
    <th
      scope="col"
      {...(sorted === undefined ? {} : { 'aria-sort': sorted === 'up' ? 'ascending' : 'descending' })}
      className={`h-8 px-3 text-small font-medium whitespace-nowrap text-muted ${number ? 'text-right' : 'text-left'} ${first ? STICKY : ''} ${className}`}
      {...props}
    />
  );
}

/** A cell; numbers stand right, the first column is semibold and stays. */
export function Td({
  number = false,
  first = false,
  className = '',
  ...props
}: TdHTMLAttributes<HTMLTableCellElement> & Align) {
  return (
    <td
      className={`h-8.5 px-3 whitespace-nowrap ${number ? 'text-right' : ''} ${first ? `${STICKY} font-semibold` : ''} ${className}`}
      {...props}
    />
  );
}

const STICKY = 'sticky left-0 z-1 bg-inherit';

/** A row under a hairline; with `onPick` the whole of it is clickable (its first cell should hold the real link or button). */
export function Tr({
  onPick,
  selected = false,
  children,
}: {
  onPick?: () => void;
  selected?: boolean;
  children: ReactNode;
}) {
  return (
    <tr
      {...(onPick === undefined ? {} : { onClick: onPick })}
      {...(selected ? { 'aria-selected': true } : {})}
      className={`border-t border-line transition-colors ${selected ? 'bg-accent-wash' : 'bg-panel'} ${onPick ? 'cursor-pointer hover:bg-hover' : ''}`}
    >
      {children}
    </tr>
  );
}
