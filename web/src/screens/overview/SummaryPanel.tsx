import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { encodeFilter, withFilter } from '../../filter.ts';
import type { MetricInfo } from '../../model.ts';
import { rangeWords } from '../../time.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import type { MetricAnswer } from '../../useMetric.ts';
import { useView } from '../../view.ts';
import { type Piece, summarise } from './summary.ts';

type Props = { metrics: Map<string, MetricInfo> | undefined } & Record<'totals' | 'prompts' | 'models', MetricAnswer>;

/** As high as two or three sentences usually are, so that nothing moves when they come. */
const FRAME = 'flex *:flex *:flex-1 *:flex-col *:justify-center min-h-17.5 max-md:min-h-31 max-sm:min-h-49';

/** What the numbers say, in words; each noun leads on. */
export function SummaryPanel({ metrics, totals, prompts, models }: Props) {
  const { range, compare, sides } = useView();
  const now = totals.rows[0];
  const before = totals.before?.[0];
  const summary = useMemo(() => {
    if (!metrics || !now) return undefined;
    const groups = [
      { field: 'prompt', rows: prompts.rows, before: prompts.before },
      { field: 'model', rows: models.rows, before: models.before },
    ];
    return summarise({ metrics, now, before, groups, when: whenWords(rangeWords(range)), sides });
  }, [metrics, now, before, prompts.rows, prompts.before, models.rows, models.before, range, sides]);
  if (!summary || prompts.isPending || models.isPending)
    return (
      <Panel className={FRAME}>
        <Skeleton className="h-4 w-100 max-w-[70vw]" />
      </Panel>
    );
  const { pieces, tally } = summary;
  return (
    <Panel className={FRAME}>
      <div className="flex items-center gap-x-3 gap-y-2 max-md:flex-col max-md:items-start">
        {compare && before && (
          <p className="flex shrink-0 gap-1.5">
            {tally.worse > 0 && (
              <Badge tone="bad" icon>
                {tally.worse} worse
              </Badge>
            )}
            {tally.better > 0 && (
              <Badge tone="ok" icon>
                {tally.better} better
              </Badge>
            )}
            {tally.steady > 0 && <Badge>{tally.steady} steady</Badge>}
          </p>
        )}
        <p className="max-w-[110ch]">
          {pieces.map((piece, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one sentence have no other identity
            <PieceText key={index} piece={piece} />
          ))}
        </p>
      </div>
    </Panel>
  );
}

function PieceText({ piece: { text, chart, filter } }: { piece: Piece }) {
  const { chips } = useView();
  if (chart === undefined && filter === undefined) return <>{text}</>;
  const f = filter && withFilter(chips, filter).map(encodeFilter);
  return (
    <Link
      to="/"
      search={(before) => ({ ...before, ...(f ? { f } : {}), ...(chart ? { chart } : {}) })}
      {...(chart ? { hash: 'charts' } : {})}
      className={`font-semibold decoration-strong underline-offset-3 hover:underline ${filter ? 'font-mono text-small' : ''}`}
    >
      {text}
    </Link>
  );
}

/** `Last 24 hours` → `in the last 24 hours`; a fixed stretch stays as it is. */
const whenWords = (words: string): string =>
  words.startsWith('Last ') ? `in the l${words.slice(1)}` : `from ${words}`;
