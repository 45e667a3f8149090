import { changeOf } from '../../change.ts';
import { exact, plural } from '../../format.ts';
import { callsBehind, type MetricInfo, type Row } from '../../model.ts';
import { ChangeText } from '../../parts/ChangeText.tsx';
import { MetricText, metricWords } from '../../parts/MetricText.tsx';
import { Marked } from '../../parts/Visible.tsx';
import type { RankedBar } from '../../picture.ts';
import { sheetOfRows } from '../../sheet.ts';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { useMetric, useMetricCatalogue } from '../../useMetric.ts';
import { useView } from '../../view.ts';
import { filtersOf } from '../traces/groups.ts';
import { SHAPES, tileTitle } from './shapes.ts';
import { Nothing, TileFrame } from './TileFrame.tsx';
import { askedOf, type TileProps, useOnly } from './useTile.ts';

/** One metric by group, ranked; a row leaves only its calls on the board. */
export function RankTile({ tile, filter }: TileProps) {
  const catalogue = useMetricCatalogue();
  const [id = ''] = tile.metrics;
  const [field = ''] = tile.group_by;
  const answer = useMetric({
    metrics: askedOf(tile.metrics),
    filter,
    group_by: tile.group_by,
    order_by: tile.order_by ?? `-${id}`,
    limit: tile.limit ?? SHAPES.bar.limit[1],
    compare: tile.compare,
  });
  const { rows, before, isPending, isStale, error, retry } = answer;
  const metric = catalogue?.get(id);
  const most = Math.max(...rows.map((row) => amountOf(row, id)), 0);
  const title = tileTitle(tile, catalogue);
  return (
    <TileFrame
      title={title}
      note={!isPending && plural(rows.length, 'group')}
      sheet={() => sheetOfRows(rows, [field, 'n', id])}
      bars={() => (metric ? rows.map((row) => barOf(row, field, metric, most)) : [])}
      {...{ error, retry, isStale }}
      flush
    >
      {metric && rows.length > 0 ? (
        <ul
          aria-label={title}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
          className="h-full overflow-y-auto px-1.5 pb-1.5 outline-offset-[-2px]"
        >
          {rows.map((row) => (
            <RankRow
              key={String(row[field] ?? '')}
              {...{ row, field, metric, most }}
              old={before?.find((other) => other[field] === row[field])}
            />
          ))}
        </ul>
      ) : isPending ? (
        <div className="px-3.5">
          <Skeleton className="h-24 w-full opacity-50" />
        </div>
      ) : (
        !error && <Nothing>No calls here.</Nothing>
      )}
    </TileFrame>
  );
}

const amountOf = (row: Row, id: string): number => (typeof row[id] === 'number' ? row[id] : 0);

const nameOf = (row: Row, field: string): string => (row[field] === undefined ? `no ${field}` : String(row[field]));
const shareOf = (row: Row, id: string, most: number): number => (most > 0 ? Math.max(0, amountOf(row, id) / most) : 0);

const barOf = (row: Row, field: string, metric: MetricInfo, most: number): RankedBar => ({
  label: nameOf(row, field),
  value: metricWords(metric, row),
  share: shareOf(row, metric.id, most),
});

interface RowProps {
  row: Row;
  old: Row | undefined;
  field: string;
  metric: MetricInfo;
  most: number;
}

function RankRow({ row, old, field, metric, most }: RowProps) {
  const { sides } = useView();
  const only = useOnly();
  const name = nameOf(row, field);
  const share = shareOf(row, metric.id, most);
  return (
    <li>
      <button
        type="button"
        title={`Only ${name}: n = ${exact(callsBehind(row, metric.id))}`}
        onClick={() => only(filtersOf(row, [field]))}
        className="relative flex h-7 w-full items-center gap-2 rounded-control px-2 text-left outline-offset-[-2px] transition-colors hover:bg-hover"
      >
        <span
          aria-hidden="true"
          className="absolute inset-y-0.5 left-0 rounded-tag bg-series-1 opacity-20"
          style={{ width: `${(share * 100).toFixed(1)}%` }}
        />
        <bdi className={`relative min-w-0 flex-1 truncate ${row[field] === undefined ? 'text-muted' : ''}`}>
          <Marked text={name} />
        </bdi>
        <span className="relative shrink-0">
          <ChangeText change={changeOf(metric, row, old, sides)} quiet />
        </span>
        <span className="relative shrink-0 font-semibold">
          <MetricText metric={metric} row={row} />
        </span>
      </button>
    </li>
  );
}
