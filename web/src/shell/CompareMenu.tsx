import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../ui/Button.tsx';
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuLine } from '../ui/Menu.tsx';
import { useView } from '../view.ts';
import { useKey } from './keys.ts';

export const COMPARISONS = [
  { vs: undefined, compare: 'previous', label: 'Previous period', short: 'vs previous' },
  { vs: 'week', compare: 'week', label: 'Same time a week before', short: 'vs last week' },
  { vs: 'off', compare: undefined, label: 'Nothing', short: 'no comparison' },
] as const;

/** What numbers are measured against: an earlier period, or another version of a prompt. */
export function CompareMenu({ onVersions }: { onVersions: () => void }) {
  const { compare, versions, sides, patch } = useView();
  const [open, setOpen] = useState(false);
  useKey('c', 'Choose what to compare with', () => setOpen(true));
  const current = versions ? undefined : (COMPARISONS.find((one) => one.compare === compare) ?? COMPARISONS[0]);
  return (
    <Menu
      align="end"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button className={compare === undefined ? 'text-muted' : ''}>
          <span className="max-w-40 truncate">{current?.short ?? `vs ${sides.before}`}</span>
          <ChevronDown size={13} className="text-muted max-sm:hidden" aria-hidden="true" />
        </Button>
      }
    >
      <MenuLabel>Compare with</MenuLabel>
      {COMPARISONS.map(({ vs, label }) => (
        <MenuChoice key={label} chosen={label === current?.label} onSelect={() => patch({ vs })}>
          {label}
        </MenuChoice>
      ))}
      <MenuLine />
      {versions && (
        <MenuChoice chosen onSelect={onVersions}>
          {sides.before} of {versions.prompt}
        </MenuChoice>
      )}
      <MenuItem onSelect={onVersions}>Another version of a prompt …</MenuItem>
    </Menu>
  );
}
