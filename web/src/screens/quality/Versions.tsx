import { exact } from '../../format.ts';
import { callsBehind, type Row } from '../../model.ts';
import { ExportMenu } from '../../parts/ExportMenu.tsx';
import { MetricText } from '../../parts/MetricText.tsx';
import { intervalWords } from '../../parts/SignalCards.tsx';
import { Marked } from '../../parts/Visible.tsx';
import { sheetOfRows } from '../../sheet.ts';
import { metricsOf, QUALITY } from '../../signals.ts';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { Table, Td, Th, Tr } from '../../ui/Table.tsx';
import { useMetric, useMetricCatalogue } from '../../useMetric.ts';
import { useView } from '../../view.ts';
import { filtersOf } from '../traces/groups.ts';

const METRICS = metricsOf(QUALITY);
const BY = ['prompt', 'prompt_version'];
const MOST = 50;
const ROWS = ['a', 'b', 'c', 'd'];

/** Quality by prompt and version, each figure with its interval; a row leaves only its calls. */
export function Versions() {
  const { search, patch, addFilter } = useView();
  const catalogue = useMetricCatalogue();
  const sorted = /^-?([a-z_]+)$/.exec(search.sort ?? '')?.[1];
  const order = sorted !== undefined && METRICS.includes(sorted) ? (search.sort as string) : '-calls';
  const answer = useMetric({ metrics: METRICS, group_by: BY, order_by: order, limit: MOST, compare: false });
  const { rows, isPending, isStale, error, retry } = answer;
  const sort = (id: string) => patch({ sort: order === `-${id}` ? id : `-${id}` });
  const only = (row: Row) => {
    for (const filter of filtersOf(row, BY)) addFilter(filter);
  };
  const head = (id: string, label: string) => (
    <Th key={id} number sorted={order === id ? 'up' : order === `-${id}` ? 'down' : undefined}>
      <button type="button" className="rounded-tag font-medium hover:text-ink" onClick={() => sort(id)}>
        {label}
        {order === id && ' ↑'}
        {order === `-${id}` && ' ↓'}
      </button>
    </Th>
  );
  return (
    <Panel
      title="By prompt version"
      note="intervals of 95 %; n below each figure"
      actions={
        <ExportMenu what="Quality by prompt version" sheet={() => sheetOfRows(rows, [...BY, 'n', ...METRICS])} />
      }
      flush
    >
      {error && (
        <div className="px-3.5 pb-2">
          <ErrorNote error={error} retry={retry} compact />
        </div>
      )}
      <div className={`transition-opacity ${isStale ? 'opacity-60' : ''}`}>
        <Table label="Quality by prompt version">
          <thead>
            <tr className="bg-panel">
              <Th first>Prompt</Th>
              {head('calls', 'Calls')}
              {QUALITY.map(({ metric, label }) => head(metric, label))}
            </tr>
          </thead>
          <tbody>
            {isPending
              ? ROWS.map((id) => (
                  <tr key={id} className="border-t border-line">
                    <Td first>
                      <Skeleton className="h-4 w-40" />
                    </Td>
                  </tr>
                ))
              : rows.map((row) => (
                  <Tr key={`${row.prompt}\0${row.prompt_version}`} onPick={() => only(row)}>
                    <Td first>
                      <button
                        type="button"
                        className="block max-w-70 truncate rounded-tag text-left max-sm:max-w-40"
                        onClick={(event) => {
                          event.stopPropagation();
                          only(row);
                        }}
                      >
                        <Marked text={row.prompt === undefined ? 'no prompt' : String(row.prompt)} />{' '}
                        <span className="font-mono text-small font-normal text-muted">
                          {row.prompt_version !== undefined && <Marked text={`v${row.prompt_version}`} />}
                        </span>
                      </button>
                    </Td>
                    <Td number>{exact(row.n)}</Td>
                    {QUALITY.map(({ metric }) => (
                      <Figure key={metric} row={row} metric={catalogue?.get(metric)} />
                    ))}
                  </Tr>
                ))}
          </tbody>
        </Table>
      </div>
    </Panel>
  );
}

function Figure({ row, metric }: { row: Row; metric: Parameters<typeof MetricText>[0]['metric'] | undefined }) {
  if (!metric) return <Td />;
  const n = callsBehind(row, metric.id);
  return (
    <Td number className="py-1">
      <MetricText metric={{ ...metric, kind: metric.kind === 'ratio' ? 'mean' : metric.kind }} row={row} />
      {n > 0 && (
        <span className="block text-note text-muted">
          {n >= 20 && `${intervalWords(row[metric.id], n)} · `}n {exact(n)}
        </span>
      )}
    </Td>
  );
}
