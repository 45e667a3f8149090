import { type ReactNode, useMemo } from 'react';
import { type Dots, Scatter } from '../../charts/Scatter.tsx';
import type { Ink } from '../../charts/theme.ts';
import { exact, plural, text } from '../../format.ts';
import { ExportMenu } from '../../parts/ExportMenu.tsx';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { type Load, type LoadLevel, useRows } from './answers.ts';
import { flights, loadWords } from './words.ts';

const HEIGHT = 'h-56 xl:h-64';

/** Does it slow down when there is more of it? Latency and throughput by calls in flight, with the knee where there is one. */
export function UnderLoad() {
  const { data, isPending, isStale, error, retry } = useRows('/load');
  return (
    <Panel
      title="Latency under load"
      note={data ? <Extent data={data} /> : <Skeleton className="h-3 w-24" />}
      actions={<ExportMenu what="Latency under load" sheet={() => data && sheetOf(data.levels)} lines={LEGEND} />}
    >
      {error && <ErrorNote error={error} retry={retry} compact />}
      <p className="-mt-1 min-h-10 pb-1 max-sm:min-h-15">
        {data ? loadWords(data) : !error && <Skeleton className="h-4 w-80 max-w-full" />}
      </p>
      {data?.levels.some(({ latency_p50 }) => latency_p50 !== undefined) ? (
        <div
          data-picture=""
          className={`grid gap-3.5 transition-opacity lg:grid-cols-2 ${isStale ? 'opacity-60' : ''}`}
        >
          <LatencyByLoad data={data} />
          <ThroughputByLoad data={data} />
        </div>
      ) : (
        <Nothing waiting={isPending}>{error ? null : 'Too few calls to show.'}</Nothing>
      )}
    </Panel>
  );
}

/** As high as the two charts are. */
const Nothing = ({ waiting, children }: { waiting: boolean; children: ReactNode }) => (
  <div className="grid gap-3.5 text-muted lg:grid-cols-2">
    <div className={`${HEIGHT} mt-4.5 flex items-center justify-center`}>
      {waiting ? <Skeleton className="h-full w-full opacity-50" /> : children}
    </div>
    {waiting && <Skeleton className={`${HEIGHT} mt-4.5 w-full opacity-50`} />}
  </div>
);

const Extent = ({ data: { n, sampled } }: { data: Load }) => (
  <>
    n = {exact(n)}
    {sampled &&
      `, in ${plural(sampled.stretches, 'stretch').replace(/stretchs$/, 'stretches')} of ${text(sampled.share, 'ratio')} of the time`}
  </>
);

const SERIES: { label: string; ink: Ink; of: (level: LoadLevel) => number | undefined }[] = [
  { label: 'P50', ink: 'series-5', of: ({ latency_p50 }) => latency_p50 },
  { label: 'P95', ink: 'series-1', of: ({ latency_p95 }) => latency_p95 },
];

const THROUGHPUT = { label: 'Calls that end, a second', ink: 'series-3' as const };
/** What the dots of both charts stand for, beside their picture. */
const LEGEND = [...SERIES, THROUGHPUT].map(({ label, ink }) => ({ label, ink, look: 'bars' as const }));

function LatencyByLoad({ data }: { data: Load }) {
  const { levels, knee, concurrency_p95 } = data;
  const series: Dots[] = useMemo(
    () => SERIES.map(({ label, ink, of }) => ({ label, ink, values: levels.map(of) })),
    [levels],
  );
  const xs = levels.map(({ concurrency }) => concurrency);
  const rules: { x: number; label: string; ink: Ink }[] = [
    ...(concurrency_p95 > 0
      ? [{ x: concurrency_p95, label: `95 % of the time at most ${flights(concurrency_p95)}`, ink: 'muted' as const }]
      : []),
    ...(knee.at === undefined ? [] : [{ x: knee.at, label: `rises from ${flights(knee.at)}`, ink: 'bad' as const }]),
  ];
  const { at: bend, flat, slope } = knee;
  const fit =
    bend === undefined || flat === undefined || slope === undefined
      ? undefined
      : (x: number) => flat + slope * Math.max(0, x - bend);
  return (
    <div>
      <Key items={SERIES} note={fit && 'line: fitted to P50'} />
      <Scatter
        label="Latency by calls in flight"
        className={HEIGHT}
        {...{ xs, series, fit, rules }}
        n={levels.map(({ n }) => n)}
        unit="ms"
        xLabel="calls in flight"
        tip={(at) => <Tip level={levels[at]} />}
        words={(at) => levelWords(levels[at])}
      />
    </div>
  );
}

function ThroughputByLoad({ data: { levels } }: { data: Load }) {
  return (
    <div>
      <Key items={[THROUGHPUT]} />
      <Scatter
        label="Throughput by calls in flight"
        className={HEIGHT}
        xs={levels.map(({ concurrency }) => concurrency)}
        n={levels.map(({ n }) => n)}
        series={[{ ...THROUGHPUT, values: levels.map(({ throughput }) => throughput) }]}
        unit="calls/s"
        xLabel="calls in flight"
        tip={(at) => <Tip level={levels[at]} />}
        words={(at) => levelWords(levels[at])}
      />
    </div>
  );
}

const Key = ({ items, note }: { items: readonly { label: string; ink: Ink }[]; note?: string | undefined }) => (
  <ul className="flex flex-wrap items-center gap-x-3.5 text-small text-muted">
    {items.map(({ label, ink }) => (
      <li key={label} className="flex items-center gap-1.5">
        <span className="size-2 rounded-full" style={{ background: `var(--${ink})` }} aria-hidden="true" />
        {label}
      </li>
    ))}
    {note && <li>{note}</li>}
  </ul>
);

function Tip({ level }: { level: LoadLevel | undefined }) {
  if (!level) return null;
  const { concurrency, n, errors, latency_p50, latency_p95, throughput } = level;
  const rows = [
    ['P50', latency_p50 === undefined ? 'too few' : text(latency_p50, 'ms')],
    ['P95', latency_p95 === undefined ? 'too few' : text(latency_p95, 'ms')],
    ['Throughput', throughput === undefined ? 'too few' : text(throughput, 'calls/s')],
    ['Failed', exact(errors)],
  ];
  return (
    <>
      <p className="flex justify-between gap-4 whitespace-nowrap text-muted">
        <span>{flights(concurrency)} in flight</span>
        <span>n = {exact(n)}</span>
      </p>
      {rows.map(([label, value]) => (
        <p key={label} className="flex justify-between gap-4 whitespace-nowrap">
          <span className="text-muted">{label}</span>
          <span className="font-semibold">{value}</span>
        </p>
      ))}
    </>
  );
}

const levelWords = (level: LoadLevel | undefined): string =>
  !level
    ? ''
    : `${flights(level.concurrency)} in flight: ${exact(level.n)} calls, ` +
      `P50 ${level.latency_p50 === undefined ? 'unknown' : text(level.latency_p50, 'ms')}, ` +
      `P95 ${level.latency_p95 === undefined ? 'unknown' : text(level.latency_p95, 'ms')}`;

const sheetOf = (levels: readonly LoadLevel[]) => ({
  columns: ['concurrency', 'n', 'errors', 'latency_p50 (ms)', 'latency_p95 (ms)', 'throughput (calls/s)', 'seconds'],
  rows: levels.map(({ concurrency, n, errors, latency_p50, latency_p95, throughput, seconds }) => [
    concurrency,
    n,
    errors,
    latency_p50,
    latency_p95,
    throughput,
    seconds,
  ]),
});
