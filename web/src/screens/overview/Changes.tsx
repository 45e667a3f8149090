import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import {
  type Changes as Answer,
  type Change,
  type ChangeCause,
  segmentWords,
  sheetOfChanges,
  type useChanges,
} from '../../changes.ts';
import { Spark } from '../../charts/Spark.tsx';
import { type Versions, versionWords } from '../../compare.ts';
import { encodeFilter, filterWords, withFilter } from '../../filter.ts';
import { exact } from '../../format.ts';
import type { Filter, MetricInfo } from '../../model.ts';
import { ExportMenu } from '../../parts/ExportMenu.tsx';
import { MarkersToggle } from '../../parts/MarkersToggle.tsx';
import { useLinesBefore } from '../../parts/useStored.ts';
import { fixed } from '../../time.ts';
import { Button } from '../../ui/Button.tsx';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { Tip } from '../../ui/Tooltip.tsx';
import type { Happened } from '../../useMarkers.ts';
import { useView } from '../../view.ts';
import { causeWords, changeWords, metricOf, newsWords, PLACES } from './changeWords.ts';

interface Props {
  answer: ReturnType<typeof useChanges>;
  metrics: Map<string, MetricInfo> | undefined;
  happened: Happened;
}

/** Lines that have room where nobody knows yet how many there will be, and at most. */
const [AT_FIRST, MOST] = [2, 8];
/** Height of a line, pixels. */
const LINE = 62;

/** Fewer calls than this are compared with nothing. */
const FEWEST = 30;

/** What changed beyond chance, most important first, since when and why. */
export function Changes({ answer, metrics, happened }: Props) {
  const { data, error, isPending, isPlaceholderData, refetch } = answer;
  const { sides, versions } = useView();
  const against = versions ? 'the period before' : sides.against;
  const some = data !== undefined && data.changes.length > 0;
  // As many lines as there were last time have room from the beginning; more come when they are asked for.
  const room = Math.max(1, Math.min(MOST, useLinesBefore('changes.lines', data?.changes.length) ?? AT_FIRST));
  const [all, setAll] = useState(false);
  const shown = all ? data?.changes : data?.changes.slice(0, room);
  const more = (data?.changes.length ?? 0) - (shown?.length ?? 0);
  return (
    <Panel
      title="What changed"
      note={
        versions ? (
          <OverTime versions={versions} />
        ) : (
          data && (some ? `against ${against}, most important first` : undefined)
        )
      }
      actions={
        <>
          {more > 0 && (
            <Button look="quiet" size="small" onClick={() => setAll(true)}>
              {more} more
            </Button>
          )}
          <MarkersToggle of={happened} />
          <ExportMenu what="What changed" sheet={() => (data && some ? sheetOfChanges(data.changes) : undefined)} />
        </>
      }
      flush
      className={`transition-opacity ${isPlaceholderData ? 'opacity-60' : ''}`}
    >
      {error && (
        <div className="px-3.5 pb-2.5">
          <ErrorNote error={error} retry={() => void refetch()} compact />
        </div>
      )}
      {isPending || !metrics ? (
        !error && <Waiting lines={room} />
      ) : data && some ? (
        <ul aria-label="What changed">
          {shown?.map((change) => {
            const metric = metricOf(change.metric, metrics);
            return (
              metric && <ChangeLine key={`${change.metric} ${change.direction}`} change={change} metric={metric} />
            );
          })}
        </ul>
      ) : (
        data && (
          <p className="px-3.5 pt-0.5 pb-3 text-muted" style={{ minHeight: room * LINE }}>
            {calm(data, against)}
          </p>
        )
      )}
    </Panel>
  );
}

/** Between versions there is no when: the list stays about time, and what sets the two apart is a link away. */
function OverTime({ versions: { now, before } }: { versions: Versions }) {
  const { chips } = useView();
  const both: Filter = { field: 'prompt_version', op: 'in', value: [now, before] };
  const f = [...chips.filter(({ field }) => field !== both.field), both].map(encodeFilter);
  const diff = [encodeFilter({ field: both.field, op: 'eq', value: now })];
  return (
    <span className="flex flex-wrap gap-x-1.5">
      within {versionWords(now)}, against the period before.
      <Link
        to="/"
        search={(state) => ({ ...state, f, diff, vs: undefined })}
        className="text-accent decoration-strong underline-offset-3 hover:underline"
      >
        What sets the versions apart
      </Link>
    </span>
  );
}

/** As high as the answer will be, so that nothing moves when it comes. */
const Waiting = ({ lines }: { lines: number }) =>
  Array.from({ length: lines }, (_, line) => (
    <div
      // biome-ignore lint/suspicious/noArrayIndexKey: empty lines have nothing else
      key={line}
      className="flex flex-col justify-center gap-2 border-t border-line px-3.5"
      style={{ height: LINE }}
    >
      <Skeleton className="h-4 w-100 max-w-[70vw]" />
      <Skeleton className="h-4 w-60 max-w-[50vw]" />
    </div>
  ));

function calm({ meta: { n, n_before } }: Answer, against: string): string {
  if (n_before < FEWEST)
    return `Nothing to compare with: ${n_before === 0 ? 'no calls' : `only ${exact(n_before)} calls`} in ${against}.`;
  if (n < FEWEST) return `Too few calls to compare: n = ${exact(n)}.`;
  return `Nothing changed beyond chance against ${against}; n = ${exact(n)} and ${exact(n_before)}.`;
}

const TONES: Record<string, string> = { worse: 'text-bad', better: 'text-ok' };

function ChangeLine({ change, metric }: { change: Change; metric: MetricInfo }) {
  const words = changeWords(change, metric);
  const { chart, sort } = PLACES[metric.id] ?? { chart: 'traffic' as const, sort: '-time' };
  const { course, direction, n_before, n_after, segment = [] } = change;
  const { f } = useFilters(segment);
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 border-t border-line px-3.5 py-2 md:min-h-15.5 md:grid-cols-[7.5rem_minmax(0,1fr)_9rem_5rem]">
      <span className={`font-semibold whitespace-nowrap max-md:hidden ${TONES[words.verdict] ?? 'text-muted'}`}>
        <Arrow up={direction === 'up'} /> {words.size} {words.verdict}
      </span>
      <div className="flex min-w-0 flex-col gap-1 max-md:col-span-2">
        <p>
          <Link
            to="/"
            hash="charts"
            search={(state) => ({ ...state, chart, ...(segment.length > 0 ? { f } : {}) })}
            className="font-semibold decoration-strong underline-offset-3 hover:underline"
          >
            {words.noun}
            {segment.length > 0 && <span className="font-mono text-small"> {segmentWords(segment)}</span>}
          </Link>{' '}
          <Tip text={`n = ${exact(n_before)} before, ${exact(n_after)} now`}>
            <span className="whitespace-nowrap">
              {words.before} → {words.after}
            </span>
          </Tip>
          {words.when && ` ${words.when}`}
          <span className={`md:sr-only ${TONES[words.verdict] ?? ''}`}>, {words.verdict}</span>
          {change.with.map((news) => (
            <span key={encodeAll(news.segment)} className="text-muted">
              , with {newsWords(news)}
            </span>
          ))}
        </p>
        <Causes change={change} metric={metric} />
      </div>
      <span className="max-md:hidden">
        <Spark
          values={[...course.before, ...course.after]}
          since={course.before.length}
          ink={words.verdict === 'worse' ? 'bad' : 'series-1'}
          height={28}
        />
      </span>
      <Link
        to="/traces"
        search={(state) => ({
          ...state,
          ...callsOf(change),
          sort,
          ...(metric.id === 'error_rate' ? { f: withError(f) } : segment.length > 0 ? { f } : {}),
        })}
        aria-label={`Open the calls: ${words.noun}`}
        className="text-right text-small text-muted decoration-strong underline-offset-3 hover:text-ink hover:underline max-md:text-left"
      >
        Calls
      </Link>
    </li>
  );
}

const Arrow = ({ up }: { up: boolean }) => <span aria-hidden="true">{up ? '▲' : '▼'}</span>;

/** The stretch of time a change is about, where it is known and over. */
function callsOf({ since, until }: Change) {
  return since !== undefined && until !== undefined
    ? { ...fixed(Date.parse(since), Date.parse(until)), live: undefined }
    : {};
}

const encodeAll = (filters: readonly Filter[]): string => filters.map(encodeFilter).join(' ');
const ERROR = encodeFilter({ field: 'status', op: 'eq', value: 'error' });
const withError = (f: string[]): string[] => [...f.filter((one) => one !== ERROR), ERROR];

/** The view's chips with a segment's filters on top, as the URL holds them. */
function useFilters(segment: readonly Filter[]): { f: string[] } {
  const { chips } = useView();
  return { f: segment.reduce((kept, filter) => withFilter(kept, filter), chips).map(encodeFilter) };
}

/** What explains a change, each a filter one click away. */
function Causes({ change, metric }: { change: Change; metric: MetricInfo }) {
  const { causes, segment, dominated_by } = change;
  if (causes.length === 0) {
    if (segment !== undefined) return null;
    return <p className="text-small text-muted">Everywhere alike: no part of the calls stands out.</p>;
  }
  return (
    <ul aria-label="Likely causes" className="flex flex-wrap items-center gap-x-3 gap-y-1">
      {dominated_by === 'mix' && metric.kind !== 'sum' && (
        <li className="text-small text-muted">more of other calls:</li>
      )}
      {causes.map((cause) => (
        <CauseChip key={encodeAll(cause.segment)} cause={cause} metric={metric} />
      ))}
    </ul>
  );
}

function CauseChip({ cause, metric }: { cause: ChangeCause; metric: MetricInfo }) {
  const { f } = useFilters(cause.segment);
  const chart = PLACES[metric.id]?.chart;
  const detail = `${cause.segment.map(filterWords).join(', ')}; n = ${exact(cause.n_before)} before, ${exact(cause.n_after)} now`;
  return (
    <li className="flex min-w-0 items-center gap-1.5 text-small text-muted max-sm:flex-wrap">
      <Tip text={detail}>
        <Link
          to="/"
          hash="charts"
          search={(state) => ({ ...state, f, ...(chart ? { chart } : {}) })}
          className="max-w-80 truncate rounded-tag bg-hover px-1.5 font-mono text-ink [unicode-bidi:isolate] hover:bg-accent-wash hover:text-accent"
        >
          {segmentWords(cause.segment)}
        </Link>
      </Tip>
      <span>{causeWords(cause, metric)}</span>
    </li>
  );
}
