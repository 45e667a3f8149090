import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import { post } from '../api.ts';
import { cannotSay, type Differences, filtersOf, sheetOfDifferences, sizeWords, surroundings } from '../differs.ts';
import { encodeFilter, filterWords, withFilter } from '../filter.ts';
import { exact, TOO_FEW } from '../format.ts';
import type { Filter, Range } from '../model.ts';
import { rangeWords } from '../time.ts';
import { Button } from '../ui/Button.tsx';
import { Drawer } from '../ui/Dialog.tsx';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { toast } from '../ui/Toast.tsx';
import { useView } from '../view.ts';
import type { OnValue } from './DiffersBars.tsx';
import { DiffersList } from './DiffersList.tsx';
import { ExportMenu } from './ExportMenu.tsx';
import { Marked } from './Visible.tsx';

interface Props {
  selection: Filter[];
  /** The part of the view's time that is selected; all of it when absent. */
  range?: Range | undefined;
  onClose: () => void;
}

/** A selection of calls beside the rest of the view: what sets it apart, the most telling first. */
export function Differs({ selection, range, onClose }: Props) {
  const view = useView();
  const around = surroundings(view.filter, selection);
  const { data, error, isStale, retry } = useDifferences(view.range, around, selection, range);
  const onValue: OnValue = (field, value, without) => {
    const added = filtersOf(field, value, without);
    if (!added) return toast(cannotSay(field, value), 'warn');
    view.patch({ f: added.reduce(withFilter, view.chips).map(encodeFilter) });
  };
  return (
    <Drawer
      open
      onOpenChange={(open) => !open && onClose()}
      title="What differs"
      className="w-150 max-sm:top-auto max-sm:h-[88dvh] max-sm:w-full max-sm:rounded-t-panel max-sm:border-t"
    >
      <div className="flex flex-col gap-3 border-b border-line px-4 py-3">
        <Sides {...{ selection, range, around, data }} />
        <div className="flex flex-wrap items-center gap-2">
          <OpenSelected selection={selection} range={range} />
          <span className="flex-1 text-small text-muted">Click a value to keep only its calls.</span>
          <ExportMenu what="What differs" sheet={() => data && sheetOfDifferences(data)} />
        </div>
        {error && <ErrorNote error={error} retry={retry} />}
        {data && <Caveats data={data} />}
      </div>
      {data ? (
        <div className={`transition-opacity ${isStale ? 'opacity-60' : ''}`}>
          <DiffersList data={data} onValue={onValue} />
        </div>
      ) : (
        !error && <Waiting />
      )}
    </Drawer>
  );
}

/** The last picture stays while the next one is fetched, and when that fails. */
function useDifferences(range: Range, filter: Filter[], selection: Filter[], selected: Range | undefined) {
  const body = { range, filter, selection, ...(selected ? { selection_range: selected } : {}) };
  const result = useQuery({
    queryKey: ['differs', body],
    queryFn: ({ signal }) => post<Differences>('/differs', body, signal),
    placeholderData: keepPreviousData,
  });
  const last = useRef(result.data);
  if (result.data) last.current = result.data;
  const data = result.data ?? last.current;
  return {
    data,
    error: result.error,
    isStale: result.isPlaceholderData || (result.isError && data !== undefined),
    retry: () => void result.refetch(),
  };
}

/** What is compared with what, and how many calls that is. */
function Sides({
  selection,
  range,
  around,
  data,
}: {
  selection: Filter[];
  range: Range | undefined;
  around: Filter[];
  data: Differences | undefined;
}) {
  const view = useView();
  const chosen = inWords(selection, range);
  const within = inWords(around, view.range);
  return (
    <dl className="grid grid-cols-[10px_1fr] items-baseline gap-x-2.5 gap-y-1">
      <dt className="size-2.5 rounded-[2px] bg-series-2">
        <span className="sr-only">Selection</span>
      </dt>
      <dd className="min-w-0 [overflow-wrap:anywhere]">
        {data ? <span className="font-semibold">{sizeWords(data.selection)}</span> : <Skeleton className="h-4 w-20" />}{' '}
        <Marked text={chosen} />
      </dd>
      <dt className="size-2.5 rounded-[2px] bg-faint">
        <span className="sr-only">Rest</span>
      </dt>
      <dd className="min-w-0 text-muted [overflow-wrap:anywhere]">
        against {data ? sizeWords(data.rest, 'other call') : <Skeleton className="h-4 w-20" />} <Marked text={within} />
      </dd>
    </dl>
  );
}

/** `with model = m and status = error, in the last 24 hours`. */
function inWords(filters: readonly Filter[], range: Range | undefined): string {
  const such = filters.length > 0 ? [`with ${filters.map(filterWords).join(' and ')}`] : [];
  return [...such, ...(range ? [`in ${rangeWords(range).replace(/^Last/, 'the last')}`] : [])].join(', ');
}

/** What one must know to read the numbers. */
function Caveats({ data: { selection, rest, sampled } }: { data: Differences }) {
  const few = Math.min(selection.looked_at, rest.looked_at);
  if (few === 0) return null;
  return (
    <>
      {few < TOO_FEW && (
        <p className="text-small text-warn">
          {selection.looked_at <= rest.looked_at ? 'So few selected calls' : 'So few other calls'} show only the
          coarsest differences.
        </p>
      )}
      {sampled && (
        <p className="text-small text-muted">
          Looked at {exact(selection.looked_at)} of the selected and {exact(rest.looked_at)} of the other calls, drawn
          evenly and the same each time.
        </p>
      )}
    </>
  );
}

function OpenSelected({ selection, range }: { selection: Filter[]; range: Range | undefined }) {
  const { chips } = useView();
  const navigate = useNavigate();
  const open = () =>
    void navigate({
      to: '/traces',
      search: (before) => ({
        ...before,
        f: selection.reduce(withFilter, chips).map(encodeFilter),
        ...(range ? { ...range, live: undefined } : {}),
        diff: undefined,
        sel: undefined,
      }),
    });
  return (
    <Button size="small" onClick={open}>
      Open the selected calls
    </Button>
  );
}

const LINES = ['a', 'b', 'c', 'd', 'e', 'f'];
const Waiting = () => (
  <div className="flex flex-col gap-3 p-4">
    {LINES.map((line) => (
      <Skeleton key={line} className="h-16 w-full" />
    ))}
  </div>
);
