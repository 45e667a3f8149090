import { Group, X } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuLine } from '../../ui/Menu.tsx';
import { Popover } from '../../ui/Popover.tsx';
import { useMetricCatalogue } from '../../useMetric.ts';
import { useView } from '../../view.ts';
import { FieldPicker } from './FieldPicker.tsx';
import { fieldsOf, MOST_FIELDS, metricsOf, toggleField, toggleMetric } from './groups.ts';

/** Which fields calls are put together by: rows become groups. */
export function GroupMenu() {
  const { search, patch } = useView();
  const [open, setOpen] = useState(false);
  const chosen = fieldsOf(search.by);
  const set = (by: string | undefined) =>
    patch({
      by,
      sel: undefined,
      scope: undefined,
      // Columns and order of calls mean nothing to groups, and the other way round.
      ...((by === undefined) !== (search.by === undefined) ? { cols: undefined, sort: undefined } : {}),
    });
  return (
    <span className="inline-flex items-center">
      <Popover
        label="Group by"
        open={open}
        onOpenChange={setOpen}
        align="end"
        trigger={
          <Button className={chosen.length > 0 ? 'max-w-60 rounded-r-none border-r-0 text-accent' : ''}>
            <Group size={14} aria-hidden="true" />
            <span className={chosen.length > 0 ? 'truncate' : 'max-sm:sr-only'}>
              {chosen.length > 0 ? `By ${chosen.join(', ')}` : 'Group'}
            </span>
          </Button>
        }
      >
        <FieldPicker
          label="Field to group by"
          placeholder="Group calls by …"
          chosen={chosen}
          onPick={(field) => set(toggleField(search.by, field))}
          note={chosen.length >= MOST_FIELDS ? 'Drop one to pick another.' : `Up to ${MOST_FIELDS} fields.`}
        />
      </Popover>
      {chosen.length > 0 && (
        <Button className="rounded-l-none px-1.5" aria-label="Stop grouping" onClick={() => set(undefined)}>
          <X size={13} aria-hidden="true" />
        </Button>
      )}
    </span>
  );
}

/** Which numbers are shown of each group. */
export function MetricMenu() {
  const { search, patch } = useView();
  const catalogue = useMetricCatalogue();
  const shown = metricsOf(search.cols);
  return (
    <Menu align="end" trigger={<Button>Metrics</Button>}>
      <MenuLabel>Metrics of each group</MenuLabel>
      {[...(catalogue?.values() ?? [])]
        .filter(({ id }) => id !== 'calls')
        .map(({ id, title }) => (
          <MenuChoice
            key={id}
            chosen={shown.includes(id)}
            onSelect={() => patch({ cols: toggleMetric(search.cols, id) }, { replace: true })}
          >
            {title}
          </MenuChoice>
        ))}
      <MenuLine />
      <MenuItem onSelect={() => patch({ cols: undefined })} disabled={search.cols === undefined}>
        Back to the usual ones
      </MenuItem>
    </Menu>
  );
}
