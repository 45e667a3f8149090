import { changeOf } from '../../change.ts';
import { Bar } from '../../charts/Bar.tsx';
import { exact, plural } from '../../format.ts';
import type { MetricInfo, Row } from '../../model.ts';
import { ChangeText } from '../../parts/ChangeText.tsx';
import { GroupNames } from '../../parts/GroupNames.tsx';
import { MetricText } from '../../parts/MetricText.tsx';
import { sheetOfRows } from '../../sheet.ts';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { Td, Th, Tr } from '../../ui/Table.tsx';
import { useMetric, useMetricCatalogue } from '../../useMetric.ts';
import { useView } from '../../view.ts';
import { filtersOf, keyOfGroup } from '../traces/groups.ts';
import { SHAPES, tileTitle } from './shapes.ts';
import { Nothing, TileFrame } from './TileFrame.tsx';
import { askedOf, type TileProps, useOnly } from './useTile.ts';

/** Groups and their numbers; a row leaves only its calls on the board. */
export function TableTile({ tile, filter }: TileProps) {
  const catalogue = useMetricCatalogue();
  const { metrics: ids, group_by: fields } = tile;
  const { rows, before, isPending, isStale, error, retry } = useMetric({
    metrics: askedOf(ids),
    filter,
    group_by: fields,
    order_by: tile.order_by ?? `-${ids[0]}`,
    limit: tile.limit ?? SHAPES.table.limit[1],
    compare: tile.compare,
  });
  const metrics = ids.flatMap((id) => catalogue?.get(id) ?? []);
  const most = Math.max(1, ...rows.map(({ n }) => n));
  const title = tileTitle(tile, catalogue);
  const order = tile.order_by ?? `-${ids[0]}`;
  return (
    <TileFrame
      title={title}
      note={!isPending && plural(rows.length, 'group')}
      sheet={() => sheetOfRows(rows, [...fields, ...(ids.includes('calls') ? [] : ['n']), ...ids])}
      {...{ error, retry, isStale }}
      flush
    >
      {rows.length > 0 || isPending ? (
        <section
          aria-label={`${title}, table`}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
          className="relative h-full overflow-auto outline-offset-[-2px]"
        >
          <table className="w-full border-collapse">
            <thead>
              <tr className="bg-panel">
                {fields.map((field, at) => (
                  <Head key={field} title={titleOf(field)} first={at === 0} sorted={sortedBy(order, field)} />
                ))}
                {metrics.map(({ id, title, description }) => (
                  <Head key={id} number title={title} note={description} sorted={sortedBy(order, id)} />
                ))}
              </tr>
            </thead>
            <tbody>
              {isPending && metrics.length === 0
                ? null
                : isPending
                  ? WAITING.map((row) => <Waiting key={row} columns={fields.length + metrics.length} />)
                  : rows.map((row) => (
                      <GroupRow
                        key={keyOfGroup(row, fields)}
                        {...{ row, fields, metrics, most }}
                        old={before?.find((other) => fields.every((field) => other[field] === row[field]))}
                      />
                    ))}
            </tbody>
          </table>
        </section>
      ) : (
        !error && <Nothing>No calls here.</Nothing>
      )}
    </TileFrame>
  );
}

const WAITING = ['a', 'b', 'c', 'd'];

/** `prompt_version` → `Prompt version`; what clients named themselves stays as it is. */
const titleOf = (field: string): string =>
  field.includes('.') ? field : `${field[0]?.toUpperCase()}${field.slice(1).replaceAll('_', ' ')}`;

const sortedBy = (order: string, id: string): 'up' | 'down' | undefined =>
  order === `-${id}` ? 'down' : order === id ? 'up' : undefined;

interface HeadProps {
  title: string;
  note?: string;
  number?: boolean;
  first?: boolean;
  sorted: 'up' | 'down' | undefined;
}

const Head = ({ title, note, number = false, first = false, sorted }: HeadProps) => (
  <Th
    {...{ number, first, sorted }}
    title={note}
    className={`sticky top-0 bg-panel shadow-[inset_0_-1px_0_var(--line)] ${first ? 'z-3' : 'z-2'} ${sorted ? 'text-ink' : ''}`}
  >
    {title}
    {sorted && <span aria-hidden="true"> {sorted === 'down' ? '↓' : '↑'}</span>}
  </Th>
);

interface RowProps {
  row: Row;
  old: Row | undefined;
  fields: string[];
  metrics: MetricInfo[];
  most: number;
}

function GroupRow({ row, old, fields, metrics, most }: RowProps) {
  const only = useOnly();
  const pick = () => only(filtersOf(row, fields));
  return (
    <Tr onPick={pick}>
      <GroupNames {...{ row, fields }} onPick={pick} />
      {metrics.map((metric) => (
        <Td key={metric.id} number>
          <Cell {...{ metric, row, old, most }} />
        </Td>
      ))}
    </Tr>
  );
}

/** A figure; what got worse or better says so before it. */
function Cell({ metric, row, old, most }: { metric: MetricInfo; row: Row; old: Row | undefined; most: number }) {
  const { sides } = useView();
  if (metric.id === 'calls')
    return (
      <>
        {exact(row.n)} <Bar value={row.n} max={most} width={40} />
      </>
    );
  const change = changeOf(metric, row, old, sides);
  const told = change.verdict === 'worse' || change.verdict === 'better';
  return (
    <>
      {told && (
        <span className="pr-2">
          <ChangeText change={change} quiet />
        </span>
      )}
      <MetricText metric={metric} row={row} />
    </>
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
