import { Plus } from 'lucide-react';
import { exact } from '../../format.ts';
import {
  budgetWords,
  burnWords,
  type Goal,
  goalWords,
  NEW_GOAL,
  objectiveWords,
  STATES,
  shareWords,
  sinceWords,
  useGoals,
  windowWords,
} from '../../goals.ts';
import { ExportMenu } from '../../parts/ExportMenu.tsx';
import { useLinesBefore } from '../../parts/useStored.ts';
import { Marked } from '../../parts/Visible.tsx';
import { useMayChange } from '../../shell/views/views.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { Table, Td, Th, Tr } from '../../ui/Table.tsx';
import { useView } from '../../view.ts';
import { SloDialog } from './SloDialog.tsx';
import { SloDrawer } from './SloDrawer.tsx';

/** The project's goals: what was asked for, how it stands, what is left to lose and how fast it goes. */
export function Slos() {
  const { search, patch } = useView();
  const { data: goals, error, refetch } = useGoals();
  const before = useLinesBefore('goals.lines', goals?.length);
  const may = useMayChange();
  const open = (sel: string | undefined) => patch({ sel });
  const chosen = goals?.find(({ id }) => id === search.sel);
  return (
    <Panel
      id="goals"
      title="Goals"
      note={
        goals && goals.length > 0 ? (
          <span className="max-sm:hidden">each over its own window, whatever range is chosen above</span>
        ) : undefined
      }
      actions={
        <>
          {may && (
            <Button onClick={() => open(NEW_GOAL)}>
              <Plus size={14} aria-hidden="true" />
              Set a goal
            </Button>
          )}
          {goals && goals.length > 0 && <ExportMenu what="Goals" sheet={() => sheetOf(goals)} />}
        </>
      }
      flush
    >
      {error && (
        <div className="px-3.5 pb-2.5">
          <ErrorNote error={error} retry={() => void refetch()} compact />
        </div>
      )}
      {goals ? (
        goals.length > 0 ? (
          <GoalTable goals={goals} open={open} />
        ) : (
          <p className={`px-3.5 pb-3 text-muted ${CALM}`}>
            No goals yet. A goal says which share of the calls must come through, or be fast or cheap enough; what may
            fail of it is its budget.
          </p>
        )
      ) : (
        !error && <Waiting lines={before ?? 0} />
      )}
      {chosen && <SloDrawer key={chosen.id} goal={chosen} onClose={() => open(undefined)} />}
      {search.sel === NEW_GOAL && may && <SloDialog onClose={() => open(undefined)} />}
    </Panel>
  );
}

/** As high as the words that no goal is set. */
const CALM = 'min-h-8 max-xl:min-h-13 max-sm:min-h-23';
/** Heights of the table's head and of a goal, pixels. */
const [HEAD, LINE] = [32, 48];

/** As high as the last answer here was. */
const Waiting = ({ lines }: { lines: number }) => (
  <div className={`px-3.5 ${lines === 0 ? CALM : ''}`} style={lines === 0 ? {} : { height: HEAD + lines * LINE }}>
    <Skeleton className="h-5 w-100 max-w-[70vw]" />
  </div>
);

function GoalTable({ goals, open }: { goals: readonly Goal[]; open: (id: string) => void }) {
  const { search } = useView();
  return (
    <Table label="Goals">
      <thead>
        <tr className="bg-panel">
          <Th first>Goal</Th>
          <Th>State</Th>
          <Th number>Now</Th>
          <Th>Budget left</Th>
          <Th number title="How many times faster than allowed, over the last hour">
            Burn 1 h
          </Th>
          <Th number>6 h</Th>
          <Th number>3 d</Th>
          <Th number title="Calls that count">
            n
          </Th>
        </tr>
      </thead>
      <tbody>
        {goals.map((goal) => (
          <Tr key={goal.id} onPick={() => open(goal.id)} selected={search.sel === goal.id}>
            <GoalCells goal={goal} open={open} />
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

function GoalCells({ goal, open }: { goal: Goal; open: (id: string) => void }) {
  const { status, objective } = goal;
  const { word, tone } = STATES[status.state];
  const since = sinceWords(status.since);
  const [hour, sixHours] = status.pages;
  const tells = status.state !== 'too_few' && status.state !== 'no_calls';
  return (
    <>
      <Td first className="h-12 max-w-90 max-sm:max-w-44">
        <button
          type="button"
          title={goalWords(goal)}
          onClick={(event) => {
            event.stopPropagation();
            open(goal.id);
          }}
          className="block max-w-full truncate text-left hover:underline"
        >
          <bdi>
            <Marked text={goal.name} />
          </bdi>
        </button>
        <span className="block truncate text-small font-normal text-muted">
          {objectiveWords(goal)}, {windowWords(goal.window_days)}
        </span>
      </Td>
      <Td>
        <Badge tone={tone} icon>
          {word}
        </Badge>
        {since && <span className="block text-small text-muted">{since}</span>}
      </Td>
      <Td number>
        <span className={status.state === 'broken' ? 'font-semibold text-bad' : ''}>
          {status.sli === undefined ? '–' : shareWords(status.sli, objective)}
        </span>
        {status.interval && (
          <span className="block text-small text-muted" title="95 % interval (Wilson)">
            {shareWords(status.interval.low, objective)} – {shareWords(status.interval.high, objective)}
          </span>
        )}
      </Td>
      <Td>{tells ? <BudgetBar left={status.budget_left} words={budgetWords(status)} tone={tone} /> : '–'}</Td>
      <Burn burn={status.burn['1h']} limit={hour?.burn} firing={hour?.firing} />
      <Burn burn={status.burn['6h']} limit={sixHours?.burn} firing={sixHours?.firing} />
      <Burn burn={status.burn['3d']} limit={1} firing={status.risk === 'forecast'} />
      <Td number>{exact(status.valid)}</Td>
    </>
  );
}

const FILLS: Record<string, string> = { ok: 'bg-ok', warn: 'bg-warn', bad: 'bg-bad' };

/** What is left of a budget as a bar and in words. */
function BudgetBar({ left, words, tone }: { left: number; words: string; tone: string }) {
  const share = Math.min(1, Math.max(0, left));
  return (
    <span className="inline-flex items-center gap-2">
      <span className="h-1.5 w-20 overflow-hidden rounded-full bg-line" aria-hidden="true">
        <span className={`block h-full ${FILLS[tone] ?? 'bg-faint'}`} style={{ width: `${share * 100}%` }} />
      </span>
      <span className={left > 0 ? '' : 'font-semibold text-bad'}>{words}</span>
    </span>
  );
}

/** A burn rate against the one that is worth a page. */
function Burn({
  burn,
  limit,
  firing,
}: {
  burn: number | undefined;
  limit: number | undefined;
  firing: boolean | undefined;
}) {
  return (
    <Td number {...(limit === undefined ? {} : { title: `Worth a look from ${burnWords(limit)} on` })}>
      <span className={firing ? 'font-semibold text-bad' : burn === undefined ? 'text-muted' : ''}>
        {burnWords(burn)}
        {firing && <span className="sr-only"> too fast</span>}
      </span>
    </Td>
  );
}

const sheetOf = (goals: readonly Goal[]) => ({
  columns: [
    'goal',
    'definition',
    'objective (%)',
    'window (days)',
    'state',
    'since',
    'share good',
    'low',
    'high',
    'calls that count',
    'good',
    'budget (calls)',
    'budget left (share)',
    'burn 1h',
    'burn 6h',
    'burn 3d',
  ],
  rows: goals.map((goal) => {
    const { status: s } = goal;
    return [
      goal.name,
      goalWords(goal),
      goal.objective,
      goal.window_days,
      s.state,
      s.since,
      s.sli,
      s.interval?.low,
      s.interval?.high,
      s.valid,
      s.good,
      s.budget,
      s.budget_left,
      s.burn['1h'],
      s.burn['6h'],
      s.burn['3d'],
    ];
  }),
});
