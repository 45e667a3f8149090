import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { encodeFilter, filterWords, withFilter, withoutFilter } from '../../filter.ts';
import type { Filter } from '../../model.ts';
import { FilterEditor } from '../../shell/FilterEditor.tsx';
import { Popover } from '../../ui/Popover.tsx';

interface Props {
  filter: Filter[];
  onChange: (filter: Filter[]) => void;
  error: string | undefined;
}

/** Which calls a goal is about. */
export function SloFilter({ filter, onChange, error }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="mb-1 text-small font-medium text-muted">Which calls</legend>
      <div className="flex min-h-7 flex-wrap items-center gap-1.5">
        {filter.length === 0 && <span className="text-muted">All of this project</span>}
        {filter.map((one) => (
          <span
            key={encodeFilter(one)}
            className="inline-flex h-7 max-w-72 items-center rounded-control bg-accent-wash pl-2 font-medium text-accent"
          >
            <span className="truncate" title={filterWords(one)}>
              {filterWords(one)}
            </span>
            <button
              type="button"
              aria-label={`Remove ${filterWords(one)}`}
              onClick={() => onChange(withoutFilter(filter, one))}
              className="inline-flex size-7 shrink-0 items-center justify-center rounded-control"
            >
              <X size={12} aria-hidden="true" />
            </button>
          </span>
        ))}
        <Popover
          label="Add a condition"
          open={open}
          onOpenChange={setOpen}
          trigger={
            <button
              type="button"
              className="inline-flex h-7 items-center gap-1 rounded-control px-1.5 font-mono text-small text-muted transition-colors hover:bg-hover hover:text-ink"
            >
              <Plus size={12} aria-hidden="true" />
              condition
            </button>
          }
        >
          <FilterEditor
            onDone={(added) => {
              onChange(withFilter(filter, added));
              setOpen(false);
            }}
          />
        </Popover>
      </div>
      {error !== undefined && <p className="text-small text-bad">{error}</p>}
    </fieldset>
  );
}
