import { Link } from '@tanstack/react-router';
import { Bar } from '../../charts/Bar.tsx';
import { exact } from '../../format.ts';
import { ExportMenu } from '../../parts/ExportMenu.tsx';
import { Review } from '../../parts/Review.tsx';
import { Marked } from '../../parts/Visible.tsx';
import { type Campaign, type Campaigns as Found, SECURITY } from '../../signals.ts';
import { ago, wholeTime } from '../../time.ts';
import { Badge } from '../../ui/Badge.tsx';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { Table, Td, Th, Tr } from '../../ui/Table.tsx';
import { useRows } from '../reliability/answers.ts';
import { useOpenCalls } from '../reliability/useOpenCalls.ts';

const labelOf = (kind: string): string => SECURITY.find(({ score }) => score === kind)?.label ?? kind;

/** Attacks that say nearly the same, together: one who tries again and again is one row. */
export function Campaigns() {
  const { data, isPending, isStale, error, retry } = useRows('/campaigns', { limit: 20 });
  const most = Math.max(1, ...(data?.campaigns ?? []).map(({ n }) => n));
  return (
    <Panel
      title="Campaigns"
      note={data && <Extent data={data} />}
      actions={<ExportMenu what="Campaigns" sheet={() => data && sheetOf(data)} />}
      flush
    >
      {error && (
        <div className="px-3.5 pb-2">
          <ErrorNote error={error} retry={retry} compact />
        </div>
      )}
      {isPending ? (
        <div className="p-3.5 pt-0">
          <Skeleton className="h-28 w-full opacity-50" />
        </div>
      ) : data?.campaigns.length ? (
        <div className={`transition-opacity ${isStale ? 'opacity-60' : ''}`}>
          <Table label="Campaigns">
            <thead>
              <tr className="bg-panel">
                <Th first>Said</Th>
                <Th number>Calls</Th>
                <Th number>Users</Th>
                <Th>Kinds</Th>
                <Th number>First</Th>
                <Th number>Last</Th>
                <Th>Newest</Th>
              </tr>
            </thead>
            <tbody>
              {data.campaigns.map((campaign) => (
                <CampaignRow key={campaign.example.span_id} {...{ campaign, most }} />
              ))}
            </tbody>
          </Table>
        </div>
      ) : (
        !error && <p className="px-3.5 pb-3.5 text-muted">No attack was flagged here.</p>
      )}
    </Panel>
  );
}

const Extent = ({ data: { n, all, total } }: { data: Found }) => (
  <>
    inputs that are nearly the same, together · {exact(total)} of n = {exact(n)}
    {all > n && `, the newest of ${exact(all)}`}
  </>
);

function CampaignRow({ campaign, most }: { campaign: Campaign; most: number }) {
  const open = useOpenCalls();
  const { n, users, kinds, first_seen, last_seen, example, filter } = campaign;
  return (
    <Tr onPick={() => open(filter)}>
      <Td first>
        <button
          type="button"
          title={example.text}
          onClick={(event) => {
            event.stopPropagation();
            open(filter);
          }}
          className="block max-w-110 truncate rounded-tag text-left font-medium max-sm:max-w-52"
        >
          <Marked text={example.text || 'no text'} />
        </button>
      </Td>
      <Td number>
        {exact(n)} <Bar value={n} max={most} />
      </Td>
      <Td number>{users === 0 ? '–' : exact(users)}</Td>
      <Td>
        <span className="flex gap-1">
          {kinds.map(({ kind }) => (
            <Badge key={kind}>{labelOf(kind)}</Badge>
          ))}
        </span>
      </Td>
      <Td number title={wholeTime(first_seen)}>
        {ago(first_seen)}
      </Td>
      <Td number title={wholeTime(last_seen)}>
        {ago(last_seen)}
      </Td>
      <Td onClick={(event) => event.stopPropagation()}>
        <span className="flex items-center gap-2">
          <Link
            to="/traces/$traceId"
            params={{ traceId: example.trace_id }}
            search={(before) => ({ ...before, span: example.span_id, by: undefined })}
            className="rounded-tag text-accent decoration-strong underline-offset-3 hover:underline"
          >
            Open
          </Link>
          <Review call={example} name={kinds[0]?.kind ?? 'injection'} said={undefined} />
        </span>
      </Td>
    </Tr>
  );
}

const sheetOf = ({ campaigns }: Found) => ({
  columns: ['said', 'n', 'users', 'kinds', 'first_seen', 'last_seen', 'example'],
  rows: campaigns.map(({ n, users, kinds, first_seen, last_seen, example }) => [
    example.text,
    n,
    users,
    kinds.map(({ kind }) => kind).join(' '),
    first_seen,
    last_seen,
    example.span_id,
  ]),
});
