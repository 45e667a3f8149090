import { Link, Navigate } from '@tanstack/react-router';
import { CornerDownLeft } from 'lucide-react';
import { useChanges } from '../../changes.ts';
import { exact } from '../../format.ts';
import { useGoals } from '../../goals.ts';
import { Settled } from '../../parts/Settled.tsx';
import { useLinesBefore } from '../../parts/useStored.ts';
import { useSystem } from '../../queries.ts';
import { ago, smallStep } from '../../time.ts';
import { buttonClass } from '../../ui/Button.tsx';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Page } from '../../ui/Page.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { useMarkers } from '../../useMarkers.ts';
import { type MetricAnswer, useMetric, useMetricCatalogue } from '../../useMetric.ts';
import { useView } from '../../view.ts';
import { Breakdown, groupRows } from './Breakdown.tsx';
import { Cards } from './Cards.tsx';
import { Changes } from './Changes.tsx';
import { Charts } from './Charts.tsx';
import { Goals } from './Goals.tsx';
import { BREAKDOWN, COURSES, TOTALS } from './measures.ts';
import { NoCalls } from './NoCalls.tsx';
import { SummaryPanel } from './SummaryPanel.tsx';

const GROUP_LIMIT = 200;
/** Prompts whose course is drawn: as many as the table shows at first. */
const COURSES_SHOWN = 8;

/** Are we well, and what changed? */
export function Screen() {
  const { range } = useView();
  const { data: system } = useSystem();
  const metrics = useMetricCatalogue();
  const totals = useMetric({ metrics: TOTALS });
  const courses = useMetric({ metrics: COURSES, interval: 'auto' });
  const prompts = useMetric({ metrics: BREAKDOWN, group_by: ['prompt'], order_by: '-calls', limit: GROUP_LIMIT });
  const promptCourses = useMetric({
    metrics: ['latency_p95'],
    group_by: ['prompt'],
    interval: smallStep(range),
    order_by: '-calls',
    limit: COURSES_SHOWN,
    compare: false,
  });
  const models = useMetric({ metrics: BREAKDOWN, group_by: ['model'], order_by: '-calls', limit: GROUP_LIMIT });
  const changes = useChanges();
  const happened = useMarkers(changes);
  const goals = useGoals();
  const goalsBefore = useLinesBefore('goals.lines', undefined);
  const now = totals.rows[0];
  const empty = !totals.isPending && !totals.error && (now === undefined || now.n === 0);

  const nothing = now === undefined && totals.error !== null;

  if (system?.calls === false && empty) return <Navigate to="/connect" replace />;
  return (
    <Page title="Overview" note={<Extent totals={totals} prompts={prompts} models={models} />} actions={<OpenCalls />}>
      <Failure answers={[totals, courses, prompts, models]} />
      <Goals />
      <Settled when={goals.data !== undefined || goals.isError || goalsBefore !== undefined}>
        {empty && <NoCalls />}
        {!empty && !nothing && (
          <div className={`flex flex-col gap-3.5 transition-opacity ${totals.isStale ? 'opacity-60' : ''}`}>
            <SummaryPanel metrics={metrics} totals={totals} prompts={prompts} models={models} />
            <Cards metrics={metrics} totals={totals} courses={courses} />
            <Changes answer={changes} metrics={metrics} happened={happened} />
            <Charts metrics={metrics} courses={courses} markers={happened.markers} />
            <div className="grid gap-3.5 [grid-template-columns:repeat(auto-fit,minmax(min(100%,720px),1fr))]">
              <Breakdown field="prompt" title="By prompt" metrics={metrics} answer={prompts} courses={promptCourses} />
              <Breakdown field="model" title="By model" metrics={metrics} answer={models} />
            </div>
          </div>
        )}
      </Settled>
    </Page>
  );
}

const OpenCalls = () => (
  <Link to="/traces" className={buttonClass()}>
    Open the calls
    <CornerDownLeft size={13} className="text-muted" aria-hidden="true" />
  </Link>
);

/** How much there is to see: `61,204 calls · 38 prompts · 11 models`. */
function Extent({ totals, prompts, models }: Record<'totals' | 'prompts' | 'models', MetricAnswer>) {
  if (!totals.rows[0] && totals.error) return null;
  if (totals.isPending) return <Skeleton className="h-4 w-56" />;
  const groups = ({ rows }: MetricAnswer, field: string) => {
    const { length } = groupRows(rows, field);
    return `${exact(length)}${length >= GROUP_LIMIT ? '+' : ''} ${field}${length === 1 ? '' : 's'}`;
  };
  return (
    <>
      {exact(totals.rows[0]?.n ?? 0)} calls · {groups(prompts, 'prompt')} · {groups(models, 'model')}
    </>
  );
}

/** What could not be loaded; the last picture stays below. */
function Failure({ answers }: { answers: MetricAnswer[] }) {
  const failed = answers.find(({ error }) => error !== null);
  if (!failed?.error) return null;
  const retry = () => {
    for (const answer of answers) if (answer.error) answer.retry();
  };
  return (
    <div className="flex flex-col gap-1">
      <ErrorNote error={failed.error} retry={retry} />
      {failed.updatedAt > 0 && (
        <p className="text-small text-muted">Below is what was known {ago(failed.updatedAt)}.</p>
      )}
    </div>
  );
}
