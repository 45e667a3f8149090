import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { changeOf } from '../../change.ts';
import { Spark } from '../../charts/Spark.tsx';
import { type Grid, gridOf, perCall, wholeOnly } from '../../charts/series.ts';
import { exact } from '../../format.ts';
import { callsBehind, type MetricInfo, type Row } from '../../model.ts';
import { ChangeText } from '../../parts/ChangeText.tsx';
import { MetricFigure } from '../../parts/MetricText.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import type { MetricAnswer } from '../../useMetric.ts';
import { useView } from '../../view.ts';
import type { ChartId } from './measures.ts';

interface Card {
  id: string;
  label: string;
  chart: ChartId;
}

const CARDS: Card[] = [
  { id: 'calls', label: 'Calls', chart: 'traffic' },
  { id: 'error_rate', label: 'Errors', chart: 'traffic' },
  { id: 'latency_p95', label: 'P95 latency', chart: 'latency' },
  { id: 'tokens', label: 'Tokens', chart: 'tokens' },
  { id: 'cost', label: 'Cost', chart: 'cost' },
];
const FIRST_TOKEN: Card = { id: 'ttft_p95', label: 'First token', chart: 'latency' };
const PER_CALL: Card = { id: 'cost_per_call', label: 'Cost per call', chart: 'cost' };
/** Between versions of different traffic totals say nothing: what one call takes does. */
const APART: Card[] = [
  ...CARDS.slice(0, 3),
  { id: 'tokens_per_call', label: 'Tokens per call', chart: 'tokens' },
  PER_CALL,
];
/** What is worked out here from other metrics. */
const DERIVED: Record<string, { of: string; kind?: string; description: string }> = {
  tokens: { of: 'input_tokens', description: 'Input and output tokens; calls that did not tell are left out.' },
  tokens_per_call: { of: 'input_tokens', kind: 'mean', description: 'Input and output tokens of all calls, a call.' },
};

type Props = { metrics: Map<string, MetricInfo> | undefined } & Record<'totals' | 'courses', MetricAnswer>;

/** The numbers one looks at first: value, course, and what became of it. A card opens its chart. */
export function Cards({ metrics, totals, courses }: Props) {
  const now = withTokens(totals.rows[0]);
  const before = withTokens(totals.before?.[0]);
  const grid = useMemo(() => gridOf(courses.rows, undefined, courses.meta), [courses.rows, courses.meta]);
  const { apart } = useView().sides;
  const usual = apart ? APART : CARDS;
  const streamed = now === undefined || typeof now.ttft_p95 === 'number';
  const fourth = streamed ? FIRST_TOKEN : apart ? CARDS.at(-1)! : PER_CALL;
  const cards = [...usual.slice(0, 3), fourth, ...usual.slice(3)];
  return (
    <ul
      aria-label="Key numbers"
      className="grid grid-cols-2 gap-px overflow-hidden rounded-panel border border-line bg-line md:grid-cols-3 lg:grid-cols-6"
    >
      {cards.map((card) => {
        const { of = card.id, ...told } = DERIVED[card.id] ?? {};
        const metric = metrics?.get(of);
        return (
          <li key={card.label} className="min-w-0 bg-panel">
            {metric && now && !totals.isPending ? (
              <CardFace
                card={card}
                metric={{ ...metric, ...told, id: card.id }}
                now={now}
                before={before}
                grid={grid}
              />
            ) : (
              <div className="flex h-27 flex-col max-sm:h-32 gap-2 px-3.5 py-2.5">
                <span className="text-muted">{card.label}</span>
                <Skeleton className="h-5 w-20" />
                <Skeleton className="h-6 w-full" />
              </div>
            )}
          </li>
        );
      })}
    </ul>
  );
}

interface FaceProps {
  card: Card;
  metric: MetricInfo;
  now: Row;
  before: Row | undefined;
  grid: Grid | undefined;
}

function CardFace({ card, metric, now, before, grid }: FaceProps) {
  const { search, sides } = useView();
  const change = changeOf(metric, now, before, sides);
  const values = useMemo(() => (grid ? courseOf(metric.id, metric.kind, grid) : []), [metric.id, metric.kind, grid]);
  return (
    <Link
      to="/"
      hash="charts"
      search={(state) => ({ ...state, chart: card.chart })}
      {...(search.chart === card.chart ? { 'aria-current': 'true' as const } : {})}
      className="flex h-27 flex-col max-sm:h-32 px-3.5 pt-2.5 outline-offset-[-2px] transition-colors hover:bg-hover"
    >
      <span className="flex items-baseline justify-between gap-2">
        <span className="truncate font-medium text-muted" title={metric.description}>
          {card.label}
        </span>
        <span className="max-sm:hidden">
          <ChangeText change={change} />
        </span>
      </span>
      <span className="flex items-baseline justify-between gap-2">
        <MetricFigure metric={metric} row={now} />
        {metric.id !== 'calls' && (
          <span className="truncate text-note text-muted max-sm:hidden">n {exact(callsBehind(now, metric.id))}</span>
        )}
      </span>
      <span className="sm:hidden">
        <ChangeText change={change} />
      </span>
      <span className="mt-auto block pb-px">
        <Spark values={values} ink={change.verdict === 'worse' ? 'bad' : 'series-1'} />
      </span>
    </Link>
  );
}

/** Input and output together; unknown when neither is known. */
function withTokens(row: Row | undefined): Row | undefined {
  if (!row || (row.input_tokens === undefined && row.output_tokens === undefined)) return row;
  const tokens = Number(row.input_tokens ?? 0) + Number(row.output_tokens ?? 0);
  return { ...row, tokens, ...(row.n > 0 ? { tokens_per_call: tokens / row.n } : {}) };
}

/** The course of a number. */
function courseOf(id: string, kind: string, grid: Grid): (number | null)[] {
  if (id === 'cost_per_call') return perCall(grid.of('cost'), grid.of('priced_calls'));
  const [input, output] = [grid.of('input_tokens'), grid.of('output_tokens')];
  const tokens = input.map((value, at) => plus(value, output[at]));
  if (id === 'tokens_per_call') return perCall(tokens, grid.of('n'));
  const values = id === 'tokens' ? tokens : grid.of(id);
  const summed = kind === 'count' || kind === 'sum';
  return summed ? wholeOnly(grid, values) : values;
}

const plus = (a: number | null, b: number | null | undefined): number | null =>
  a === null && b == null ? null : (a ?? 0) + (b ?? 0);
