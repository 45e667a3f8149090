import { useMemo } from 'react';
import { changeOf, interval } from '../change.ts';
import { Spark } from '../charts/Spark.tsx';
import { gridOf } from '../charts/series.ts';
import { exact, TOO_FEW, text } from '../format.ts';
import { callsBehind, type MetricInfo, type Row } from '../model.ts';
import type { Signal } from '../signals.ts';
import { Skeleton } from '../ui/Skeleton.tsx';
import { type MetricAnswer, useMetricCatalogue } from '../useMetric.ts';
import { useView } from '../view.ts';
import { ChangeText } from './ChangeText.tsx';
import { MetricFigure } from './MetricText.tsx';

interface Props {
  signals: readonly Signal[];
  /** Metric of the card that is open below. */
  chosen: string | undefined;
  onChoose: (signal: Signal) => void;
  totals: MetricAnswer;
  courses: MetricAnswer;
}

/** The last of seven fills its row. */
const LAST = 'last:max-md:col-span-2 last:md:max-lg:col-span-3 last:lg:max-xl:col-span-2';

/** What detectors say in numbers: value, interval, calls scored of all, course and change. A card opens what it rests on. */
export function SignalCards({ signals, chosen, onChoose, totals, courses }: Props) {
  const metrics = useMetricCatalogue();
  const grid = useMemo(() => gridOf(courses.rows, undefined, courses.meta), [courses.rows, courses.meta]);
  const now = totals.rows[0];
  const none = now !== undefined && signals.every(({ basis }) => !now[basis]);
  return (
    <>
      <ul
        aria-label="Key numbers"
        className={`grid grid-cols-2 gap-px overflow-hidden rounded-panel border border-line bg-line md:grid-cols-3 ${signals.length > 6 ? 'lg:grid-cols-4 xl:grid-cols-7' : 'xl:grid-cols-6'} ${totals.isStale ? 'opacity-60' : ''}`}
      >
        {signals.map((signal) => {
          const metric = metrics?.get(signal.metric);
          return (
            <li key={signal.metric} className={`min-w-0 bg-panel ${signals.length === 7 ? LAST : ''}`}>
              {metric && now && !totals.isPending ? (
                <Card
                  {...{ signal, metric, now }}
                  before={totals.before?.[0]}
                  values={grid?.of(signal.metric) ?? []}
                  pressed={chosen === signal.metric}
                  onPick={() => onChoose(signal)}
                />
              ) : (
                <div className="flex h-36 flex-col gap-2 px-3.5 py-2.5">
                  <span className="text-muted">{signal.label}</span>
                  {!totals.error && <Skeleton className="h-5 w-20" />}
                </div>
              )}
            </li>
          );
        })}
      </ul>
      {none && (
        <p className="text-muted">
          None of these calls could be scored: detectors read texts, and none were sent. Most instrumentations leave
          them out until told to record content.
        </p>
      )}
    </>
  );
}

interface CardProps {
  signal: Signal;
  metric: MetricInfo;
  now: Row;
  before: Row | undefined;
  values: (number | null)[];
  pressed: boolean;
  onPick: () => void;
}

function Card({ signal, metric, now, before, values, pressed, onPick }: CardProps) {
  const { sides } = useView();
  const change = changeOf(metric, now, before, sides);
  const n = callsBehind(now, metric.id);
  const around = n >= TOO_FEW ? intervalWords(now[metric.id], n) : undefined;
  return (
    <button
      type="button"
      aria-pressed={pressed}
      onClick={onPick}
      className="flex h-36 w-full flex-col px-3.5 pt-2.5 text-left outline-offset-[-2px] transition-colors hover:bg-hover aria-pressed:bg-accent-wash"
    >
      <span className="max-w-full truncate font-medium text-muted" title={metric.description}>
        {signal.label}
      </span>
      {n > 0 ? (
        <>
          <span className="flex flex-wrap items-baseline gap-x-2">
            {/* Its interval stands below. */}
            <MetricFigure metric={{ ...metric, kind: metric.kind === 'ratio' ? 'mean' : metric.kind }} row={now} />
            <ChangeText change={change} />
          </span>
          <span
            className="min-h-4 text-note text-muted"
            title={`95 % interval (Wilson)${metric.kind === 'mean' ? ', the widest that a mean from 0 to 1 can have' : ''}`}
          >
            {around !== undefined && `95 %: ${around}`}
          </span>
          <span className="text-note text-muted">
            n {exact(n)} · {text(now.n > 0 ? Math.min(1, n / now.n) : 0, 'ratio')} of calls
          </span>
          <span className="mt-auto block w-full pb-px">
            <Spark values={values} ink={change.verdict === 'worse' ? 'bad' : 'series-1'} height={28} />
          </span>
        </>
      ) : (
        <span className="text-small text-muted">No call here had anything to score.</span>
      )}
    </button>
  );
}

/** `0.8–1.3 %` */
export function intervalWords(value: Row[string], n: number): string | undefined {
  if (typeof value !== 'number' || value > 1 || n <= 0) return undefined;
  const { low, high } = interval(value, n);
  const percent = (share: number): string => {
    const size = share * 100;
    return String(Number(size.toFixed(size >= 10 ? 1 : size >= 0.1 ? 2 : 3)));
  };
  return `${percent(low)}–${percent(high)}\u00a0%`;
}
