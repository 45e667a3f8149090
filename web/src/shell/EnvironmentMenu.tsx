import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { exact } from '../format.ts';
import { useFieldValues } from '../queries.ts';
import { Button } from '../ui/Button.tsx';
import { Menu, MenuChoice, MenuLabel } from '../ui/Menu.tsx';
import { useView } from '../view.ts';

/** Production, staging, …: the filter everyone sets, so it has its own place. */
export function EnvironmentMenu() {
  const { environment, patch } = useView();
  const [open, setOpen] = useState(false);
  const { data = [], isPending, error } = useFieldValues(open ? 'environment' : undefined);
  const missing = environment !== undefined && !data.some(({ value }) => value === environment);
  return (
    <Menu
      open={open}
      onOpenChange={setOpen}
      trigger={
        <Button>
          <span className="max-w-40 truncate">{environment ?? 'All environments'}</span>
          <ChevronDown size={13} className="text-muted" aria-hidden="true" />
        </Button>
      }
    >
      <MenuLabel>Environment</MenuLabel>
      <MenuChoice chosen={environment === undefined} onSelect={() => patch({ env: undefined })}>
        All environments
      </MenuChoice>
      {missing && (
        <MenuChoice chosen onSelect={() => {}}>
          {environment}
        </MenuChoice>
      )}
      {data.map(({ value, n }) => (
        <MenuChoice key={value} chosen={value === environment} note={exact(n)} onSelect={() => patch({ env: value })}>
          {value}
        </MenuChoice>
      ))}
      {data.length === 0 && (
        <MenuLabel>{error ? error.message : isPending ? 'Loading …' : 'No calls in this range'}</MenuLabel>
      )}
    </Menu>
  );
}
