import { Fragment, useMemo, useState } from 'react';
import { changeOf } from '../../change.ts';
import { Bar } from '../../charts/Bar.tsx';
import { Spark } from '../../charts/Spark.tsx';
import { gridOf } from '../../charts/series.ts';
import { exact } from '../../format.ts';
import type { Filter, MetricInfo, Row } from '../../model.ts';
import { ChangeText } from '../../parts/ChangeText.tsx';
import { ExportMenu } from '../../parts/ExportMenu.tsx';
import { MetricText } from '../../parts/MetricText.tsx';
import { sheetOfRows } from '../../sheet.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { Table, Td, Th, Tr } from '../../ui/Table.tsx';
import { Tip } from '../../ui/Tooltip.tsx';
import type { MetricAnswer } from '../../useMetric.ts';
import { useView } from '../../view.ts';
import { healthOf } from './health.ts';
import { RowMenu } from './RowMenu.tsx';

const COLUMNS = [
  { id: 'error_rate', label: 'Errors' },
  { id: 'latency_p95', label: 'P95' },
  { id: 'ttft_p95', label: 'First token' },
  { id: 'cost_per_call', label: 'Cost / call' },
  { id: 'cost', label: 'Cost' },
];
/** The column whose course stands beside it. */
const COURSE = 'latency_p95';
/** Rows before the rest is asked for. */
const SHORT = 8;
/** Rows of the picture of what is to come. */
const ROWS = ['a', 'b', 'c', 'd'];

interface Props {
  field: 'prompt' | 'model';
  title: string;
  metrics: Map<string, MetricInfo> | undefined;
  answer: MetricAnswer;
  /** The P95 of the first groups over time: then the table shows its course, and says how each does. */
  courses?: MetricAnswer;
}

/** Groups whose name is known, i.e. those one can count. */
export const groupRows = (rows: Row[], field: string): Row[] => rows.filter((row) => named(row, field));

const named = (row: Row, field: string): boolean => row[field] !== undefined && row[field] !== '';

/** The numbers by prompt or by model; a row narrows the page to itself. */
export function Breakdown({ field, title, metrics, answer, courses }: Props) {
  const [all, setAll] = useState(false);
  const { rows, before, isPending } = answer;
  const { sides } = useView();
  const shown = all ? rows : rows.slice(0, SHORT);
  const most = Math.max(1, ...rows.map(({ n }) => n));
  return (
    <Panel
      title={title}
      note={isPending ? undefined : sides.apart ? `${sides.now} against ${sides.before}` : 'most calls first'}
      actions={
        <ExportMenu
          what={`Numbers ${title.toLowerCase()}`}
          sheet={() => sheetOfRows(rows, [field, 'n', ...COLUMNS.map(({ id }) => id)])}
        />
      }
      flush
    >
      <Table label={title}>
        <thead>
          <tr className="bg-panel">
            <Th first>{field === 'prompt' ? 'Prompt' : 'Model'}</Th>
            {courses && <Th>Health</Th>}
            <Th number>Calls</Th>
            {COLUMNS.map(({ id, label }) => (
              <Heads
                key={id}
                id={id}
                label={label}
                title={metrics?.get(id)?.description}
                course={courses !== undefined}
              />
            ))}
            <Th>
              <span className="sr-only">More</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          {isPending || !metrics
            ? Array.from(ROWS, (id) => <SkeletonRow key={id} health={courses !== undefined} />)
            : shown.map((row) => (
                <GroupRow
                  key={String(row[field] ?? '')}
                  row={row}
                  old={before?.find((other) => other[field] === row[field])}
                  {...{ field, metrics, most, courses }}
                />
              ))}
        </tbody>
      </Table>
      {rows.length > SHORT && (
        <div className="border-t border-line p-1.5">
          <Button look="quiet" size="small" onClick={() => setAll(!all)}>
            {all ? 'Show fewer' : `Show all ${exact(rows.length)}`}
          </Button>
        </div>
      )}
    </Panel>
  );
}

interface RowProps {
  field: string;
  row: Row;
  old: Row | undefined;
  metrics: Map<string, MetricInfo>;
  most: number;
  courses: MetricAnswer | undefined;
}

function GroupRow({ field, row, old, metrics, most, courses }: RowProps) {
  const { addFilter } = useView();
  const known = named(row, field);
  const filter: Filter = known ? { field, op: 'eq', value: String(row[field]) } : { field, op: 'exists', value: false };
  return (
    <Tr onPick={() => addFilter(filter)}>
      <Td first>
        <button
          type="button"
          title={known ? String(row[field]) : undefined}
          onClick={(event) => {
            event.stopPropagation();
            addFilter(filter);
          }}
          className={`max-w-64 truncate rounded-tag text-left font-semibold max-sm:max-w-36 ${known ? '' : 'text-muted'}`}
        >
          {known ? row[field] : `no ${field} name`}
        </button>
      </Td>
      {courses && (
        <Td>
          <HealthWord {...{ metrics, row, old }} />
        </Td>
      )}
      <Td number>
        <Told metric={metrics.get('calls')} row={row} old={old} /> {exact(row.n)} <Bar value={row.n} max={most} />
      </Td>
      {COLUMNS.map(({ id }) => {
        const metric = metrics.get(id);
        const cell = <MetricCell key={id} metric={metric} row={row} old={old} />;
        if (id !== COURSE || !courses) return cell;
        return (
          <Fragment key={id}>
            {cell}
            <Td className="w-24 pl-0">
              <Course {...{ field, courses }} value={row[field]} />
            </Td>
          </Fragment>
        );
      })}
      {/* Its menu hangs elsewhere in the document, but its clicks bubble through here. */}
      <Td className="w-8 pl-0" onClick={(event) => event.stopPropagation()}>
        <RowMenu filter={filter} label={known ? String(row[field]) : `no ${field} name`} />
      </Td>
    </Tr>
  );
}

/** A figure; what got worse or better says so before it. */
function MetricCell({ metric, row, old }: { metric: MetricInfo | undefined; row: Row; old: Row | undefined }) {
  if (!metric) return <Td number>–</Td>;
  return (
    <Td number>
      <Told metric={metric} row={row} old={old} />
      <MetricText metric={metric} row={row} />
    </Td>
  );
}

/** Calls and sums of money go up and down with every day: only this much is worth a word. */
const MUCH = 0.2;

/** A change, where it is one: for the better or worse, or a good deal more or less. */
function Told({ metric, row, old }: { metric: MetricInfo | undefined; row: Row; old: Row | undefined }) {
  const { sides } = useView();
  if (!metric) return null;
  const change = changeOf(metric, row, old, sides);
  const judged = change.verdict === 'worse' || change.verdict === 'better';
  const much = (change.verdict === 'more' || change.verdict === 'less') && Math.abs(change.relative) >= MUCH;
  if (!judged && !much) return null;
  return (
    <span className="pr-2">
      <ChangeText change={change} quiet />
    </span>
  );
}

function HealthWord({ metrics, row, old }: { metrics: Map<string, MetricInfo>; row: Row; old: Row | undefined }) {
  const { compare, sides } = useView();
  if (!compare) return <span className="text-muted">–</span>;
  const { word, tone, detail } = healthOf(metrics, row, old, { sides });
  return (
    <Tip text={detail}>
      <span>
        <Badge tone={tone} icon={tone !== 'plain' && tone !== 'accent'}>
          {word}
        </Badge>
      </span>
    </Tip>
  );
}

/** The course of one group, small. */
function Course({ field, value, courses }: { field: string; value: Row[string]; courses: MetricAnswer }) {
  const { rows, meta } = courses;
  const values = useMemo(() => {
    const own = rows.filter((row) => row[field] === value);
    return own.length ? (gridOf(own, undefined, meta)?.of(COURSE) ?? []) : [];
  }, [rows, meta, field, value]);
  return <Spark values={values} height={22} />;
}

interface HeadProps {
  id: string;
  label: string;
  title: string | undefined;
  course: boolean;
}

/** A column's head, and that of its course. */
const Heads = ({ id, label, title, course }: HeadProps) => (
  <>
    <Th number title={title}>
      {label}
    </Th>
    {course && id === COURSE && (
      <Th>
        <span className="sr-only">{label} over time</span>
      </Th>
    )}
  </>
);

const SkeletonRow = ({ health }: { health: boolean }) => (
  <tr className="border-t border-line">
    <Td first>
      <Skeleton className="h-4 w-28" />
    </Td>
    {[...(health ? ['health', 'course'] : []), 'n', ...COLUMNS.map(({ id }) => id)].map((id) => (
      <Td key={id} number>
        <Skeleton className="h-4 w-12" />
      </Td>
    ))}
    <Td />
  </tr>
);
