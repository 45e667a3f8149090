import type { BoardSummary, TileKind } from '../../boards.ts';
import { COLUMNS, rowsOf } from './draft.ts';

const [WIDTH, ROW, GAP, MOST_ROWS] = [240, 20, 4, 5];

const FILLS: Record<TileKind, string> = {
  line: 'var(--series-1)',
  bar: 'var(--series-2)',
  table: 'var(--faint)',
  heatmap: 'var(--series-3)',
  number: 'var(--series-5)',
  text: 'var(--strong)',
};

/** How a board is laid out, from afar. */
export function BoardMap({ tiles }: Pick<BoardSummary, 'tiles'>) {
  const places = placed(tiles).filter(({ row }) => row < MOST_ROWS);
  const column = (WIDTH + GAP) / COLUMNS;
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${MOST_ROWS * (ROW + GAP) - GAP}`}
      preserveAspectRatio="xMidYMin slice"
      className="block h-27 w-full"
      aria-hidden="true"
    >
      {places.map(({ kind, at, row, width, rows }) => {
        const box = {
          x: at * column,
          y: row * (ROW + GAP),
          width: width * column - GAP,
          height: rows * (ROW + GAP) - GAP,
        };
        return (
          <g key={`${row}/${at}`}>
            <rect {...box} rx={3} fill="var(--hover)" stroke="var(--line)" />
            <Sketch kind={kind} {...box} />
          </g>
        );
      })}
    </svg>
  );
}

type Box = Record<'x' | 'y' | 'width' | 'height', number>;

/** A few strokes that tell the kind of a tile. */
function Sketch({ kind, x, y, width, height }: Box & { kind: TileKind }) {
  const fill = FILLS[kind];
  const [left, top, inner, tall] = [x + 5, y + 5, Math.max(4, width - 10), Math.max(4, height - 10)];
  if (kind === 'line')
    return (
      <path
        d={`M${left} ${top + tall * 0.8}l${inner * 0.3} ${-tall * 0.4}l${inner * 0.3} ${tall * 0.2}l${inner * 0.4} ${-tall * 0.5}`}
        fill="none"
        stroke={fill}
        strokeWidth={1.5}
      />
    );
  const lines = Math.max(1, Math.floor(tall / 8));
  if (kind === 'number')
    return <rect x={left} y={top} width={Math.min(16, inner)} height={tall * 0.7} rx={2} fill={fill} />;
  if (kind === 'heatmap') return <rect x={left} y={top} width={inner} height={tall} rx={2} fill={fill} opacity={0.5} />;
  return Array.from({ length: lines }, (_, at) => (
    <rect
      // biome-ignore lint/suspicious/noArrayIndexKey: strokes of a sketch have no names
      key={at}
      x={left}
      y={top + at * 8}
      width={
        kind === 'bar' ? inner * (1 - at / (lines + 1)) : kind === 'text' && at === lines - 1 ? inner * 0.6 : inner
      }
      height={3}
      rx={1.5}
      fill={fill}
      opacity={0.7}
    />
  ));
}

interface Placed {
  kind: TileKind;
  at: number;
  row: number;
  width: number;
  rows: number;
}

/** Where a grid puts tiles that follow one another: each at the first free place that is not before the last one's. */
function placed(tiles: BoardSummary['tiles']): Placed[] {
  const taken = new Set<number>();
  let from = 0;
  return tiles.map(({ kind, width, height }) => {
    const rows = rowsOf(height);
    const cells = (start: number): number[] =>
      Array.from({ length: rows * width }, (_, i) => start + Math.floor(i / width) * COLUMNS + (i % width));
    while ((from % COLUMNS) + width > COLUMNS || cells(from).some((cell) => taken.has(cell))) from++;
    for (const cell of cells(from)) taken.add(cell);
    return { kind, at: from % COLUMNS, row: Math.floor(from / COLUMNS), width, rows };
  });
}
