import type { Marker } from '../charts/marker.ts';
import type { Layer } from '../charts/Stack.tsx';
import { Stack, StackLegend } from '../charts/Stack.tsx';
import type { Grid } from '../charts/series.ts';
import type { Filter } from '../model.ts';
import { useOpenCalls } from '../screens/reliability/useOpenCalls.ts';
import { fixed } from '../time.ts';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Panel } from '../ui/Panel.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import type { MetricAnswer } from '../useMetric.ts';
import { useView } from '../view.ts';
import { ExportMenu } from './ExportMenu.tsx';

const HEIGHT = 'h-56 xl:h-64';

interface Props {
  title: string;
  note: string;
  answer: MetricAnswer;
  grid: Grid | undefined;
  layers: Layer[];
  /** What is told of a bucket's pile: `flagged`. */
  verb: string;
  /** What a click leaves. */
  filter: Filter[];
  markers: Marker[];
  none: string;
}

/** Calls over time, piled up by kind, in a panel. */
export function Piled({ title, note, answer, grid, layers, verb, filter, markers, none }: Props) {
  const { setRange } = useView();
  const open = useOpenCalls();
  const { isPending, isStale, error, retry } = answer;
  const n = grid?.of('n') ?? [];
  return (
    <Panel
      title={title}
      note={isPending ? <Skeleton className="h-3 w-40" /> : note}
      actions={
        <ExportMenu
          what={title}
          sheet={() =>
            grid && {
              columns: ['time', 'n', ...layers.map(({ label }) => label)],
              rows: grid.times.map((time, at) => [
                new Date(time).toISOString(),
                n[at],
                ...layers.map(({ values }) => values[at]),
              ]),
            }
          }
          lines={layers.map(({ label, ink }) => ({ label, ink, look: 'bars' as const }))}
        />
      }
    >
      {error && <ErrorNote error={error} retry={retry} compact />}
      <div className="-mt-1 flex min-h-6 pb-1">{layers.length > 0 && <StackLegend layers={layers} />}</div>
      {grid && layers.length > 0 ? (
        <Stack
          label={`${title}, piled up by kind`}
          className={`${HEIGHT} transition-opacity ${isStale ? 'opacity-60' : ''}`}
          {...{ grid, layers, n, markers, verb }}
          onBrush={(from, to) => setRange(fixed(from, to))}
          onPick={(from, to) => open(filter, { range: fixed(from, to) })}
          hint="Click for the calls"
        />
      ) : (
        <div className={`${HEIGHT} flex items-center justify-center text-muted`}>
          {isPending ? <Skeleton className="h-full w-full opacity-50" /> : error ? null : none}
        </div>
      )}
    </Panel>
  );
}
