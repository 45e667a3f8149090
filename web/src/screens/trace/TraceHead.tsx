import { Link } from '@tanstack/react-router';
import { encodeFilter } from '../../filter.ts';
import { exact, plural, text } from '../../format.ts';
import type { ScoredSpan } from '../../model.ts';
import { ExportMenu } from '../../parts/ExportMenu.tsx';
import { valueWords } from '../../parts/ScoreList.tsx';
import { Marked } from '../../parts/Visible.tsx';
import { sheetOfRows } from '../../sheet.ts';
import { wholeTime } from '../../time.ts';
import type { TraceTree } from '../../traceTree.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Copy } from '../../ui/Copy.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { CompareWith } from './CompareWith.tsx';

/** Scores of the whole trace named here; all of them stand with the root span. */
const SCORES = 4;

interface Props {
  traceId: string;
  tree: TraceTree<ScoredSpan>;
  root: ScoredSpan | undefined;
  title: string;
  /** Not all spans are loaded, so sums are lower bounds. */
  partial: boolean;
}

/** What the trace is and what it took, in one line of figures. */
export function TraceHead({ traceId, tree, root, title, partial }: Props) {
  const { totals } = tree;
  const least = partial ? '≥ ' : '';
  return (
    <header className="flex flex-col gap-1.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h1 className="min-w-0 text-title font-semibold tracking-[-0.01em]">
          <Link to="/traces" className="font-medium text-muted hover:text-ink">
            Traces
          </Link>
          <span className="text-muted"> / </span>
          <bdi className="[overflow-wrap:anywhere]">
            <Marked text={title} />
          </bdi>
        </h1>
        {totals.failed > 0 ? (
          <Badge tone="bad" icon>
            {plural(totals.failed, 'span')} failed
          </Badge>
        ) : (
          <Badge tone="ok" icon>
            ok
          </Badge>
        )}
        <span className="flex min-w-0 items-center gap-0.5 font-mono text-small text-muted">
          <span className="max-w-60 truncate" title={traceId}>
            {traceId}
          </span>
          <Copy text={traceId} label="Copy the trace id" />
        </span>
        <span className="ml-auto flex items-center gap-1">
          <ExportMenu what="Trace" sheet={() => sheetOfRows(spansOf(tree), SPAN_COLUMNS)} />
          <CompareWith traceId={traceId} root={root} />
        </span>
      </div>
      <dl className="flex flex-wrap gap-x-5 gap-y-0.5">
        <Figure title="Started">{wholeTime(tree.start)}</Figure>
        <Figure title="Took">{least + text(tree.duration, 'ms')}</Figure>
        <Figure title="Spans">{least + exact(totals.spans)}</Figure>
        <Figure title="Calls">{least + exact(totals.calls)}</Figure>
        {totals.calls > 0 && (
          <>
            <Figure title="Tokens in">{known(totals.input_tokens, 'tokens', least)}</Figure>
            <Figure title="Tokens out">{known(totals.output_tokens, 'tokens', least)}</Figure>
            <Figure title="Cost">
              {known(totals.cost, 'usd', totals.unpriced > 0 ? '≥ ' : least)}
              {totals.unpriced > 0 && totals.cost !== undefined && (
                <span className="text-muted"> {exact(totals.unpriced)} unpriced</span>
              )}
            </Figure>
          </>
        )}
        {root && (['user', 'session'] as const).map((field) => <Whose key={field} field={field} value={root[field]} />)}
        {root?.scores
          .filter(({ of }) => of !== undefined)
          .slice(0, SCORES)
          .map(({ id, name, value }, at) => (
            <Figure key={id ?? at} title={name}>
              {valueWords(value)}
            </Figure>
          ))}
      </dl>
    </header>
  );
}

const SPAN_COLUMNS = [
  'span_id',
  'parent_id',
  'time',
  'kind',
  'name',
  'status',
  'duration_ms',
  'model',
  'input_tokens',
  'output_tokens',
  'cost',
] as const;

/** The spans received so far. */
const spansOf = ({ nodes }: TraceTree<ScoredSpan>): ScoredSpan[] =>
  [...nodes.values()].flatMap(({ span }) => span ?? []);

const known = (value: number | undefined, unit: 'tokens' | 'usd', least: string) =>
  value === undefined ? <span className="text-muted">unknown</span> : least + text(value, unit);

const Figure = ({ title, children }: { title: string; children: React.ReactNode }) => (
  <div className="flex gap-1.5">
    <dt className="text-muted">{title}</dt>
    <dd className="font-medium">{children}</dd>
  </div>
);

function Whose({ field, value }: { field: 'user' | 'session'; value: string | undefined }) {
  if (value === undefined) return null;
  return (
    <Figure title={field === 'user' ? 'User' : 'Session'}>
      <Link
        to="/traces"
        search={{ f: [encodeFilter({ field, op: 'eq', value })] }}
        className="[overflow-wrap:anywhere] hover:underline"
      >
        <bdi>
          <Marked text={value} />
        </bdi>
      </Link>
    </Figure>
  );
}

export const TraceHeadSkeleton = () => (
  <div className="flex flex-col gap-1.5">
    <div className="flex h-8 items-center">
      <Skeleton className="h-5 w-72" />
    </div>
    <div className="flex h-5 items-center">
      <Skeleton className="h-3.5 w-120 max-w-full" />
    </div>
  </div>
);
