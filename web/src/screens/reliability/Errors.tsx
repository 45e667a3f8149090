import { useMemo } from 'react';
import type { Marker } from '../../charts/marker.ts';
import type { Layer } from '../../charts/Stack.tsx';
import { Stack, StackLegend } from '../../charts/Stack.tsx';
import { type Grid, gridOf } from '../../charts/series.ts';
import { exact, text } from '../../format.ts';
import { ExportMenu } from '../../parts/ExportMenu.tsx';
import { fixed, stepWords } from '../../time.ts';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { Segmented } from '../../ui/Tabs.tsx';
import type { MetricAnswer } from '../../useMetric.ts';
import { useView } from '../../view.ts';
import type { ErrorCourse, RowsAnswer } from './answers.ts';
import { layersOf } from './classes.ts';
import { FAILED, useOpenCalls } from './useOpenCalls.ts';

const HEIGHT = 'h-56 xl:h-64';
const BY = [
  { value: 'class', label: 'By kind' },
  { value: 'status', label: 'By HTTP status' },
] as const;

interface Props {
  answer: RowsAnswer<ErrorCourse>;
  courses: MetricAnswer;
  markers: Marker[];
}

/** What failed when, by kind of failure or by HTTP status. */
export function Errors({ answer, courses, markers }: Props) {
  const { search, patch, setRange } = useView();
  const open = useOpenCalls();
  const by = search.by === 'status' ? 'status' : 'class';
  const { data, isPending, isStale, error, retry } = answer;
  const picture = useMemo(() => data && layersOf(data, by), [data, by]);
  const n = useMemo(() => (picture ? callsOn(picture.grid, courses) : []), [picture, courses]);
  const failed = (data?.rows ?? []).reduce((sum, row) => sum + row.n, 0);
  const calls = n.reduce<number>((sum, count) => sum + (count ?? 0), 0);
  return (
    <Panel
      title="Errors"
      note={
        <span className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          {picture ? (
            <span>
              {exact(failed)} of n = {exact(calls)}
              {calls > 0 && ` (${text(Math.min(1, failed / calls), 'ratio')})`} · per {stepWords(picture.grid.step)}
            </span>
          ) : (
            <Skeleton className="h-3 w-60" />
          )}
          <Segmented
            label="Errors by"
            value={by}
            onChange={(chosen) => patch({ by: chosen === 'status' ? 'status' : undefined })}
            options={BY}
          />
        </span>
      }
      actions={
        <ExportMenu
          what="Errors"
          sheet={() => picture && sheetOf(picture.grid, picture.layers, n)}
          lines={picture?.layers.map(({ label, ink }) => ({ label, ink, look: 'bars' as const })) ?? []}
        />
      }
    >
      {error && <ErrorNote error={error} retry={retry} compact />}
      <div className="-mt-1 flex min-h-6 pb-1 max-sm:min-h-12">
        {picture && <StackLegend layers={picture.layers} />}
      </div>
      {picture && picture.layers.length > 0 ? (
        <Stack
          label={by === 'class' ? 'Failed calls by kind over time' : 'Failed calls by HTTP status over time'}
          className={`${HEIGHT} transition-opacity ${isStale ? 'opacity-60' : ''}`}
          {...picture}
          {...{ n, markers }}
          onBrush={(from, to) => setRange(fixed(from, to))}
          onPick={(from, to) => open([FAILED], { range: fixed(from, to) })}
          hint="Click for the failed calls"
        />
      ) : (
        <div className={`${HEIGHT} flex items-center justify-center text-muted`}>
          {isPending ? <Skeleton className="h-full w-full opacity-50" /> : error ? null : 'No call failed.'}
        </div>
      )}
    </Panel>
  );
}

/** Calls on the buckets of the failures. */
function callsOn({ times, step }: Grid, { rows, meta }: MetricAnswer): (number | null)[] {
  const course = gridOf(rows, undefined, meta);
  if (!course || course.step !== step) return times.map(() => null);
  const shift = Math.round(((times[0] ?? 0) - (course.times[0] ?? 0)) / step);
  const counts = course.of('n');
  return times.map((_, at) => counts[at + shift] ?? null);
}

const sheetOf = ({ times }: Grid, layers: readonly Layer[], n: (number | null)[]) => ({
  columns: ['time', 'n', ...layers.map(({ label }) => label)],
  rows: times.map((time, at) => [new Date(time).toISOString(), n[at], ...layers.map(({ values }) => values[at])]),
});
