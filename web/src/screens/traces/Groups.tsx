import { ArrowDown, ArrowUp } from 'lucide-react';
import { Bar } from '../../charts/Bar.tsx';
import { encodeFilter, withFilter } from '../../filter.ts';
import { exact, plural } from '../../format.ts';
import { BASIS, type Filter, type MetricInfo, type Row } from '../../model.ts';
import { GroupNames } from '../../parts/GroupNames.tsx';
import { MetricText } from '../../parts/MetricText.tsx';
import { sheetOfRows } from '../../sheet.ts';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { Td, Th, Tr } from '../../ui/Table.tsx';
import { useMetric, useMetricCatalogue } from '../../useMetric.ts';
import { useView, type View } from '../../view.ts';
import { filtersOf, keyOfGroup, metricsOf } from './groups.ts';
import { NoRows } from './NoRows.tsx';

const LIMIT = 500;
const WAITING = Array.from({ length: 10 }, (_, at) => at);

/** The groups of the view and their numbers; shared with what exports them. */
export function useGroups(fields: string[]) {
  const { search } = useView();
  const catalogue = useMetricCatalogue();
  const metrics = metricsOf(search.cols).flatMap((id) => catalogue?.get(id) ?? []);
  const sort = search.sort ?? '-calls';
  const basis = metrics.flatMap(({ id }) => BASIS[id] ?? []);
  const answer = useMetric({
    metrics: [...new Set(['calls', ...metrics.map(({ id }) => id), ...basis])],
    group_by: fields,
    text: search.q,
    order_by: sort,
    limit: LIMIT,
    compare: false,
    enabled: catalogue !== undefined && fields.length > 0,
  });
  return { ...answer, metrics, sort };
}

/** The groups shown as data: fields, calls and the metrics chosen, in plain units. */
export const sheetOfGroups = (
  { rows, metrics }: Pick<ReturnType<typeof useGroups>, 'rows' | 'metrics'>,
  fields: string[],
) => sheetOfRows(rows, [...fields, 'n', ...metrics.map(({ id }) => id)]);

/** Calls put together by fields: one row a group, with as many numbers as one likes. A row leads to its calls. */
export function Groups({ fields, answer }: { fields: string[]; answer: ReturnType<typeof useGroups> }) {
  const view = useView();
  const { rows, metrics, sort, isPending, isStale, error, retry } = answer;
  const most = rows.reduce((max, { n }) => Math.max(max, n), 1);
  return (
    <section
      aria-label={`Calls by ${fields.join(', ')}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      className="min-h-0 flex-1 overflow-auto rounded-panel outline-offset-[-2px]"
    >
      {error && (
        <div className="sticky left-0 p-3">
          <ErrorNote error={error} retry={retry} />
        </div>
      )}
      {/* Which columns there are is not known before the catalogue is: rows alone wait, so that nothing moves. */}
      {isPending && metrics.length === 0 && !error && (
        <div className="flex flex-col gap-5.5 p-3 pt-11">
          {WAITING.map((row) => (
            <Skeleton key={row} className="h-3 w-full" />
          ))}
        </div>
      )}
      <table className={`w-full border-collapse ${isPending && metrics.length === 0 ? 'hidden' : ''}`}>
        <thead>
          <tr className="bg-panel">
            {fields.map((field, at) => (
              <Head key={field} id={field} title={titleOf(field)} first={at === 0} sort={sort} />
            ))}
            <Head id="calls" title="Calls" number sort={sort} />
            {metrics.map(({ id, title, description }) => (
              <Head key={id} id={id} title={title} note={description} number sort={sort} />
            ))}
          </tr>
        </thead>
        <tbody className={isStale ? 'opacity-60 transition-opacity' : ''}>
          {isPending
            ? WAITING.map((row) => <Waiting key={row} columns={fields.length + 1 + metrics.length} />)
            : rows.map((row) => (
                <GroupRow
                  key={keyOfGroup(row, fields)}
                  {...{ row, fields, metrics, most }}
                  onPick={() => open(view, filtersOf(row, fields))}
                />
              ))}
        </tbody>
      </table>
      {rows.length === 0 && !isPending && !error && <NoRows scope="calls" />}
      {rows.length > 0 && (
        <p className="sticky left-0 border-t border-line px-3 py-2 text-small text-muted">
          {rows.length >= LIMIT ? `The first ${exact(LIMIT)} groups in this order` : plural(rows.length, 'group')}
          {view.search.q !== undefined && ', of the calls with the words searched for'}
        </p>
      )}
    </section>
  );
}

/** The calls of one group: its values become filters. */
function open({ chips, patch }: View, filters: readonly Filter[]): void {
  patch({
    f: filters.reduce<Filter[]>((kept, one) => withFilter(kept, one), [...chips]).map(encodeFilter),
    by: undefined,
    cols: undefined,
    sort: undefined,
  });
}

/** `prompt_version` → `Prompt version`; what clients named themselves stays as it is. */
const titleOf = (field: string): string =>
  field.includes('.') ? field : `${field[0]?.toUpperCase()}${field.slice(1).replaceAll('_', ' ')}`;

interface RowProps {
  row: Row;
  fields: string[];
  metrics: MetricInfo[];
  most: number;
  onPick: () => void;
}

function GroupRow({ row, fields, metrics, most, onPick }: RowProps) {
  return (
    <Tr onPick={onPick}>
      <GroupNames {...{ row, fields, onPick }} />
      <Td number>
        {exact(row.n)} <Bar value={row.n} max={most} width={40} />
      </Td>
      {metrics.map((metric) => (
        <Td key={metric.id} number>
          <MetricText metric={metric} row={row} />
        </Td>
      ))}
    </Tr>
  );
}

interface HeadProps {
  id: string;
  title: string;
  note?: string;
  number?: boolean;
  first?: boolean;
  sort: string;
}

function Head({ id, title, note, number = false, first = false, sort }: HeadProps) {
  const { patch } = useView();
  const [down, up] = [sort === `-${id}`, sort === id];
  const Arrow = up ? ArrowUp : ArrowDown;
  return (
    <Th
      number={number}
      first={first}
      sorted={down ? 'down' : up ? 'up' : undefined}
      title={note}
      className={`sticky top-0 bg-panel shadow-[inset_0_-1px_0_var(--line)] ${first ? 'z-3' : 'z-2'}`}
    >
      <button
        type="button"
        onClick={() => patch({ sort: down ? id : `-${id}` })}
        className={`group relative h-8 hover:text-ink ${down || up ? 'text-ink' : ''}`}
      >
        {title}
        <Arrow
          size={12}
          className={`absolute top-2.5 ${number ? 'right-full mr-0.5' : 'left-full ml-0.5'} ${down || up ? '' : 'opacity-0 group-hover:opacity-60 group-focus-visible:opacity-60'}`}
          aria-hidden="true"
        />
      </button>
    </Th>
  );
}

const Waiting = ({ columns }: { columns: number }) => (
  <tr className="border-t border-line">
    {Array.from({ length: columns }, (_, at) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: pictures of what is to come have no names
      <Td key={at} number={at > 0}>
        <Skeleton className={at === 0 ? 'h-3 w-32' : 'h-3 w-10'} />
      </Td>
    ))}
  </tr>
);
