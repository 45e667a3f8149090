import { Columns3, GitCompareArrows, ListFilter, PanelLeftClose, PanelLeftOpen } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { COLUMNS, columnsOf, type Scope, toggleColumn } from '../../parts/callColumns.tsx';
import { useDiffers } from '../../parts/useDiffers.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Drawer } from '../../ui/Dialog.tsx';
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuLine } from '../../ui/Menu.tsx';
import { Segmented } from '../../ui/Tabs.tsx';
import { useView } from '../../view.ts';
import { ExportCalls } from './ExportCalls.tsx';
import { Facets } from './Facets.tsx';
import { GroupMenu, MetricMenu } from './GroupMenu.tsx';
import { SearchBox } from './SearchBox.tsx';

/** What rows are, which words they hold, which columns they show. */
export function Toolbar({
  scope,
  cols,
  onCols,
  groups,
  facets,
  onFacets,
}: {
  scope: Scope;
  /** The columns shown, as the `cols` parameter says them; undefined = the usual ones. */
  cols: string | undefined;
  onCols: (cols: string | undefined) => void;
  /** What exports the groups. */
  groups: ReactNode;
  /** Whether the values stand beside the table. */
  facets: boolean;
  onFacets: (shown: boolean) => void;
}) {
  const { search, patch } = useView();
  return (
    <header className="flex flex-wrap items-center gap-2">
      <span className="max-lg:hidden">
        <IconButton
          label={facets ? 'Hide the values beside the table' : 'Show values to filter by'}
          aria-expanded={facets}
          onClick={() => onFacets(!facets)}
        >
          {facets ? <PanelLeftClose size={16} aria-hidden="true" /> : <PanelLeftOpen size={16} aria-hidden="true" />}
        </IconButton>
      </span>
      <h1 className="pr-1 text-title font-semibold tracking-[-0.01em]">Traces</h1>
      <Segmented<Scope>
        label="Rows"
        value={scope}
        onChange={(next) =>
          patch({
            scope: next === 'calls' ? undefined : next,
            by: undefined,
            cols: undefined,
            sort: undefined,
            sel: undefined,
          })
        }
        options={[
          { value: 'calls', label: 'Calls' },
          { value: 'spans', label: 'Spans' },
          { value: 'traces', label: 'Traces' },
        ]}
      />
      <SearchBox />
      <FacetDrawer />
      <DiffersButton />
      <GroupMenu />
      {search.by === undefined ? <ColumnMenu scope={scope} cols={cols} onChange={onCols} /> : <MetricMenu />}
      {search.by === undefined ? <ExportCalls scope={scope} /> : groups}
    </header>
  );
}

/** The calls found against everything else in the range; without a filter there is nothing else. */
function DiffersButton() {
  const { chips, filter } = useView();
  const differs = useDiffers();
  const chosen = chips.length > 0 ? chips : filter;
  return (
    <Button
      disabled={chosen.length === 0}
      title={
        chosen.length > 0
          ? 'What sets these calls apart from everything else in the range'
          : 'Filter first: the calls found are then compared with all others'
      }
      onClick={() => differs({ filter: chosen })}
    >
      <GitCompareArrows size={14} aria-hidden="true" />
      <span className="max-xl:sr-only">What differs</span>
    </Button>
  );
}

function ColumnMenu({
  scope,
  cols,
  onChange,
}: {
  scope: Scope;
  cols: string | undefined;
  onChange: (cols: string | undefined) => void;
}) {
  const shown = new Set(columnsOf(cols, scope).map(({ id }) => id));
  return (
    <Menu
      align="end"
      trigger={
        <Button>
          <Columns3 size={14} aria-hidden="true" />
          <span className="max-sm:sr-only">Columns</span>
        </Button>
      }
    >
      <MenuLabel>Columns</MenuLabel>
      {COLUMNS.filter(({ id }) => id !== 'time').map(({ id, title }) => (
        <MenuChoice key={id} chosen={shown.has(id)} onSelect={() => onChange(toggleColumn(cols, scope, id))}>
          {title}
        </MenuChoice>
      ))}
      <MenuLine />
      <MenuItem onSelect={() => onChange(undefined)} disabled={cols === undefined}>
        Back to the usual ones
      </MenuItem>
    </Menu>
  );
}

/** Where there is no room beside the table. */
function FacetDrawer() {
  const [open, setOpen] = useState(false);
  return (
    <span className="lg:hidden">
      <IconButton label="Values to filter by" className="border border-strong" onClick={() => setOpen(true)}>
        <ListFilter size={14} aria-hidden="true" />
      </IconButton>
      <Drawer open={open} onOpenChange={setOpen} title="Filter by value" className="w-80">
        <Facets />
      </Drawer>
    </span>
  );
}
