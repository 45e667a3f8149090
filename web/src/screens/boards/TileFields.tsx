import { Plus, X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { Tile, Variable } from '../../boards.ts';
import { encodeFilter, filterWords } from '../../filter.ts';
import type { Filter, MetricInfo } from '../../model.ts';
import { FilterEditor } from '../../shell/FilterEditor.tsx';
import { Button } from '../../ui/Button.tsx';
import { Combo } from '../../ui/Combo.tsx';
import { Popover } from '../../ui/Popover.tsx';
import { FieldPicker } from '../traces/FieldPicker.tsx';
import { mayJoin, SHAPES } from './shapes.ts';
import { variableOf, variableTitle } from './variables.ts';

type Change = (next: Partial<Tile>) => void;

/** A part of a form under its name. */
export const Labelled = ({ label, note, children }: { label: string; note?: string; children: ReactNode }) => (
  <fieldset className="flex min-w-0 flex-col gap-1">
    <legend className="contents text-small font-medium text-muted">{label}</legend>
    {children}
    {note !== undefined && <p className="text-small text-muted">{note}</p>}
  </fieldset>
);

interface ChipProps {
  children: ReactNode;
  /** What goes. */
  label: string;
  onRemove: () => void;
}

const Chip = ({ children, label, onRemove }: ChipProps) => (
  <span className="inline-flex h-7 max-w-full items-center gap-1 rounded-control bg-accent-wash pl-2 text-accent">
    <span className="truncate">{children}</span>
    <button
      type="button"
      aria-label={`Remove ${label}`}
      onClick={onRemove}
      className="inline-flex size-7 shrink-0 items-center justify-center rounded-control hover:bg-hover"
    >
      <X size={12} aria-hidden="true" />
    </button>
  </span>
);

/** A button that opens what one more is chosen from. */
function Add({ label, children }: { label: string; children: (close: () => void) => ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <Popover
      label={label}
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button look="quiet" aria-label={label}>
          <Plus size={13} aria-hidden="true" />
          {label}
        </Button>
      }
    >
      {children(() => setOpen(false))}
    </Popover>
  );
}

interface MetricProps {
  tile: Tile;
  catalogue: ReadonlyMap<string, MetricInfo> | undefined;
  onChange: Change;
}

/** The numbers of a tile, from the catalogue. */
export function MetricField({ tile, catalogue, onChange }: MetricProps) {
  const [query, setQuery] = useState('');
  const { metrics: ids } = tile;
  const most = tile.kind === 'line' && tile.group_by.length > 0 ? 1 : SHAPES[tile.kind].metrics[1];
  const chosen = ids.flatMap((id) => catalogue?.get(id) ?? []);
  const wanted = query.trim().toLowerCase();
  const options = [...(catalogue?.values() ?? [])]
    .filter((one) => ids.includes(one.id) || mayJoin(tile, most === 1 ? [] : chosen, one))
    .filter(({ id, title, description }) => `${id} ${title} ${description}`.toLowerCase().includes(wanted))
    .map(({ id, title, unit }) => ({ key: id, label: title, note: unit, chosen: ids.includes(id) }));
  const toggle = (id: string): string[] => {
    if (ids.includes(id)) return ids.filter((one) => one !== id);
    return most === 1 ? [id] : [...ids, id].slice(0, most);
  };
  return (
    <Labelled label={most === 1 ? 'Metric' : 'Metrics'}>
      <div className="flex flex-wrap items-center gap-1.5">
        {ids.map((id) => (
          <Chip key={id} label={catalogue?.get(id)?.title ?? id} onRemove={() => onChange({ metrics: toggle(id) })}>
            {catalogue?.get(id)?.title ?? id}
          </Chip>
        ))}
        {(ids.length < most || most === 1) && (
          <Add label={most === 1 && ids.length > 0 ? 'Change metric' : 'Add metric'}>
            {(close) => (
              <Combo
                className="w-76"
                label="Metric"
                placeholder="Metric …"
                query={query}
                onQuery={setQuery}
                options={options}
                onPick={({ key }) => {
                  onChange({ metrics: toggle(key) });
                  if (most === 1) close();
                }}
                empty="No such metric goes with the others"
              />
            )}
          </Add>
        )}
      </div>
    </Labelled>
  );
}

/** What a tile is grouped by. */
export function GroupField({ tile, onChange }: { tile: Tile; onChange: Change }) {
  const { group_by } = tile;
  const [, most] = SHAPES[tile.kind].groups;
  const toggle = (field: string): string[] => {
    if (group_by.includes(field)) return group_by.filter((one) => one !== field);
    return most === 1 ? [field] : [...group_by, field].slice(0, most);
  };
  return (
    <Labelled label="Group by">
      <div className="flex flex-wrap items-center gap-1.5">
        {group_by.map((field) => (
          <Chip key={field} label={`group ${field}`} onRemove={() => onChange({ group_by: toggle(field) })}>
            {field}
          </Chip>
        ))}
        {(group_by.length < most || most === 1) && (
          <Add label={most === 1 && group_by.length > 0 ? 'Change field' : 'Add field'}>
            {(close) => (
              <FieldPicker
                label="Field to group by"
                placeholder="Group by …"
                chosen={group_by}
                onPick={(field) => {
                  onChange({ group_by: toggle(field) });
                  if (most === 1) close();
                }}
              />
            )}
          </Add>
        )}
      </div>
    </Labelled>
  );
}

interface FilterProps {
  tile: Tile;
  variables: readonly Variable[];
  onChange: Change;
}

/** What a tile asks on top of the view's own filters; variables are one click. */
export function FilterField({ tile: { filter }, variables, onChange }: FilterProps) {
  const add = (one: Filter) =>
    onChange({ filter: [...filter.filter((other) => encodeFilter(other) !== encodeFilter(one)), one] });
  const unused = variables.filter(({ name }) => !filter.some(({ value }) => variableOf(value) === name));
  return (
    <Labelled label="Only calls where">
      <div className="flex flex-wrap items-center gap-1.5">
        {filter.map((one) => (
          <Chip
            key={encodeFilter(one)}
            label={`filter ${filterWords(one)}`}
            onRemove={() => onChange({ filter: filter.filter((other) => other !== one) })}
          >
            {filterWords(one)}
          </Chip>
        ))}
        {unused.map((variable) => (
          <Button
            key={variable.name}
            look="quiet"
            onClick={() => add({ field: variable.field, op: 'eq', value: `$${variable.name}` })}
          >
            <Plus size={13} aria-hidden="true" />
            {variableTitle(variable)} chosen above
          </Button>
        ))}
        <Add label="Add filter">
          {(close) => (
            <FilterEditor
              onDone={(one) => {
                add(one);
                close();
              }}
            />
          )}
        </Add>
      </div>
    </Labelled>
  );
}
