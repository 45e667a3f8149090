import { MoreHorizontal } from 'lucide-react';
import type { Tile } from '../../boards.ts';
import { useDiffers } from '../../parts/useDiffers.ts';
import { Menu, MenuItem, MenuLine } from '../../ui/Menu.tsx';
import { useMetricCatalogue } from '../../useMetric.ts';
import { tileTitle } from './shapes.ts';
import type { TileActions } from './TileGrid.tsx';
import { useOpenTile } from './useTile.ts';
import { filtersOf } from './variables.ts';

interface Props {
  tile: Tile;
  chosen: ReadonlyMap<string, string>;
  actions: TileActions | undefined;
}

/** What can be done with a tile. */
export function TileMenu({ tile, chosen, actions }: Props) {
  const catalogue = useMetricCatalogue();
  const differs = useDiffers();
  const filter = filtersOf(tile, chosen);
  const open = useOpenTile({ tile, filter });
  const asks = tile.kind !== 'text';
  if (!asks && !actions) return null;
  return (
    <Menu
      align="end"
      trigger={
        <button
          type="button"
          aria-label={`More for ${tileTitle(tile, catalogue)}`}
          title="More"
          className="inline-flex size-7 items-center justify-center rounded-control text-muted transition-colors hover:bg-hover hover:text-ink"
        >
          <MoreHorizontal size={14} aria-hidden="true" />
        </button>
      }
    >
      {asks && <MenuItem onSelect={() => open()}>Open the calls</MenuItem>}
      {asks && filter.length > 0 && (
        <MenuItem onSelect={() => differs({ filter })}>What differs from the rest</MenuItem>
      )}
      {asks && actions && <MenuLine />}
      {actions && (
        <>
          <MenuItem onSelect={() => actions.edit(tile)}>Edit …</MenuItem>
          <MenuItem onSelect={() => actions.duplicate(tile)}>Duplicate</MenuItem>
          <MenuItem danger onSelect={() => actions.remove(tile)}>
            Remove
          </MenuItem>
        </>
      )}
    </Menu>
  );
}
