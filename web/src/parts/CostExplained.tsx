import { Link } from '@tanstack/react-router';
import { exact, text } from '../format.ts';
import { sheetOfRows } from '../sheet.ts';
import { dayTime } from '../time.ts';
import { ErrorNote } from '../ui/ErrorNote.tsx';
import { Skeleton } from '../ui/Skeleton.tsx';
import { ExportMenu } from './ExportMenu.tsx';
import { type SpanRef, useCost } from './useCall.ts';

const CLASSES: Record<string, string> = {
  input: 'Input',
  output: 'Output',
  cached: 'Input from cache',
  cache_write: 'Input written to cache',
  reasoning: 'Reasoning',
};

/** Dollars to the last digit that counts (costs are exact to 1e-12): sums must be checkable by hand. */
const dollars = (usd: number): string => `$${usd.toFixed(12).replace(/(\.\d\d\d*?)0+$/, '$1')}`;

/** Tokens × price = cost, class by class, with where the price is from; or why there is no cost. */
export function CostTable({ span }: { span: SpanRef }) {
  const { data, error, refetch, isPending } = useCost(span);
  if (error) return <ErrorNote error={error} retry={() => void refetch()} compact />;
  if (isPending) return <Skeleton className="h-24 w-full" />;
  if (data.lines.length === 0)
    return (
      <div className="flex flex-col gap-1">
        <p>
          The cost is unknown: {data.reason ?? 'there is no price for this call'}.{' '}
          {data.reason?.startsWith('no price') && (
            <Link to="/settings/prices" search={{ sel: data.model }} className="text-accent hover:underline">
              Set a price
            </Link>
          )}
        </p>
        <Sent cost={data.cost_sent} />
      </div>
    );
  return (
    <div className="flex flex-col gap-2">
      <table className="w-full border-collapse">
        <thead className="text-small text-muted">
          <tr>
            <th scope="col" className="py-1 text-left font-medium">
              Tokens of
            </th>
            <th scope="col" className="py-1 text-right font-medium">
              Tokens
            </th>
            <th scope="col" className="py-1 pl-3 text-right font-medium">
              $ per million
            </th>
            <th scope="col" className="py-1 pl-3 text-right font-medium">
              Cost
            </th>
          </tr>
        </thead>
        <tbody>
          {data.lines.map((line) => (
            <tr key={line.class} className="border-t border-line">
              <td className="py-1.5">{CLASSES[line.class] ?? line.class}</td>
              <td className="py-1.5 text-right">{exact(line.tokens)}</td>
              <td className="py-1.5 pl-3 text-right text-muted">× {line.usd_per_million}</td>
              <td className="py-1.5 pl-3 text-right">{dollars(line.cost)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr className="border-t border-strong font-semibold">
            <td className="py-1.5" colSpan={3}>
              Cost
            </td>
            <td className="py-1.5 pl-3 text-right">{data.cost === undefined ? 'unknown' : dollars(data.cost)}</td>
          </tr>
        </tfoot>
      </table>
      <div className="flex items-start gap-2">
        <p className="min-w-0 flex-1 text-small text-muted">
          <Source source={data.source} />
          {data.effective_from && `, in force since ${dayTime(data.effective_from)} ${data.effective_from.slice(0, 4)}`}
        </p>
        <ExportMenu
          what="Cost of a call"
          sheet={() => sheetOfRows(data.lines, ['class', 'tokens', 'usd_per_million', 'cost'])}
        />
      </div>
      {data.reason && <p className="text-small text-muted">{data.reason}</p>}
      <Sent cost={data.cost_sent} />
    </div>
  );
}

function Source({ source }: { source: string | undefined }) {
  if (source === undefined) return null;
  const [kind, name = ''] = source.split(/:(.*)/s);
  if (kind === 'override')
    return (
      <>
        Price set{' '}
        <Link to="/settings/prices" className="text-accent hover:underline">
          in this project
        </Link>
      </>
    );
  return (
    <>
      Price of <span className="font-mono">{name || source}</span>
      {kind && name && ` from ${kind}`}
    </>
  );
}

const Sent = ({ cost }: { cost: number | undefined }) =>
  cost === undefined ? null : <p className="text-small text-muted">The client said {text(cost, 'usd')}.</p>;
