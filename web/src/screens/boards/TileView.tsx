import { useMemo, useRef } from 'react';
import type { Tile } from '../../boards.ts';
import { Marked } from '../../parts/Visible.tsx';
import { Sight } from '../../sight.ts';
import { CourseTile } from './CourseTile.tsx';
import { HeatTile } from './HeatTile.tsx';
import { NumberTile } from './NumberTile.tsx';
import { RankTile } from './RankTile.tsx';
import { tileTitle } from './shapes.ts';
import { TableTile } from './TableTile.tsx';
import { TileFrame } from './TileFrame.tsx';
import { type TileProps, useNear } from './useTile.ts';
import { filtersOf } from './variables.ts';

/** A tile with its answer. It asks while it is near what is seen. */
export function TileView({ tile, chosen }: { tile: Tile; chosen: ReadonlyMap<string, string> }) {
  const holder = useRef<HTMLDivElement>(null);
  const near = useNear(holder);
  const filter = useMemo(() => filtersOf(tile, chosen), [tile, chosen]);
  const Kind = kindOf(tile);
  return (
    <div ref={holder} className="h-full">
      <Sight value={near}>
        <Kind {...{ tile, filter }} />
      </Sight>
    </div>
  );
}

function kindOf({ kind, group_by }: Tile): (props: TileProps) => React.ReactNode {
  if (kind === 'bar') return group_by.length > 0 ? RankTile : CourseTile;
  return { line: CourseTile, table: TableTile, heatmap: HeatTile, number: NumberTile, text: TextTile }[kind];
}

function TextTile({ tile }: TileProps) {
  return (
    <TileFrame title={tileTitle(tile)}>
      <p
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        dir="auto"
        className="h-full overflow-y-auto [overflow-wrap:anywhere] whitespace-pre-wrap"
      >
        <Marked text={tile.text ?? ''} />
      </p>
    </TileFrame>
  );
}
