import { exact } from '../../format.ts';
import type { Filter } from '../../model.ts';
import { FlaggedCalls } from '../../parts/FlaggedCalls.tsx';
import { MarkersToggle } from '../../parts/MarkersToggle.tsx';
import { SignalCards } from '../../parts/SignalCards.tsx';
import { SignalCourse } from '../../parts/SignalCourse.tsx';
import { metricsOf, SECURITY } from '../../signals.ts';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Page } from '../../ui/Page.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { useMarkers } from '../../useMarkers.ts';
import { useMetric } from '../../useMetric.ts';
import { useView } from '../../view.ts';
import { NoCalls } from '../overview/NoCalls.tsx';
import { Histogram } from '../quality/Histogram.tsx';
import { Seen } from '../reliability/Seen.tsx';
import { Attempts } from './Attempts.tsx';
import { Campaigns } from './Campaigns.tsx';
import { FLAGGED } from './flagged.ts';
import { PersonalData } from './PersonalData.tsx';
import { Sources } from './Sources.tsx';

const METRICS = metricsOf(SECURITY);
const TOXICITY = [
  ['toxicity_input_rate', 'Users', 'series-3'],
  ['toxicity_output_rate', 'Answers', 'series-5'],
] as const satisfies Parameters<typeof SignalCourse>[0]['lines'];
const TOXIC: Filter = { field: 'flags', op: 'in', value: ['toxicity_input', 'toxicity_output'] };

/** Who tries to turn the model, and what gets out? */
export function Screen() {
  const { search, patch } = useView();
  const totals = useMetric({ metrics: METRICS });
  const courses = useMetric({ metrics: METRICS, interval: 'auto' });
  const happened = useMarkers();
  const { markers } = happened;
  const total = totals.rows[0];
  const chosen = SECURITY.find(({ metric }) => metric === search.chart);
  const filter = chosen?.filter[0] ?? FLAGGED;
  if (!totals.isPending && !totals.error && !total?.n)
    return (
      <Page title="Security">
        <NoCalls />
      </Page>
    );
  return (
    <Page
      title="Security"
      note={
        totals.isPending ? <Skeleton className="h-4 w-24" /> : total && `${exact(total.n)} calls, scored by detectors`
      }
      actions={<MarkersToggle of={happened} />}
    >
      {totals.error && <ErrorNote error={totals.error} retry={totals.retry} />}
      <SignalCards
        signals={SECURITY}
        chosen={chosen?.metric}
        onChoose={({ metric }) => patch({ chart: metric === chosen?.metric ? undefined : metric })}
        {...{ totals, courses }}
      />
      {chosen && (
        <div className="grid gap-3.5 md:grid-cols-6">
          <Histogram score={chosen.score} />
          <FlaggedCalls
            className="md:col-span-3"
            title={`Newest: ${chosen.label.toLowerCase()}`}
            filter={filter}
            side={/output|leak/.test(chosen.score) ? 'output' : 'input'}
            none="None was flagged here."
          />
        </div>
      )}
      <Attempts {...{ courses, markers }} />
      <Seen className="min-h-48">
        <Campaigns />
      </Seen>
      <Seen className="min-h-60">
        <div className="grid gap-3.5 md:grid-cols-6">
          <Sources className="md:col-span-3" filter={filter} />
          <PersonalData className="md:col-span-3" />
        </div>
      </Seen>
      <Seen className="min-h-60">
        <SignalCourse
          title="Toxicity"
          note="share of the calls scored for it"
          courses={courses}
          lines={TOXICITY}
          unit="ratio"
          basis="toxicity_input_calls"
          filter={[TOXIC]}
          markers={markers}
          none="No call here was scored for it."
        />
      </Seen>
    </Page>
  );
}
