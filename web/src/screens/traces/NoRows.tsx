import { Link } from '@tanstack/react-router';
import type { Scope } from '../../parts/callColumns.tsx';
import { useSystem } from '../../queries.ts';
import { rangeWords, zoomOut } from '../../time.ts';
import { Button, buttonClass } from '../../ui/Button.tsx';
import { useView } from '../../view.ts';

/** Nothing found: what narrows the view, and the ways out. */
export function NoRows({ scope }: { scope: Scope }) {
  const { chips, environment, range, search, patch, setRange, live } = useView();
  const { data: system } = useSystem();
  const narrowed = chips.length > 0 || environment !== undefined || search.q !== undefined;
  if (system?.calls === false && !narrowed)
    return (
      <Empty title="No call has arrived in this project yet">
        <Link to="/connect" className={buttonClass('primary')}>
          Connect an application
        </Link>
      </Empty>
    );
  return (
    <Empty title={`No ${scope} ${narrowed ? 'match' : `in ${rangeWords(range).toLowerCase()}`}`}>
      {live && !narrowed && <p className="w-full text-muted">New ones appear here as they arrive.</p>}
      {search.q !== undefined && <Button onClick={() => patch({ q: undefined })}>Clear the search</Button>}
      {(chips.length > 0 || environment !== undefined) && (
        <Button onClick={() => patch({ f: undefined, env: undefined })}>Remove all filters</Button>
      )}
      {!live && <Button onClick={() => setRange(zoomOut(range))}>Look at a longer time</Button>}
    </Empty>
  );
}

const Empty = ({ title, children }: { title: string; children: React.ReactNode }) => (
  <div className="sticky left-0 flex max-w-full flex-col items-center gap-3 px-4 py-14 text-center">
    <p className="text-[15px] font-semibold">{title}</p>
    <div className="flex flex-wrap justify-center gap-2">{children}</div>
  </div>
);
