import { type Box, type HeatGrid, within } from '../../charts/heatGrid.ts';
import { latencyWords } from '../../charts/useHeatCursor.ts';
import { exact, plural, text } from '../../format.ts';
import type { Filter } from '../../model.ts';
import { useDiffers } from '../../parts/useDiffers.ts';
import { fixed, rangeWords } from '../../time.ts';
import { Button } from '../../ui/Button.tsx';
import { useView } from '../../view.ts';
import { useOpenCalls } from './useOpenCalls.ts';

interface Props {
  grid: HeatGrid | undefined;
  box: Box | undefined;
  measure: 'duration_ms' | 'ttft_ms';
  about: boolean;
}

/** What the chosen box holds and where it leads. Its room is kept, so that nothing moves when a box is drawn. */
export function Selected({ grid, box, measure, about }: Props) {
  const { patch, setRange } = useView();
  const open = useOpenCalls();
  const differs = useDiffers();
  if (!grid || !box)
    return (
      <p className={`flex min-h-9 items-center text-small text-muted ${box ? 'max-sm:min-h-30' : 'max-sm:min-h-18'}`}>
        {grid && grid.n > 0 && (
          <span>
            <span className="pointer-coarse:hidden">Drag a box, or click a cell,</span>
            <span className="hidden pointer-coarse:inline">Drag a box sideways, or hold and drag,</span>
            &nbsp;to see its calls and what sets them apart.
          </span>
        )}
      </p>
    );
  const { n, errors } = within(grid, box);
  const filters: Filter[] = [
    { field: measure, op: 'gte', value: box.low },
    ...(box.high === undefined ? [] : [{ field: measure, op: 'lt' as const, value: box.high }]),
  ];
  const range = fixed(box.from, box.to);
  return (
    <div
      className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1.5 max-sm:min-h-30"
      role="status"
      aria-label="Selection"
    >
      <p className="min-w-0">
        <span className="mr-2 inline-block size-2.5 rounded-[2px] border border-series-2" aria-hidden="true" />
        <span className="font-semibold">
          {about && 'about '}
          {plural(n, 'call')}
        </span>{' '}
        <span className="text-muted">
          {grid.n > 0 && `(${text(n / grid.n, 'ratio')}) `}
          {rangeWords(range)}, {latencyWords({ from: box.low, ...(box.high === undefined ? {} : { to: box.high }) })}
          {errors > 0 && `, ${exact(errors)} failed`}
        </span>
      </p>
      <div className="ml-auto flex flex-wrap gap-1.5">
        <Button size="small" look="primary" disabled={n === 0} onClick={() => differs({ filter: filters, range })}>
          What differs
        </Button>
        <Button size="small" disabled={n === 0} onClick={() => open(filters, { range, sort: `-${measure}` })}>
          Open these calls
        </Button>
        <Button size="small" onClick={() => setRange(range)}>
          Zoom in
        </Button>
        <Button size="small" look="quiet" onClick={() => patch({ box: undefined })}>
          Clear
        </Button>
      </div>
    </div>
  );
}
