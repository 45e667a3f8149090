import { interval } from '../change.ts';
import { figure, TOO_FEW, text } from '../format.ts';
import { callsBehind, type MetricInfo, type Row } from '../model.ts';

/** Below this many calls a rate shows how far it can be trusted. */
const SURE = 1000;

const weak = ({ kind }: MetricInfo, n: number): boolean =>
  n < TOO_FEW && (kind === 'ratio' || kind === 'quantile' || kind === 'mean');

/** `±0.4` percent points of a rate over few calls. */
function spread({ kind, unit }: MetricInfo, value: number, n: number): string | undefined {
  if (kind !== 'ratio' || unit !== 'ratio' || n >= SURE || value > 1) return undefined;
  const { low, high } = interval(value, n);
  return `±${(((high - low) / 2) * 100).toFixed(1)}`;
}

/** The same words where there is no room for markup: `12.3% ±0.4`. */
export function metricWords(metric: MetricInfo, row: Row): string {
  const value = row[metric.id];
  if (typeof value !== 'number') return '–';
  const n = callsBehind(row, metric.id);
  if (weak(metric, n)) return 'too few';
  return [text(value, metric.unit), spread(metric, value, n)].filter(Boolean).join(' ');
}

/** A metric of a row as text; “too few” in the place of a weak figure, a dash for an unknown one. */
export function MetricText({ metric, row }: { metric: MetricInfo; row: Row }) {
  const value = row[metric.id];
  if (typeof value !== 'number') return <span className="text-muted">–</span>;
  const n = callsBehind(row, metric.id);
  if (weak(metric, n)) return <span className="text-small text-muted">too few</span>;
  const around = spread(metric, value, n);
  return (
    <>
      {text(value, metric.unit)}
      {around && <span className="pl-1 text-note text-muted">{around}</span>}
    </>
  );
}

/** The same, large, with its unit small. */
export function MetricFigure({ metric, row }: { metric: MetricInfo; row: Row | undefined }) {
  const value = row?.[metric.id];
  if (!row || typeof value !== 'number') return <Large>–</Large>;
  const n = callsBehind(row, metric.id);
  if (weak(metric, n)) return <span className="text-body/7 font-medium text-muted">too few calls</span>;
  const { prefix, value: digits, unit } = figure(value, metric.unit);
  const around = spread(metric, value, n);
  return (
    <span className="whitespace-nowrap">
      <Large>
        {prefix}
        {digits}
      </Large>
      <span className="pl-px text-small font-medium text-muted">
        {unit}
        {around && ` ${around}`}
      </span>
    </span>
  );
}

const Large = ({ children }: { children: React.ReactNode }) => (
  <span className="text-figure font-semibold tracking-[-0.02em]">{children}</span>
);
