import { exact } from '../../format.ts';
import { useGoals } from '../../goals.ts';
import { MarkersToggle } from '../../parts/MarkersToggle.tsx';
import { Settled } from '../../parts/Settled.tsx';
import { useLinesBefore } from '../../parts/useStored.ts';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Page } from '../../ui/Page.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { useMarkers } from '../../useMarkers.ts';
import { type MetricAnswer, useMetric, useMetricCatalogue } from '../../useMetric.ts';
import { useView } from '../../view.ts';
import { Availability } from './Availability.tsx';
import { type ErrorCourse, type RowsAnswer, useRows } from './answers.ts';
import { Errors } from './Errors.tsx';
import { ErrorTexts } from './ErrorTexts.tsx';
import { Latency } from './Latency.tsx';
import { Limits } from './Limits.tsx';
import { Seen } from './Seen.tsx';
import { Slos } from './Slos.tsx';
import { Speed } from './Speed.tsx';
import { UnderLoad } from './UnderLoad.tsx';
import { besideWords, reliabilityWords } from './words.ts';

const TOTALS = ['calls', 'availability', 'latency_p95', 'error_rate'];
const COURSES = [
  'calls',
  'latency_p50',
  'latency_p95',
  'latency_p99',
  'ttft_p50',
  'ttft_p95',
  'ttft_p99',
  'ttft_calls',
  'output_tokens_per_second',
];

/** Do calls come through, and how fast? */
export function Screen() {
  const { versions } = useView();
  const totals = useMetric({ metrics: TOTALS, compare: versions !== undefined });
  const courses = useMetric({ metrics: COURSES, interval: 'auto' });
  const errors = useRows('/errors');
  const happened = useMarkers();
  const { markers } = happened;
  const goals = useGoals();
  const goalsBefore = useLinesBefore('goals.lines', undefined);
  const total = totals.rows[0];
  return (
    <Page
      title="Reliability"
      note={totals.isPending ? <Skeleton className="h-4 w-24" /> : total && `${exact(total.n)} calls`}
      actions={<MarkersToggle of={happened} />}
    >
      <Summary totals={totals} errors={errors} />
      <Slos />
      <Settled when={goals.data !== undefined || goals.isError || goalsBefore !== undefined}>
        <Latency courses={courses} markers={markers} />
        <div className="grid gap-3.5 md:grid-cols-6">
          <Speed of="first" courses={courses} markers={markers} />
          <Speed of="speed" courses={courses} markers={markers} />
        </div>
        <Errors answer={errors} courses={courses} markers={markers} />
        <Seen className="min-h-1">
          <ErrorTexts />
        </Seen>
        <Seen className="min-h-48">
          <Availability markers={markers} />
        </Seen>
        <Seen className="min-h-80">
          <UnderLoad />
        </Seen>
        <Seen className="min-h-1">
          <Limits />
        </Seen>
      </Settled>
    </Page>
  );
}

/** What the page says, in words. */
function Summary({ totals, errors }: { totals: MetricAnswer; errors: RowsAnswer<ErrorCourse> }) {
  const { sides } = useView();
  const metrics = useMetricCatalogue();
  const total = totals.rows[0];
  const said =
    total && !errors.isPending && (!sides.apart || metrics)
      ? [
          ...reliabilityWords(total, errors.data),
          ...(sides.apart && metrics ? besideWords(metrics, total, totals.before?.[0], sides) : []),
        ]
      : undefined;
  if (totals.error) return <ErrorNote error={totals.error} retry={totals.retry} />;
  return (
    <Panel
      className={`flex *:flex *:flex-1 *:flex-col *:justify-center ${sides.apart ? 'min-h-17.5 max-md:min-h-24 max-sm:min-h-45' : 'min-h-13 max-sm:min-h-31'}`}
    >
      {said ? <p className="max-w-[110ch]">{said.join(' ')}</p> : <Skeleton className="h-4 w-100 max-w-[70vw]" />}
    </Panel>
  );
}
