import { GripVertical, Scaling } from 'lucide-react';
import { type CSSProperties, type ReactNode, useMemo, useRef, useState } from 'react';
import type { Tile } from '../../boards.ts';
import { useMetricCatalogue } from '../../useMetric.ts';
import { rowsOf } from './draft.ts';
import { tileTitle } from './shapes.ts';
import { TileMenu } from './TileMenu.tsx';
import { TileView } from './TileView.tsx';
import { type Drop, GAP, ROW, useArrange } from './useArrange.ts';
import { TileTools } from './useTile.ts';

export interface TileActions {
  edit: (tile: Tile) => void;
  duplicate: (tile: Tile) => void;
  remove: (tile: Tile) => void;
}

interface Props {
  tiles: readonly Tile[];
  chosen: ReadonlyMap<string, string>;
  /** Given while the board is edited. */
  onChange?: ((tiles: Tile[]) => void) | undefined;
  /** Given to those who may change the board. */
  actions?: TileActions | undefined;
}

/** The tiles of a board on twelve columns, on two of a tablet, one below the other on a phone. */
export function TileGrid({ tiles, chosen, onChange, actions }: Props) {
  const grid = useRef<HTMLUListElement>(null);
  const [words, say] = useState('');
  const catalogue = useMetricCatalogue();
  const titleOf = (tile: Tile): string => tileTitle(tile, catalogue);
  const { dragged, sizing, handleProps, sizeProps } = useArrange({
    ...{ grid, tiles, say, titleOf },
    onChange: onChange ?? (() => {}),
  });
  return (
    <>
      <ul
        ref={grid}
        aria-label="Tiles"
        className={`grid grid-cols-1 sm:grid-cols-2 md:grid-cols-12 ${dragged || sizing ? 'select-none' : ''}`}
        style={{ gap: GAP, gridAutoRows: ROW }}
      >
        {tiles.map((tile) => (
          <Place
            key={tile.id}
            tile={sizing?.id === tile.id ? { ...tile, ...sizing } : tile}
            chosen={chosen}
            isDragged={dragged?.id === tile.id}
            drop={dragged?.drop?.over === tile.id ? dragged.drop : undefined}
            menu={<TileMenu tile={tile} chosen={chosen} actions={actions} />}
            handle={
              onChange && (
                <button
                  type="button"
                  data-handle="move"
                  aria-label={`Move ${titleOf(tile)}: drag, or arrow keys`}
                  title="Drag, or press arrow keys"
                  className="-ml-2 inline-flex h-7 w-5 shrink-0 cursor-grab touch-none items-center justify-center rounded-control text-muted hover:bg-hover hover:text-ink active:cursor-grabbing"
                  {...handleProps(tile)}
                >
                  <GripVertical size={14} aria-hidden="true" />
                </button>
              )
            }
          >
            {onChange && (
              <button
                type="button"
                data-handle="size"
                aria-label={`Resize ${titleOf(tile)}: drag, or arrow keys`}
                title="Drag, or press arrow keys"
                className="absolute -right-2 -bottom-2 z-5 inline-flex size-6 cursor-nwse-resize touch-none items-center justify-center rounded-control border border-line bg-bg text-muted hover:bg-hover hover:text-ink max-md:hidden"
                {...sizeProps(tile)}
              >
                <Scaling size={13} className="rotate-90" aria-hidden="true" />
              </button>
            )}
          </Place>
        ))}
      </ul>
      <p className="sr-only" aria-live="polite">
        {words}
      </p>
    </>
  );
}

interface PlaceProps {
  tile: Tile;
  chosen: ReadonlyMap<string, string>;
  isDragged: boolean;
  drop: Drop | undefined;
  handle: ReactNode;
  menu: ReactNode;
  children: ReactNode;
}

function Place({ tile, chosen, isDragged, drop, handle, menu, children }: PlaceProps) {
  const tools = useMemo(() => ({ handle, menu }), [handle, menu]);
  return (
    <li
      data-tile={tile.id}
      style={{ '--columns': tile.width, gridRow: `span ${rowsOf(tile.height)}` } as CSSProperties}
      className={`relative min-w-0 md:[grid-column:span_var(--columns)] ${tile.width > 6 ? 'sm:col-span-2' : ''} ${isDragged ? 'opacity-50' : ''}`}
    >
      <TileTools value={tools}>
        <TileView tile={tile} chosen={chosen} />
      </TileTools>
      {children}
      {drop && <span aria-hidden="true" className={`absolute z-10 rounded-full bg-accent ${EDGES[drop.edge]}`} />}
    </li>
  );
}

const EDGES: Record<Drop['edge'], string> = {
  left: 'inset-y-0 -left-2.25 w-1',
  right: 'inset-y-0 -right-2.25 w-1',
  top: 'inset-x-0 -top-2.25 h-1',
  bottom: 'inset-x-0 -bottom-2.25 h-1',
};
