import { useNavigate } from '@tanstack/react-router';
import { MoreHorizontal } from 'lucide-react';
import { encodeFilter, withFilter } from '../../filter.ts';
import type { Filter } from '../../model.ts';
import { useDiffers } from '../../parts/useDiffers.ts';
import { Menu, MenuItem } from '../../ui/Menu.tsx';
import { useView } from '../../view.ts';

/** What can be done with the calls of a group. */
export function RowMenu({ filter, label }: { filter: Filter; label: string }) {
  const { chips, addFilter } = useView();
  const differs = useDiffers();
  const navigate = useNavigate();
  const open = () =>
    void navigate({
      to: '/traces',
      search: (before) => ({ ...before, f: withFilter(chips, filter).map(encodeFilter) }),
    });
  return (
    <Menu
      align="end"
      trigger={
        <button
          type="button"
          aria-label={`More for ${label}`}
          className="inline-flex size-7 items-center justify-center rounded-control text-muted transition-colors hover:bg-hover hover:text-ink"
        >
          <MoreHorizontal size={14} aria-hidden="true" />
        </button>
      }
    >
      <MenuItem onSelect={() => differs({ filter: [filter] })}>What differs from the rest</MenuItem>
      <MenuItem onSelect={open}>Open the calls</MenuItem>
      <MenuItem onSelect={() => addFilter(filter)}>Only these calls</MenuItem>
    </Menu>
  );
}
