import { changeOf } from '../../change.ts';
import { type Change, type ChangeCause, type News, segmentWords } from '../../changes.ts';
import { text } from '../../format.ts';
import type { MetricInfo } from '../../model.ts';
import { clockTime, dayTime } from '../../time.ts';
import type { ChartId } from './measures.ts';

/** What is not in the catalogue, though its parts are. */
const TOKENS: MetricInfo = {
  id: 'tokens',
  title: 'Tokens',
  unit: 'tokens',
  better: 'none',
  kind: 'sum',
  description: 'Input and output tokens together.',
};

const NOUNS: Record<string, string> = { latency_p95: 'P95 latency' };

/** The chart a metric is drawn in, and how the calls behind it are ordered. */
export const PLACES: Record<string, { chart: ChartId; sort: string }> = {
  error_rate: { chart: 'traffic', sort: '-time' },
  calls: { chart: 'traffic', sort: '-time' },
  latency_p95: { chart: 'latency', sort: '-duration_ms' },
  cost_per_call: { chart: 'cost', sort: '-cost' },
  cost: { chart: 'cost', sort: '-cost' },
  tokens: { chart: 'tokens', sort: '-input_tokens' },
};

export interface ChangeWords {
  noun: string;
  /** `▲`'s text: `2.3 pt`, `41 %`, `3.2×`. */
  size: string;
  before: string;
  after: string;
  /** `worse`, `better`, `more` or `less`. */
  verdict: string;
  /** `since 14:05`, `from 09:00 to 11:00`; undefined when unclear. */
  when: string | undefined;
}

export const metricOf = (id: string, metrics: Map<string, MetricInfo>): MetricInfo | undefined =>
  id === 'tokens' ? TOKENS : metrics.get(id);

/** A change in words. */
export function changeWords(change: Change, metric: MetricInfo): ChangeWords {
  const { before, after, n_before, n_after, direction, verdict } = change;
  const { size } = changeOf(metric, { n: n_after, [metric.id]: after }, { n: n_before, [metric.id]: before });
  return {
    noun: NOUNS[metric.id] ?? metric.title,
    size: size === '' ? 'new' : size,
    before: text(before, metric.unit),
    after: text(after, metric.unit),
    verdict: verdict ?? (direction === 'up' ? 'more' : 'less'),
    when: whenOf(change),
  };
}

function whenOf({ since, until }: Change): string | undefined {
  if (since === undefined) return undefined;
  return until === undefined ? `since ${moment(since)}` : `from ${moment(since)} to ${moment(until, since)}`;
}

/** `14:05` of today (or of the day `beside` lies in), else with the day. */
export function moment(time: string, beside: string | number = Date.now()): string {
  const day = dayTime(time);
  return day === dayTime(beside) ? clockTime(time) : `${day} ${clockTime(time)}`;
}

/** What a cause adds to its name: how much of the change it explains, and its own figures. */
export function causeWords(cause: ChangeCause, metric: MetricInfo): string {
  const { share_explained: share, before, after, appeared, vanished } = cause;
  const said = (value: number): string => text(value, metric.unit);
  const figures = (): string | undefined => {
    if (before !== undefined && after !== undefined) return `${said(before)} → ${said(after)}`;
    if (after !== undefined) return `new${appeared === undefined ? '' : ` ${moment(appeared)}`}: ${said(after)}`;
    if (before === undefined) return undefined;
    return `gone${vanished === undefined ? '' : ` ${moment(vanished)}`}, was ${said(before)}`;
  };
  const told = [share === undefined ? undefined : `${Math.round(share * 100)}\u00a0% of it`, figures()];
  return told.filter((part) => part !== undefined).join(', ');
}

/** `checkout@7 first seen 14:02`. */
export const newsWords = ({ segment, kind, time }: News): string =>
  `${segmentWords(segment)} ${kind === 'appeared' ? 'first' : 'last'} seen ${moment(time)}`;
