import { useMemo } from 'react';
import { changeOf } from '../../change.ts';
import { Spark } from '../../charts/Spark.tsx';
import { gridOf, wholeOnly } from '../../charts/series.ts';
import { exact } from '../../format.ts';
import { callsBehind } from '../../model.ts';
import { ChangeText } from '../../parts/ChangeText.tsx';
import { MetricFigure } from '../../parts/MetricText.tsx';
import { sheetOfRows } from '../../sheet.ts';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { useMetric, useMetricCatalogue } from '../../useMetric.ts';
import { useView } from '../../view.ts';
import { tileTitle } from './shapes.ts';
import { TileFrame } from './TileFrame.tsx';
import { askedOf, type TileProps } from './useTile.ts';

/** One number: what it is, what became of it, its course, and the calls behind it. */
export function NumberTile({ tile, filter }: TileProps) {
  const { sides } = useView();
  const catalogue = useMetricCatalogue();
  const [id = ''] = tile.metrics;
  const asked = { metrics: askedOf(tile.metrics), filter, compare: tile.compare };
  const total = useMetric(asked);
  const course = useMetric({ ...asked, interval: 'auto', compare: false });
  const metric = catalogue?.get(id);
  const [row] = total.rows;
  const values = useMemo(() => {
    const grid = gridOf(course.rows, undefined, course.meta);
    if (!grid) return [];
    return metric?.kind === 'sum' || metric?.kind === 'count' ? wholeOnly(grid, grid.of(id)) : grid.of(id);
  }, [course.rows, course.meta, metric, id]);
  const change = metric && tile.compare ? changeOf(metric, row, total.before?.[0], sides) : undefined;
  const waiting = total.isPending || !metric;
  return (
    <TileFrame
      title={tileTitle(tile, catalogue)}
      sheet={() => sheetOfRows(total.rows, ['n', ...tile.metrics])}
      error={total.error}
      retry={total.retry}
      isStale={total.isStale}
    >
      <div className="flex h-full flex-col">
        {waiting ? (
          <Skeleton className="h-6 w-24" />
        ) : (
          <p className="flex min-w-0 flex-wrap items-baseline gap-x-2.5">
            <MetricFigure metric={metric} row={row} />
            {change && <ChangeText change={change} />}
            {row && id !== 'calls' && (
              <span className="ml-auto text-note whitespace-nowrap text-muted">n {exact(callsBehind(row, id))}</span>
            )}
          </p>
        )}
        <div className="mt-auto min-h-0">
          <Spark values={values} ink={change?.verdict === 'worse' ? 'bad' : 'series-1'} height={32} />
        </div>
      </div>
    </TileFrame>
  );
}
