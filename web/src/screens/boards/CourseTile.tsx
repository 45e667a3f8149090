import { useMemo } from 'react';
import type { Line } from '../../charts/line.ts';
import { concerning } from '../../charts/marker.ts';
import { TimeSeries } from '../../charts/TimeSeries.tsx';
import { exact } from '../../format.ts';
import { useDiffers } from '../../parts/useDiffers.ts';
import { sheetOfLines } from '../../sheet.ts';
import { fixed, stepWords } from '../../time.ts';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { useMarkers } from '../../useMarkers.ts';
import { useMetric, useMetricCatalogue } from '../../useMetric.ts';
import { useView } from '../../view.ts';
import { courseOf } from './course.ts';
import { SHAPES, tileTitle } from './shapes.ts';
import { Nothing, TileFrame } from './TileFrame.tsx';
import { askedOf, type TileProps, useOpenTile } from './useTile.ts';

const NO_LINES: Line[] = [];

/** Metrics over time, or one metric of the leading groups; drag zooms, a click opens the calls. */
export function CourseTile({ tile, filter }: TileProps) {
  const { setRange, sides } = useView();
  const open = useOpenTile({ tile, filter });
  const differs = useDiffers();
  const catalogue = useMetricCatalogue();
  const happened = useMarkers();
  const markers = useMemo(() => concerning(happened.markers, filter), [happened.markers, filter]);
  const [field] = tile.group_by;
  const compared = tile.compare && field === undefined && tile.metrics.length === 1;
  const { rows, before, meta, isPending, isStale, error, retry } = useMetric({
    metrics: askedOf(tile.metrics),
    filter,
    interval: tile.interval,
    compare: compared,
    ...(field === undefined
      ? {}
      : {
          group_by: [field],
          order_by: tile.order_by ?? `-${tile.metrics[0]}`,
          limit: tile.limit ?? SHAPES.line.limit[1],
        }),
  });
  const course = useMemo(
    () => catalogue && courseOf({ tile, rows, before, meta, catalogue, dashed: sides.before }),
    [tile, rows, before, meta, catalogue, sides.before],
  );
  const lines = course?.lines ?? NO_LINES;
  const title = tileTitle(tile, catalogue);
  const n = course?.n.reduce<number>((sum, value) => sum + (value ?? 0), 0);
  const step = course && tile.kind === 'bar' ? ` · per ${stepWords(course.grid.step)}` : '';
  return (
    <TileFrame
      title={title}
      note={isPending ? <Skeleton className="h-3 w-16" /> : n !== undefined && `n = ${exact(n)}${step}`}
      sheet={() => course && sheetOfLines(course.grid, lines, course.n)}
      lines={lines}
      legend={tile.height !== 'small' && (field !== undefined || tile.metrics.length > 1)}
      {...{ error, retry, isStale }}
    >
      {course && lines.length > 0 ? (
        <TimeSeries
          label={`${title} over time`}
          className="h-full"
          grid={course.grid}
          n={course.n}
          lines={lines}
          markers={markers}
          hint="Click for the calls. Shift + drag: what differs"
          onBrush={(from, to) => setRange(fixed(from, to))}
          onPick={(from, to) => open(fixed(from, to))}
          onCompare={(from, to) => differs({ filter, range: fixed(from, to) })}
        />
      ) : isPending ? (
        <Skeleton className="h-full w-full opacity-50" />
      ) : (
        !error && <Nothing>Nothing known here.</Nothing>
      )}
    </TileFrame>
  );
}
