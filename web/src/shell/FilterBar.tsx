import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { encodeFilter, filterWords } from '../filter.ts';
import type { Filter } from '../model.ts';
import { Popover } from '../ui/Popover.tsx';
import { useView } from '../view.ts';
import { FilterEditor } from './FilterEditor.tsx';
import { useKey } from './keys.ts';

/** The filter of the view as chips; a chip opens for change, `/` adds one. */
export function FilterBar() {
  const { chips, addFilter } = useView();
  const [open, setOpen] = useState(false);
  useKey('/', 'Add a filter', () => setOpen(true));
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-1.5">
      {chips.map((filter) => (
        <Chip key={encodeFilter(filter)} filter={filter} />
      ))}
      <Popover
        label="Add a filter"
        open={open}
        onOpenChange={setOpen}
        trigger={
          <button
            type="button"
            className="inline-flex h-7 items-center gap-1 rounded-control px-1.5 font-mono text-small whitespace-nowrap text-muted transition-colors hover:bg-hover hover:text-ink"
          >
            <Plus size={12} aria-hidden="true" />
            filter
            <span aria-hidden="true" className="pl-1 max-sm:hidden">
              /
            </span>
          </button>
        }
      >
        <FilterEditor
          onDone={(filter) => {
            addFilter(filter);
            setOpen(false);
          }}
        />
      </Popover>
    </div>
  );
}

function Chip({ filter }: { filter: Filter }) {
  const { removeFilter, replaceFilter } = useView();
  const [open, setOpen] = useState(false);
  const words = filterWords(filter);
  return (
    <span className="inline-flex h-7 max-w-72 items-center rounded-control bg-accent-wash font-medium text-accent">
      <Popover
        label={`Change ${words}`}
        open={open}
        onOpenChange={setOpen}
        trigger={
          <button type="button" className="min-w-0 truncate rounded-control pl-2" title={words}>
            {words}
          </button>
        }
      >
        <FilterEditor
          initial={filter}
          onDone={(changed) => {
            replaceFilter(filter, changed);
            setOpen(false);
          }}
        />
      </Popover>
      <button
        type="button"
        aria-label={`Remove ${words}`}
        onClick={() => removeFilter(filter)}
        className="inline-flex size-7 shrink-0 items-center justify-center rounded-control"
      >
        <X size={12} aria-hidden="true" />
      </button>
    </span>
  );
}
