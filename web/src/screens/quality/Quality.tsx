import { exact } from '../../format.ts';
import { MarkersToggle } from '../../parts/MarkersToggle.tsx';
import { SignalCards } from '../../parts/SignalCards.tsx';
import { SignalCourse } from '../../parts/SignalCourse.tsx';
import { metricsOf, QUALITY, type Signal } from '../../signals.ts';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Page } from '../../ui/Page.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { useMarkers } from '../../useMarkers.ts';
import { useMetric } from '../../useMetric.ts';
import { useView } from '../../view.ts';
import { NoCalls } from '../overview/NoCalls.tsx';
import { Seen } from '../reliability/Seen.tsx';
import { Drift } from './Drift.tsx';
import { Histogram } from './Histogram.tsx';
import { Refusals } from './Refusals.tsx';
import { Versions } from './Versions.tsx';

const TOTALS = metricsOf(QUALITY);
const COURSES = [...TOTALS, 'output_tokens', 'input_tokens'];

/** Are the answers any good? */
export function Screen() {
  const { search, patch } = useView();
  const totals = useMetric({ metrics: TOTALS });
  const courses = useMetric({ metrics: COURSES, interval: 'auto' });
  const happened = useMarkers();
  const { markers } = happened;
  const total = totals.rows[0];
  const chosen = QUALITY.find(({ metric }) => metric === search.chart) ?? (QUALITY[1] as Signal);
  if (!totals.isPending && !totals.error && !total?.n)
    return (
      <Page title="Quality">
        <NoCalls />
      </Page>
    );
  return (
    <Page
      title="Quality"
      note={
        totals.isPending ? <Skeleton className="h-4 w-24" /> : total && `${exact(total.n)} calls, scored by detectors`
      }
      actions={<MarkersToggle of={happened} />}
    >
      {totals.error && <ErrorNote error={totals.error} retry={totals.retry} />}
      <SignalCards
        signals={QUALITY}
        chosen={chosen.metric}
        onChoose={({ metric }) => patch({ chart: metric })}
        {...{ totals, courses }}
      />
      <div className="grid gap-3.5 md:grid-cols-6">
        <SignalCourse
          className="md:col-span-3"
          title={chosen.label}
          courses={courses}
          lines={[[chosen.metric, chosen.label, 'series-1']]}
          unit="ratio"
          {...{ markers, basis: chosen.basis, filter: chosen.filter, sort: chosen.sort }}
          none="No call here was scored for it."
        />
        <Histogram score={chosen.score} />
      </div>
      <Seen className="min-h-48">
        <Versions />
      </Seen>
      <Seen className="min-h-48">
        <Refusals />
      </Seen>
      <Seen className="min-h-160">
        <div className="flex flex-col gap-3.5">
          <Drift {...{ courses, markers }} />
        </div>
      </Seen>
    </Page>
  );
}
