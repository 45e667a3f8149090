import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { Legend } from '../../charts/ChartTip.tsx';
import type { Line } from '../../charts/line.ts';
import { type Grid, gridOf } from '../../charts/series.ts';
import { TimeSeries } from '../../charts/TimeSeries.tsx';
import { encodeSelection } from '../../differs.ts';
import { exact } from '../../format.ts';
import {
  budgetWords,
  burnWords,
  type Goal,
  type GoalCourse,
  goalWords,
  STATES,
  statusWords,
  useGoalChanges,
  useGoalCourse,
} from '../../goals.ts';
import { Confirm } from '../../parts/Confirm.tsx';
import { ExportMenu } from '../../parts/ExportMenu.tsx';
import { Marked } from '../../parts/Visible.tsx';
import { sheetOfLines } from '../../sheet.ts';
import { useMayChange } from '../../shell/views/views.ts';
import { fixed, stepWords } from '../../time.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button, buttonClass } from '../../ui/Button.tsx';
import { Drawer } from '../../ui/Dialog.tsx';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { goalCallsSearch, useOpenGoalCalls } from './openGoalCalls.ts';
import { SloDialog } from './SloDialog.tsx';

/** One goal: how it stands, how its budget went, and the calls that cost it. */
export function SloDrawer({ goal, onClose }: { goal: Goal; onClose: () => void }) {
  const may = useMayChange();
  const { data, error, refetch } = useGoalCourse(goal.id);
  const { remove } = useGoalChanges();
  const [asked, setAsked] = useState<'change' | 'remove'>();
  const { status } = goal;
  const { word, tone } = STATES[status.state];
  const bad = status.valid - status.good;
  return (
    <Drawer
      open
      onOpenChange={(open) => !open && onClose()}
      className="w-170"
      title={
        <bdi>
          <Marked text={goal.name} />
        </bdi>
      }
      note={`set by ${goal.created_by}`}
    >
      <div className="flex flex-wrap items-center gap-2 border-b border-line px-4 py-2">
        <Badge tone={tone} icon>
          {word}
        </Badge>
        {may && (
          <span className="ml-auto flex gap-1.5">
            <Button onClick={() => setAsked('change')}>Change</Button>
            <Button look="danger" onClick={() => setAsked('remove')}>
              Remove
            </Button>
          </span>
        )}
      </div>
      <div className="flex flex-col gap-4 p-4">
        <div>
          <p className="font-medium">{goalWords(goal)}</p>
          <p className="mt-1 text-muted">{statusWords(status, goal.objective)}</p>
        </div>
        {error && <ErrorNote error={error} retry={() => void refetch()} compact />}
        <BudgetCourse goal={goal} course={data} />
        <Figures goal={goal} />
        {bad > 0 &&
          (data ? <BadCalls goal={goal} count={bad} course={data} /> : !error && <Skeleton className="h-7 w-48" />)}
      </div>
      {asked === 'change' && <SloDialog goal={goal} onClose={() => setAsked(undefined)} />}
      {asked === 'remove' && (
        <Confirm
          title={`Remove “${goal.name}”?`}
          note="It goes for everybody in this project. Calls and numbers stay."
          action="Remove the goal"
          isPending={remove.isPending}
          error={remove.error}
          onConfirm={() => remove.mutate(goal.id, { onSuccess: onClose })}
          onClose={() => setAsked(undefined)}
        />
      )}
    </Drawer>
  );
}

const HEIGHT = 'h-56';

/** The budget left over the window, and the bad calls that took it. */
function BudgetCourse({ goal, course }: { goal: Goal; course: GoalCourse | undefined }) {
  const open = useOpenGoalCalls();
  const grid = useMemo(() => course && gridOf(course.rows, undefined, metaOf(course)), [course]);
  const lines = useMemo(() => (grid ? linesOf(grid) : []), [grid]);
  const filter = course?.bad_calls.filter ?? [];
  return (
    <section aria-label="Budget over the window">
      <header className="flex min-h-8 items-center gap-2">
        <h3 className="font-semibold">Budget left</h3>
        {grid && <span className="text-small text-muted">per {stepWords(grid.step)}</span>}
        <span className="ml-auto">
          <ExportMenu
            what={`${goal.name} budget`}
            sheet={() => grid && sheetOfLines(grid, lines, grid.of('n'))}
            lines={lines}
          />
        </span>
      </header>
      <div className="flex min-h-6">{grid && <Legend lines={lines} />}</div>
      {grid ? (
        <TimeSeries
          label="Budget left over time"
          className={HEIGHT}
          grid={grid}
          lines={lines}
          n={grid.of('n')}
          onPick={(from, to) => open(filter, fixed(from, to))}
          hint="Click for the bad calls"
        />
      ) : (
        <div className={HEIGHT}>
          <Skeleton className="h-full w-full opacity-50" />
        </div>
      )}
    </section>
  );
}

const metaOf = ({ interval, meta }: GoalCourse) => ({ ...meta, interval, elapsed_ms: 0, source: 'raw' as const });

const linesOf = (grid: Grid): Line[] => [
  { label: 'Bad calls', values: grid.of('bad'), unit: 'calls', ink: 'bad', look: 'bars', right: true },
  { label: 'Budget left', values: grid.of('budget_left'), unit: 'ratio', ink: 'series-1' },
];

/** The numbers behind the verdict. */
function Figures({ goal: { status } }: { goal: Goal }) {
  const { burn, pages, valid, n, good, budget } = status;
  const facts: [string, string][] = [
    ['Calls that count', `${exact(valid)}${n > valid ? ` of ${exact(n)}` : ''}`],
    ['Bad calls', `${exact(valid - good)} of ${budget < 10 ? budget.toFixed(1) : exact(budget)} allowed`],
    ['Budget', budgetWords(status)],
    ...(['1h', '6h', '3d'] as const).map((window): [string, string] => [
      `Burn, last ${WINDOWS[window]}`,
      burnWords(burn[window]),
    ]),
  ];
  return (
    <div className="flex flex-col gap-2">
      <dl className="grid grid-cols-3 gap-x-4 gap-y-2.5 max-sm:grid-cols-2">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt className="text-small text-muted">{name}</dt>
            <dd className="font-medium">{value}</dd>
          </div>
        ))}
      </dl>
      <p className="text-small text-muted">
        A burn of 1× uses the budget up in exactly one window. Worth a look at once:{' '}
        {pages
          .map(({ burn: limit, long, short }) => `${burnWords(limit)} over ${minutes(long)} and ${minutes(short)}`)
          .join(', or ')}
        , by more than chance.
        {pages.some(({ reduced }) => reduced) &&
          ' Lowered, for with so large a budget not even total failure would burn faster.'}
      </p>
    </div>
  );
}

const WINDOWS = { '1h': 'hour', '6h': '6 hours', '3d': '3 days' } as const;
const minutes = (count: number): string => (count % 60 === 0 ? `${count / 60}\u00a0h` : `${count}\u00a0min`);

function BadCalls({ goal, count, course }: { goal: Goal; count: number; course: GoalCourse }) {
  const { filter, exact: exactly } = course.bad_calls;
  const range = { from: `now-${goal.window_days}d`, to: 'now' };
  // The goal's own filter comes first: what is bad is the rest.
  const diff = encodeSelection({ filter: filter.slice(goal.filter.length) });
  return (
    <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <Link
        to="/traces"
        search={(before) => ({ ...before, ...goalCallsSearch(filter, range) })}
        className={buttonClass()}
      >
        Open the {exact(count)} bad {count === 1 ? 'call' : 'calls'}
      </Link>
      <Link
        to="/traces"
        search={(before) => ({ ...before, ...goalCallsSearch(goal.filter, range), diff })}
        className={buttonClass()}
      >
        What sets them apart
      </Link>
      {!exactly && (
        <span className="text-small text-muted">
          A filter cannot say it exactly: it finds a few other failures as well.
        </span>
      )}
    </p>
  );
}
