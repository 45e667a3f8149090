import { useMemo } from 'react';
import { exact, text } from '../../format.ts';
import { ExportMenu } from '../../parts/ExportMenu.tsx';
import { thresholdWords } from '../../parts/ScoreMeter.tsx';
import { useDetectors } from '../../queries.ts';
import { type Distribution, flaggedAt } from '../../signals.ts';
import { ErrorNote } from '../../ui/ErrorNote.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { useRows } from '../reliability/answers.ts';
import { useOpenCalls } from '../reliability/useOpenCalls.ts';

/** Twenty bars of five hundredths; what is 1 belongs to the last. */
const BARS = 20;
const STEP = 100 / BARS;

interface Column {
  from: number;
  to: number;
  n: number;
}

const columnsOf = ({ bins }: Distribution): Column[] =>
  Array.from({ length: BARS }, (_, at) => ({
    from: (at * STEP) / 100,
    to: ((at + 1) * STEP) / 100,
    n: bins.filter(({ bin }) => Math.min(BARS - 1, Math.floor(bin / STEP)) === at).reduce((sum, { n }) => sum + n, 0),
  }));

const spanOf = ({ from, to }: Column): string => `${from.toFixed(2)}–${to.toFixed(2)}`;

/** How the values of one score are spread; a bar opens its calls. */
export function Histogram({ score }: { score: string }) {
  const { data, isPending, isStale, error, retry } = useRows('/scores/distribution', { score });
  const { data: detectors } = useDetectors();
  const open = useOpenCalls();
  const detector = detectors?.find(({ name }) => name === score);
  const columns = useMemo(() => (data ? columnsOf(data) : []), [data]);
  const most = Math.max(1, ...columns.map(({ n }) => n));
  const title = `${detector?.title ?? score}: distribution`;
  const flagged = data && detector ? flaggedAt(data.bins, detector.threshold, detector.low) : [];
  const called = flagged.reduce((sum, { n }) => sum + n, 0);
  return (
    <Panel
      className="md:col-span-3"
      title={title}
      note={
        data && (
          <>
            n = {exact(data.n)} of {exact(data.calls)} calls
            {data.sampled !== undefined && `, from ${text(data.sampled, 'ratio')} of them`}
            {data.mean !== undefined && ` · mean ${data.mean.toFixed(3)}`}
          </>
        )
      }
      actions={
        <ExportMenu
          what={title}
          sheet={() => data && { columns: ['from', 'to', 'n'], rows: columns.map(({ from, to, n }) => [from, to, n]) }}
          bars={() => columns.map((one) => ({ label: spanOf(one), value: exact(one.n), share: one.n / most }))}
        />
      }
    >
      {error && <ErrorNote error={error} retry={retry} compact />}
      <p className="-mt-1 min-h-6 text-small text-muted">
        {detector &&
          data &&
          data.n > 0 &&
          `${thresholdWords(detector)}: ${exact(called)} (${text(called / data.n, 'ratio')})`}
      </p>
      {data && data.n > 0 ? (
        <div className={`relative ${isStale ? 'opacity-60' : ''}`}>
          <ul aria-label={title} className="flex h-44 items-stretch gap-px xl:h-59">
            {columns.map((one) => (
              <li key={one.from} className="flex min-w-0 flex-1">
                <button
                  type="button"
                  disabled={one.n === 0}
                  title={`${spanOf(one)}: ${exact(one.n)} calls`}
                  aria-label={`${spanOf(one)}: ${exact(one.n)} calls`}
                  onClick={() =>
                    open([
                      { field: `score.${score}`, op: 'gte', value: one.from },
                      { field: `score.${score}`, op: one.to === 1 ? 'lte' : 'lt', value: one.to },
                    ])
                  }
                  className="flex w-full items-end rounded-tag outline-offset-[-2px] hover:bg-hover"
                >
                  <span
                    className="block w-full rounded-t-[2px] bg-series-1 opacity-80"
                    style={{ height: one.n === 0 ? 0 : `max(2px, ${(one.n / most) * 100}%)` }}
                  />
                </button>
              </li>
            ))}
          </ul>
          {detector && (
            <span
              aria-hidden="true"
              className="pointer-events-none absolute inset-y-0 border-l border-dashed border-ink"
              style={{ left: `${Math.min(99.8, detector.threshold * 100)}%` }}
            />
          )}
        </div>
      ) : (
        <div className="flex h-44 items-center justify-center text-muted xl:h-59">
          {isPending ? (
            <Skeleton className="h-full w-full opacity-50" />
          ) : error ? null : (
            'No call here was scored for it.'
          )}
        </div>
      )}
      <p className="flex justify-between pt-1 text-note text-muted" aria-hidden="true">
        <span>0</span>
        <span>0.5</span>
        <span>1</span>
      </p>
    </Panel>
  );
}
