import { Link } from '@tanstack/react-router';
import { Bar } from '../../charts/Bar.tsx';
import { exact, text } from '../../format.ts';
import { ExportMenu } from '../../parts/ExportMenu.tsx';
import { Marked } from '../../parts/Visible.tsx';
import { ago, wholeTime } from '../../time.ts';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { Table, Td, Th, Tr } from '../../ui/Table.tsx';
import { type ErrorGroup, type ErrorGroups, useRows } from './answers.ts';
import { CLASSES } from './classes.ts';
import { useOpenCalls } from './useOpenCalls.ts';

const ROWS = ['a', 'b', 'c', 'd', 'e', 'f'];

/** What providers said when calls failed, alike texts together; a row opens its calls. */
export function ErrorTexts() {
  const { data, isPending, error, retry, isStale } = useRows('/errors/groups', { limit: 20 });
  if (data && data.groups.length === 0) return null;
  const most = Math.max(1, ...(data?.groups ?? []).map(({ n }) => n));
  return (
    <Panel
      title="What was said"
      note={data ? <Extent data={data} /> : <Skeleton className="h-3 w-40" />}
      actions={<ExportMenu what="Error texts" sheet={() => data && sheetOf(data)} />}
      flush
    >
      {error && (
        <div className="px-3.5 pb-2">
          <ErrorNote error={error} retry={retry} compact />
        </div>
      )}
      <div className={`transition-opacity ${isStale ? 'opacity-60' : ''}`}>
        <Table label="Error texts">
          <thead>
            <tr className="bg-panel">
              <Th first>Error</Th>
              <Th number>Calls</Th>
              <Th>Kind</Th>
              <Th>From</Th>
              <Th number>First</Th>
              <Th number>Last</Th>
              <Th>Example</Th>
            </tr>
          </thead>
          <tbody>
            {isPending
              ? ROWS.map((id) => <Waiting key={id} />)
              : data?.groups.map((group) => (
                  <GroupRow
                    key={`${group.class}\0${group.error_type}\0${group.http_status}\0${group.text}`}
                    group={group}
                    most={most}
                  />
                ))}
          </tbody>
        </Table>
      </div>
    </Panel>
  );
}

function Extent({ data: { n, groups, total_groups, sampled } }: { data: ErrorGroups }) {
  return (
    <>
      {total_groups > groups.length
        ? `the first ${groups.length} of ${exact(total_groups)} texts`
        : 'most frequent first'}{' '}
      · n = {exact(n)}
      {sampled !== undefined && `, from ${text(sampled, 'ratio')} of them`} · numbers, ids and quotations left out
    </>
  );
}

function GroupRow({ group, most }: { group: ErrorGroup; most: number }) {
  const open = useOpenCalls();
  const { text: said, error_type, http_status, n, providers, models, first_seen, last_seen, example } = group;
  const show = () => open(group.filter);
  const words = said ?? 'said nothing';
  return (
    <Tr onPick={show}>
      <Td first>
        <button
          type="button"
          title={example.text ?? words}
          onClick={(event) => {
            event.stopPropagation();
            show();
          }}
          className={`block max-w-130 truncate rounded-tag text-left font-medium max-sm:max-w-52 ${said === undefined ? 'text-muted' : ''}`}
        >
          <Marked text={words} />
        </button>
      </Td>
      <Td number>
        {exact(n)} <Bar value={n} max={most} />
      </Td>
      <Td>
        <span className="flex items-center gap-1.5">
          <span
            className="size-2 shrink-0 rounded-[2px]"
            style={{ background: `var(--${CLASSES[group.class].ink})` }}
            aria-hidden="true"
          />
          {CLASSES[group.class].label}
          <span className="font-mono text-small text-muted">{http_status ?? error_type ?? ''}</span>
        </span>
      </Td>
      <Td>
        <span className="block max-w-60 truncate font-mono text-small" title={[...providers, ...models].join(', ')}>
          {few(providers)} <span className="text-muted">{few(models)}</span>
        </span>
      </Td>
      <Td number title={wholeTime(first_seen)}>
        {ago(first_seen)}
      </Td>
      <Td number title={wholeTime(last_seen)}>
        {ago(last_seen)}
      </Td>
      <Td>
        <Link
          to="/traces/$traceId"
          params={{ traceId: example.trace_id }}
          search={(before) => ({ ...before, span: example.span_id, box: undefined })}
          onClick={(event) => event.stopPropagation()}
          className="rounded-tag text-accent decoration-strong underline-offset-3 hover:underline"
        >
          Open the newest
        </Link>
      </Td>
    </Tr>
  );
}

/** The first name, and how many more there are. */
const few = ([first, ...rest]: readonly string[]): string =>
  first === undefined ? '' : rest.length === 0 ? first : `${first} +${rest.length}`;

const Waiting = () => (
  <tr className="border-t border-line">
    <Td first>
      <Skeleton className="h-4 w-60" />
    </Td>
    {['n', 'kind', 'from', 'first', 'last', 'example'].map((id) => (
      <Td key={id}>
        <Skeleton className="h-4 w-16" />
      </Td>
    ))}
  </tr>
);

const sheetOf = ({ groups }: ErrorGroups) => ({
  columns: [
    'error',
    'class',
    'error_type',
    'http_status',
    'n',
    'providers',
    'models',
    'first_seen',
    'last_seen',
    'example',
  ],
  rows: groups.map((group) => [
    group.text,
    group.class,
    group.error_type,
    group.http_status,
    group.n,
    group.providers.join(' '),
    group.models.join(' '),
    group.first_seen,
    group.last_seen,
    group.example.span_id,
  ]),
});
