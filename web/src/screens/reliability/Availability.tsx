import { useMemo } from 'react';
import { interval } from '../../change.ts';
import type { Marker } from '../../charts/marker.ts';
import { Strip, type StripCell, StripLegend } from '../../charts/Strip.tsx';
import { gridOf } from '../../charts/series.ts';
import { exact, TOO_FEW, text } from '../../format.ts';
import type { Filter, Row } from '../../model.ts';
import { ExportMenu } from '../../parts/ExportMenu.tsx';
import { fixed, stepWords } from '../../time.ts';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { useMetric } from '../../useMetric.ts';
import { useView } from '../../view.ts';
import { FAILED, useOpenCalls } from './useOpenCalls.ts';

/** Providers × models shown, those with the most calls. */
const MOST = 12;
const ROWS = Array.from({ length: 10 }, (_, i) => i);
const SHARED = { group_by: ['provider', 'model'], compare: false, order_by: '-calls', limit: MOST };

/** Could they be reached? A strip for each provider and model: 5xx, timeouts and broken connections against all calls. */
export function Availability({ markers }: { markers: Marker[] }) {
  const totals = useMetric({ metrics: ['calls', 'availability'], ...SHARED });
  const courses = useMetric({ metrics: ['calls', 'availability'], interval: 'auto', ...SHARED });
  const { rows, meta } = courses;
  const lines = useMemo(() => {
    const byKey = new Map<string, Row[]>();
    for (const row of rows) byKey.set(keyOf(row), [...(byKey.get(keyOf(row)) ?? []), row]);
    const grid = gridOf(rows.slice(0, 1), undefined, meta);
    if (!grid) return undefined;
    return totals.rows.map((total) => {
      const own = gridOf(byKey.get(keyOf(total)) ?? [], undefined, meta);
      return { total, cells: own ? cellsOf(grid.times, own) : [] };
    });
  }, [rows, meta, totals.rows]);
  const grid = useMemo(() => gridOf(rows.slice(0, 1), undefined, meta), [rows, meta]);
  const error = totals.error ?? courses.error;
  const retry = () => {
    totals.retry();
    courses.retry();
  };
  return (
    <Panel
      title="Availability"
      note={
        <>
          by provider and model · 5xx, timeouts and connections; rate limits are not counted
          {grid && ` · per ${stepWords(grid.step)}`}
        </>
      }
      actions={<ExportMenu what="Availability" sheet={() => lines && sheetOf(lines.map(({ total }) => total))} />}
    >
      {error && <ErrorNote error={error} retry={retry} compact />}
      {grid && lines ? (
        <>
          <ul className={`flex flex-col gap-1.5 pb-2 ${totals.isStale || courses.isStale ? 'opacity-60' : ''}`}>
            {lines.map(({ total, cells }) => (
              <Line key={keyOf(total)} {...{ total, cells, markers }} times={grid.times} step={grid.step} />
            ))}
          </ul>
          <StripLegend />
        </>
      ) : (
        <div className="flex flex-col gap-1.5 pb-2">
          {!error && ROWS.map((id) => <Skeleton key={id} className="h-5.5 w-full opacity-50 max-md:h-15.5" />)}
        </div>
      )}
    </Panel>
  );
}

const keyOf = ({ provider, model }: Row): string => `${provider ?? ''}\0${model ?? ''}`;

/** Rows of one provider and model on the buckets of all. */
function cellsOf(times: readonly number[], own: NonNullable<ReturnType<typeof gridOf>>): (StripCell | undefined)[] {
  const shift = Math.round(((times[0] ?? 0) - (own.times[0] ?? 0)) / own.step);
  const [counts, shares] = [own.of('n'), own.of('availability')];
  return times.map((_, at) => {
    const [n, share] = [counts[at + shift], shares[at + shift]];
    return n == null || share == null ? undefined : { n, bad: Math.round(n * (1 - share)) };
  });
}

interface LineProps {
  total: Row;
  cells: (StripCell | undefined)[];
  times: number[];
  step: number;
  markers: Marker[];
}

function Line({ total, cells, times, step, markers }: LineProps) {
  const { addFilter } = useView();
  const open = useOpenCalls();
  const { provider, model, n } = total;
  const name = [provider, model].filter((part) => part !== undefined && part !== '').join(' / ') || 'unknown model';
  const filters = [known('provider', provider), known('model', model)];
  return (
    <li className="grid items-center gap-x-3 gap-y-0.5 md:grid-cols-[minmax(0,19rem)_minmax(0,1fr)_14rem]">
      <button
        type="button"
        title={`Show only ${name}`}
        onClick={() => addFilter(known('model', model))}
        className="truncate rounded-tag text-left"
      >
        <span className="font-mono text-small font-semibold">{model ?? 'no model name'}</span>{' '}
        <span className="text-small text-muted">{provider ?? ''}</span>
      </button>
      <Strip
        label={`Availability of ${name}`}
        times={times}
        step={step}
        {...{ cells, markers }}
        onPick={(from, to, { bad }) => open(bad > 0 ? [...filters, FAILED] : filters, { range: fixed(from, to) })}
      />
      <p className="text-right text-small whitespace-nowrap text-muted max-md:text-left">
        <Uptime share={total.availability} n={n} /> n {exact(n)}
      </p>
    </li>
  );
}

const known = (field: string, value: Row[string]): Filter =>
  value === undefined || value === '' ? { field, op: 'exists', value: false } : { field, op: 'eq', value };

/** The share of calls that came through, with Wilson's 95 % interval; few calls have none worth telling. */
function Uptime({ share, n }: { share: Row[string]; n: number }) {
  if (typeof share !== 'number') return <>–</>;
  if (n < TOO_FEW) return <>too few calls · </>;
  const { low, high } = interval(share, n);
  const percent = (value: number): string => String(Number((value * 100).toFixed(value >= 0.999 ? 2 : 1)));
  return (
    <>
      <span className="text-body font-semibold text-ink">{text(share, 'ratio')}</span>{' '}
      <span title="95 % interval (Wilson)">
        {percent(low)}–{percent(high)}
      </span>
      {' · '}
    </>
  );
}

const sheetOf = (totals: readonly Row[]) => ({
  columns: ['provider', 'model', 'n', 'availability', 'low', 'high'],
  rows: totals.map(({ provider, model, n, availability }) => {
    const range = typeof availability === 'number' && n >= TOO_FEW ? interval(availability, n) : undefined;
    return [provider, model, n, availability, range?.low, range?.high];
  }),
});
