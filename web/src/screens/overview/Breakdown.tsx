import { useState } from 'react';
import { changeOf } from '../../change.ts';
import { Bar } from '../../charts/Bar.tsx';
import { exact } from '../../format.ts';
import type { Filter, MetricInfo, Row } from '../../model.ts';
import { ChangeText } from '../../parts/ChangeText.tsx';
import { ExportMenu } from '../../parts/ExportMenu.tsx';
import { MetricText } from '../../parts/MetricText.tsx';
import { sheetOfRows } from '../../sheet.ts';
import { Button } from '../../ui/Button.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { Table, Td, Th, Tr } from '../../ui/Table.tsx';
import type { MetricAnswer } from '../../useMetric.ts';
import { useView } from '../../view.ts';
import { RowMenu } from './RowMenu.tsx';

const COLUMNS = [
  { id: 'latency_p95', label: 'P95' },
  { id: 'ttft_p95', label: 'First token' },
  { id: 'error_rate', label: 'Errors' },
  { id: 'cost_per_call', label: 'Cost / call' },
  { id: 'cost', label: 'Cost' },
];
/** Rows before the rest is asked for. */
const SHORT = 8;
/** Rows of the picture of what is to come. */
const ROWS = ['a', 'b', 'c', 'd'];

interface Props {
  field: 'prompt' | 'model';
  title: string;
  metrics: Map<string, MetricInfo> | undefined;
  answer: MetricAnswer;
}

/** Groups whose name is known, i.e. those one can count. */
export const groupRows = (rows: Row[], field: string): Row[] => rows.filter((row) => named(row, field));

const named = (row: Row, field: string): boolean => row[field] !== undefined && row[field] !== '';

/** The numbers by prompt or by model; a row narrows the page to itself. */
export function Breakdown({ field, title, metrics, answer }: Props) {
  const [all, setAll] = useState(false);
  const { rows, before, isPending } = answer;
  const shown = all ? rows : rows.slice(0, SHORT);
  const most = Math.max(1, ...rows.map(({ n }) => n));
  return (
    <Panel
      title={title}
      note={isPending ? undefined : 'most calls first'}
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
            <Th number>Calls</Th>
            {COLUMNS.map(({ id, label }) => (
              <Th key={id} number title={metrics?.get(id)?.description}>
                {label}
              </Th>
            ))}
            <Th>
              <span className="sr-only">More</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          {isPending || !metrics
            ? Array.from(ROWS, (id) => <SkeletonRow key={id} />)
            : shown.map((row) => (
                <GroupRow
                  key={String(row[field] ?? '')}
                  row={row}
                  old={before?.find((other) => other[field] === row[field])}
                  {...{ field, metrics, most }}
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
}

function GroupRow({ field, row, old, metrics, most }: RowProps) {
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
      <Td number>
        {exact(row.n)} <Bar value={row.n} max={most} />
      </Td>
      {COLUMNS.map(({ id }) => {
        const metric = metrics.get(id);
        return <MetricCell key={id} metric={metric} row={row} old={old} />;
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
  const change = changeOf(metric, row, old);
  const told = change.verdict === 'worse' || change.verdict === 'better';
  return (
    <Td number>
      {told && (
        <span className="pr-2">
          <ChangeText change={change} quiet />
        </span>
      )}
      <MetricText metric={metric} row={row} />
    </Td>
  );
}

const SkeletonRow = () => (
  <tr className="border-t border-line">
    <Td first>
      <Skeleton className="h-4 w-28" />
    </Td>
    {['n', ...COLUMNS.map(({ id }) => id)].map((id) => (
      <Td key={id} number>
        <Skeleton className="h-4 w-12" />
      </Td>
    ))}
    <Td />
  </tr>
);
