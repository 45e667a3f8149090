import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { bytes, exact, plural, text } from '../../format.ts';
import type { System } from '../../model.ts';
import { useSystem } from '../../queries.ts';
import { ago } from '../../time.ts';
import { Badge } from '../../ui/Badge.tsx';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { SettingsPage } from './SettingsPage.tsx';

const EVERY_MS = 2_000;
/** Rows older than this that can't be queried yet are late. */
const LATE_MS = 10_000;
/** Below this the disk has no room for another segment. */
const FREE_BYTES = 256 * 1024 * 1024;

/** How Telltale itself is doing, looked at every two seconds. */
export function Screen() {
  const { data, error, refetch, dataUpdatedAt } = useSystem(EVERY_MS);
  return (
    <SettingsPage
      title="System"
      note={data && `Telltale ${data.version}, up for ${text(data.uptime_s * 1000, 'ms')}`}
      actions={error && data ? <span className="text-warn">as of {ago(dataUpdatedAt)}</span> : undefined}
    >
      {error && <ErrorNote error={error} retry={() => void refetch()} />}
      {data ? <State system={data} /> : !error && <Skeleton className="h-80 w-full" />}
    </SettingsPage>
  );
}

function State({ system }: { system: System }) {
  const { ingest, stored, queryable, journal, engine, disk, ports, trouble } = system;
  const waiting = stored.spans + stored.scores - queryable.spans - queryable.scores;
  return (
    <>
      <p className="flex flex-wrap items-center gap-2 rounded-panel border border-line bg-panel px-3.5 py-2.5">
        <Health system={system} />
        <span>{sentence(system)}</span>
      </p>
      <div className="grid items-start gap-3.5 lg:grid-cols-2">
        <Panel title="What came in" note="since the start, all projects">
          <List>
            <Line title="Received">{exact(ingest.received)}</Line>
            <Line title="Accepted" part>
              {exact(ingest.accepted)}
            </Line>
            <Line title="Refused" part tone={ingest.rejected > 0 ? 'warn' : undefined}>
              {exact(ingest.rejected)}
            </Line>
            <Line title="Sent again" note="counted once all the same">
              {exact(ingest.duplicate)}
            </Line>
          </List>
          <Sum ok={ingest.received === ingest.accepted + ingest.rejected}>received = accepted + refused</Sum>
        </Panel>
        <Panel title="Where it is" note="spans and scores">
          <List>
            <Line title="Kept on disk">
              {plural(stored.spans, 'span')}, {plural(stored.scores, 'score')}
            </Line>
            <Line title="Can be queried" part>
              {plural(queryable.spans, 'span')}, {plural(queryable.scores, 'score')}
            </Line>
            <Line title="On the way" part>
              {exact(Math.max(0, waiting))} rows, {bytes(journal.backlog_bytes)} in{' '}
              {plural(journal.backlog_segments, 'segment')}
            </Line>
            <Line title="Oldest on the way" tone={journal.oldest_ms > LATE_MS ? 'warn' : undefined}>
              {journal.oldest_ms > 0 ? text(journal.oldest_ms, 'ms') : 'nothing waits'}
            </Line>
            <Line title="Time to make safe" note="before a sender is answered">
              P50 {text(journal.sync_p50_ms, 'ms')}, P99 {text(journal.sync_p99_ms, 'ms')}
            </Line>
          </List>
          <Sum ok={waiting >= 0}>kept = can be queried + on the way</Sum>
        </Panel>
        <Panel title="Store">
          <List>
            <Line title="Engine" tone={engine.healthy ? undefined : 'bad'}>
              {engine.healthy ? 'answers' : 'does not answer'}
            </Line>
            <Line title="Restarts" tone={engine.restarts > 0 ? 'warn' : undefined}>
              {exact(engine.restarts)}
            </Line>
            <Line title="Disk" tone={disk.free_bytes < FREE_BYTES ? 'bad' : undefined}>
              {bytes(disk.free_bytes)} free of {bytes(disk.total_bytes)}
            </Line>
            <Line title="Spans and texts kept">{plural(system.retention_days, 'day')}</Line>
            <Line title="Numbers kept">{plural(system.rollup_retention_days, 'day')}</Line>
          </List>
        </Panel>
        <Panel title="Doors">
          <List>
            <Line title="HTTP">port {ports.http}</Line>
            <Line title="OTLP over gRPC">{ports.grpc === null ? 'off' : `port ${ports.grpc}`}</Line>
            <Line title="Who may come in">
              {system.open ? 'anyone on this machine' : 'those with a key or an account'}
            </Line>
            {system.unpriced !== undefined && (
              <Line title="Models without a price" tone={system.unpriced > 0 ? 'warn' : undefined}>
                {system.unpriced === 0 ? (
                  'none'
                ) : (
                  <Link to="/settings/prices" className="hover:underline">
                    {exact(system.unpriced)}
                  </Link>
                )}
              </Line>
            )}
          </List>
        </Panel>
      </div>
      {trouble !== undefined && <p className="sr-only">{trouble}</p>}
    </>
  );
}

function Health({ system: { trouble, engine, disk, journal } }: { system: System }) {
  if (trouble !== undefined || disk.free_bytes < FREE_BYTES)
    return (
      <Badge tone="bad" icon>
        refuses data
      </Badge>
    );
  if (!engine.healthy || journal.oldest_ms > LATE_MS)
    return (
      <Badge tone="warn" icon>
        behind
      </Badge>
    );
  return (
    <Badge tone="ok" icon>
      well
    </Badge>
  );
}

/** What the numbers below mean. */
function sentence({ trouble, engine, disk, journal, ingest }: System): string {
  if (trouble !== undefined) return `Nothing can be stored: ${trouble}.`;
  if (disk.free_bytes < FREE_BYTES)
    return 'The disk is full: senders are told to try again later. Free some room and it goes on by itself.';
  if (!engine.healthy)
    return 'The engine is being restarted. What comes in is kept and will be queryable once it is back.';
  if (journal.oldest_ms > LATE_MS) return `What comes in is kept, but shows up ${text(journal.oldest_ms, 'ms')} late.`;
  const refused = ingest.rejected > 0 ? ` ${exact(ingest.rejected)} were refused as invalid.` : '';
  return `What comes in is safe and can be queried within a moment.${refused}`;
}

const List = ({ children }: { children: ReactNode }) => <dl className="flex flex-col">{children}</dl>;

const TONES = { warn: 'text-warn', bad: 'text-bad' } as const;

function Line({
  title,
  note,
  part = false,
  tone,
  children,
}: {
  title: string;
  note?: string;
  /** A part of the line above. */
  part?: boolean;
  tone?: keyof typeof TONES | undefined;
  children: ReactNode;
}) {
  return (
    <div className="flex min-h-8 flex-wrap items-center justify-between gap-x-4 border-t border-line first:border-0">
      <dt className={`text-muted ${part ? 'pl-4' : ''}`}>
        {title}
        {note !== undefined && <span className="pl-1.5 text-small">{note}</span>}
      </dt>
      <dd className={`text-right font-medium ${tone ? TONES[tone] : ''}`}>{children}</dd>
    </div>
  );
}

const Sum = ({ ok, children }: { ok: boolean; children: string }) => (
  <p className={`pt-2 text-small ${ok ? 'text-muted' : 'text-bad'}`}>
    {ok ? 'Adds up: ' : 'Does not add up: '}
    {children}
  </p>
);
