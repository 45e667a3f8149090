import { Link } from '@tanstack/react-router';
import { CircleAlert, CircleCheck, CircleDashed, TriangleAlert } from 'lucide-react';
import { useEffect } from 'react';
import { exact } from '../../format.ts';
import {
  budgetWords,
  daysWords,
  type Goal,
  type GoalState,
  goalWords,
  NEW_GOAL,
  STATES,
  shareWords,
  sinceWords,
  useGoals,
} from '../../goals.ts';
import { useStoredText } from '../../parts/useStored.ts';
import { Marked } from '../../parts/Visible.tsx';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';

/** Goals shown at most; the rest is a click away. */
const MOST = 8;
const GRID =
  'grid overflow-hidden rounded-panel border border-line bg-panel [grid-template-columns:repeat(auto-fit,minmax(min(100%,300px),1fr))]';
/** Hairlines between cells, whatever number of them stands in the last row. */
const CELL = '-mr-px -mb-px min-w-0 border-r border-b border-line';

/** How the project's goals stand, the worst first; a quiet line where none is set. */
export function Goals() {
  const { data: goals, error, refetch } = useGoals();
  const [kept = '0', setKept] = useStoredText('goals.lines');
  const found = goals && String(goals.length);
  useEffect(() => {
    if (found !== undefined && found !== kept) setKept(found);
  }, [found, kept, setKept]);
  if (error && !goals) return <ErrorNote error={error} retry={() => void refetch()} compact />;
  if (!goals) return <Waiting lines={Math.min(MOST, Number(kept) || 0)} />;
  if (goals.length === 0)
    return (
      <p className="h-5 text-small text-muted">
        No goals yet{' · '}
        <Link to="/reliability" search={(before) => ({ ...before, sel: NEW_GOAL })} className="text-accent underline">
          Set one
        </Link>
      </p>
    );
  const rest = goals.slice(MOST);
  return (
    <section aria-label="Goals">
      <ul className={GRID}>
        {goals.slice(0, MOST).map((goal) => (
          <li key={goal.id} className={CELL}>
            <GoalLine goal={goal} />
          </li>
        ))}
      </ul>
      {rest.length > 0 && (
        <Link
          to="/reliability"
          hash="goals"
          search={(before) => before}
          className={`${LINK} mt-1 inline-block text-small`}
        >
          {rest.length} more, {rest.filter(({ status }) => status.state === 'ok').length} of them ok
        </Link>
      )}
    </section>
  );
}

const LINK = 'text-accent underline decoration-strong underline-offset-3 hover:decoration-current';

/** As high as the last answer here was, so that nothing moves when the next one comes. */
const Waiting = ({ lines }: { lines: number }) =>
  lines === 0 ? (
    <Skeleton className="h-5 w-40" />
  ) : (
    <div className={GRID}>
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: empty lines have nothing else
        <div key={line} className={CELL}>
          <div className="flex h-14 items-center px-3.5">
            <Skeleton className="h-4 w-48" />
          </div>
        </div>
      ))}
    </div>
  );

const ICONS: Record<GoalState, typeof CircleCheck> = {
  ok: CircleCheck,
  at_risk: TriangleAlert,
  broken: CircleAlert,
  too_few: CircleDashed,
  no_calls: CircleDashed,
};
const INKS = { ok: 'text-ok', warn: 'text-warn', bad: 'text-bad', plain: 'text-muted', accent: 'text-accent' } as const;

function GoalLine({ goal }: { goal: Goal }) {
  const { status, objective } = goal;
  const { word, tone } = STATES[status.state];
  const Icon = ICONS[status.state];
  const said = [
    status.sli === undefined ? undefined : `${shareWords(status.sli, objective)} of ${exact(status.valid)}`,
    status.state === 'too_few' || status.state === 'no_calls'
      ? undefined
      : status.budget_left > 0
        ? `${budgetWords(status)} of budget`
        : budgetWords(status),
    status.state === 'at_risk' && status.forecast_days !== undefined
      ? `gone in ${daysWords(status.forecast_days)}`
      : undefined,
  ];
  return (
    <Link
      to="/reliability"
      search={(before) => ({ ...before, sel: goal.id })}
      title={goalWords(goal)}
      className="flex h-14 items-center gap-2.5 px-3.5 outline-offset-[-2px] transition-colors hover:bg-hover"
    >
      <Icon size={16} className={`shrink-0 ${INKS[tone]}`} aria-hidden="true" />
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-2">
          <span className="min-w-0 truncate font-medium">
            <bdi>
              <Marked text={goal.name} />
            </bdi>
          </span>
          <span className={`ml-auto shrink-0 text-small font-semibold ${INKS[tone]}`}>{word}</span>
        </span>
        <span className="flex items-baseline gap-2 text-small text-muted">
          <span className="min-w-0 truncate">{said.filter(Boolean).join(' · ')}</span>
          <span className="ml-auto shrink-0">{status.state === 'ok' ? '' : sinceWords(status.since)}</span>
        </span>
      </span>
    </Link>
  );
}
