import { type RefObject, useCallback, useEffect, useMemo, useRef } from 'react';
import { wordsOf } from '../../highlight.ts';
import { keyOf } from '../../live.ts';
import type { Call } from '../../model.ts';
import { CallDrawer } from '../../parts/CallDrawer.tsx';
import { CallTable, type TableHandle } from '../../parts/CallTable.tsx';
import { columnsOf, type Scope } from '../../parts/callColumns.tsx';
import { ExportMenu } from '../../parts/ExportMenu.tsx';
import { useFill } from '../../parts/useFill.ts';
import { useStored, useStoredText } from '../../parts/useStored.ts';
import { SearchWords } from '../../parts/Visible.tsx';
import { useKey } from '../../shell/keys.ts';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { useView } from '../../view.ts';
import { Facets } from './Facets.tsx';
import { Groups, sheetOfGroups, useGroups } from './Groups.tsx';
import { fieldsOf } from './groups.ts';
import { LiveBar } from './LiveBar.tsx';
import { NoRows } from './NoRows.tsx';
import { Toolbar } from './Toolbar.tsx';
import { useRows } from './useCalls.ts';
import { Volume } from './Volume.tsx';

/** Every call, span or trace behind the numbers: filter, search, sort, follow live, open. */
export function Screen() {
  const { live, search, patch } = useView();
  const scope: Scope = search.scope ?? 'calls';
  const fields = fieldsOf(search.by);
  const grouped = fields.length > 0;
  const groups = useGroups(fields);
  const { found, rows, full, tail, dispatch, state } = useRows(scope, !grouped);
  // What was chosen here before stands until the address says otherwise.
  const [kept, keep] = useStoredText(`columns.${scope}`);
  const cols = search.cols ?? kept;
  const columns = useMemo(() => columnsOf(cols, scope), [cols, scope]);
  const setCols = (next: string | undefined) => {
    keep(next);
    patch({ cols: next }, { replace: true });
  };
  const words = useMemo(() => wordsOf(search.q ?? ''), [search.q]);
  const [frame, height] = useFill<HTMLDivElement>(460);
  const [facets, setFacets] = useStored('facets', true);
  const table = useRef<TableHandle>(null);
  const step = useSteps(rows, search.sel, table);
  const more = useMore(found);
  const known = search.sel === undefined ? undefined : rows.find((call) => keyOf(call) === search.sel);

  useEffect(() => {
    document.title = 'Traces · Telltale';
  }, []);
  useEffect(() => {
    // What one reads must not move.
    if (live && search.sel !== undefined) dispatch({ type: 'pause' });
  }, [live, search.sel, dispatch]);
  const resume = () => {
    if (search.sel !== undefined) patch({ sel: undefined }, { replace: true });
    table.current?.toTop();
    dispatch({ type: 'resume' });
  };
  const close = () => {
    // Back to the row it was opened from, so that `j` and `k` go on from there.
    const at = rows.findIndex((call) => keyOf(call) === search.sel);
    patch({ sel: undefined, tab: undefined });
    if (at >= 0) table.current?.focus(at);
  };

  return (
    <SearchWords value={words}>
      <div ref={frame} className="flex flex-col gap-3 p-5 max-sm:px-3" style={{ height }}>
        <Toolbar
          scope={scope}
          cols={cols}
          onCols={setCols}
          groups={<ExportMenu what={`Calls by ${fields.join(', ')}`} sheet={() => sheetOfGroups(groups, fields)} />}
          facets={facets}
          onFacets={setFacets}
        />
        <div className="flex min-h-0 flex-1 gap-3">
          {facets && (
            <aside
              aria-label="Values of the calls found"
              className="w-[clamp(200px,14vw,320px)] shrink-0 overflow-y-auto rounded-panel border border-line bg-panel max-lg:hidden"
            >
              <Facets />
            </aside>
          )}
          <div className="flex min-w-0 flex-1 flex-col rounded-panel border border-line bg-panel">
            <div className="border-b border-line px-3 pt-2.5 pb-1">
              <Volume />
            </div>
            {live && !grouped && (
              <LiveBar
                tail={tail}
                state={state}
                q={search.q}
                onResume={resume}
                onPause={() => dispatch({ type: 'pause' })}
              />
            )}
            {grouped && <Groups fields={fields} answer={groups} />}
            {found.error && !grouped && (
              <div className="border-b border-line p-3">
                <ErrorNote error={found.error} retry={() => void found.refetch()} />
              </div>
            )}
            {!grouped && (
              <CallTable
                label={TITLES[scope]}
                rows={rows}
                columns={columns}
                sort={live ? undefined : (search.sort ?? '-time')}
                onSort={(sort) => patch({ sort: sort === '-time' ? undefined : sort })}
                selected={search.sel}
                onOpen={(call) => patch({ sel: keyOf(call) }, { replace: search.sel !== undefined })}
                onMore={found.hasNextPage && !full ? more : undefined}
                isStale={found.isPlaceholderData}
                isPending={found.isPending}
                empty={found.error ? null : <NoRows scope={scope} />}
                foot={
                  found.isPending ? null : (
                    <Foot more={found.hasNextPage} loading={found.isFetchingNextPage} full={full} />
                  )
                }
                onScroll={(top) => live && dispatch({ type: top > 4 || search.sel !== undefined ? 'pause' : 'resume' })}
                handle={table}
              />
            )}
          </div>
        </div>
        <CallDrawer
          span={known ?? (search.sel === undefined ? undefined : refOf(search.sel))}
          known={known}
          onClose={close}
          onStep={step}
        />
      </div>
    </SearchWords>
  );
}

const TITLES: Record<Scope, string> = { calls: 'Calls', spans: 'Spans', traces: 'Traces' };

/** `trace/span` of the address, for a call that is not among the rows; a trace id may hold slashes itself. */
function refOf(sel: string): { trace_id: string; span_id: string } | undefined {
  const at = sel.lastIndexOf('/');
  return at > 0 ? { trace_id: sel.slice(0, at), span_id: sel.slice(at + 1) } : undefined;
}

/** Asks for the next page, one at a time. */
function useMore({
  fetchNextPage,
  hasNextPage,
  isFetchingNextPage,
}: Pick<ReturnType<typeof useRows>['found'], 'fetchNextPage' | 'hasNextPage' | 'isFetchingNextPage'>): () => void {
  return useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
}

/** `j` and `k`: through the rows, or from open call to open call. Returns the latter. */
function useSteps(rows: readonly Call[], open: string | undefined, table: RefObject<TableHandle | null>) {
  const { patch } = useView();
  const step = (by: 1 | -1) => {
    const at = rows.findIndex((call) => keyOf(call) === open) + by;
    const call = rows[at];
    if (!call) return;
    table.current?.show(at);
    patch({ sel: keyOf(call) }, { replace: true });
  };
  const go = (by: 1 | -1) => {
    if (open !== undefined) return step(by);
    const at = table.current?.focused() ?? -1;
    table.current?.focus(Math.max(0, Math.min(rows.length - 1, at + by)));
  };
  useKey('j', 'Next row (Enter opens it, Esc closes it)', () => go(1));
  useKey('k', 'Row before', () => go(-1));
  return step;
}

function Foot({ more, loading, full }: { more: boolean; loading: boolean; full: boolean }) {
  if (more && !loading && !full) return null;
  return (
    <p className="sticky left-0 border-t border-line px-3 py-2 text-small text-muted">
      {full
        ? 'The newest 500 are shown. Stop following live to see what came before.'
        : loading
          ? 'Loading more …'
          : 'That is all in this range.'}
    </p>
  );
}
